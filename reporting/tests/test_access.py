"""Who counts as a member, for every status (design.md "Who has access")."""

from datetime import UTC, datetime, timedelta

import pytest

from reporting import queries
from reporting.access import STATUSES
from reporting.models import Member

pytestmark = pytest.mark.django_db(databases=["default", "reporting"])
NOW = datetime(2026, 6, 1, tzinfo=UTC)


def member(status, *, past_due_since_at=None, email="ann@example.org", id="cus_1"):
    return Member.objects.create(
        customer_id=id,
        status=status,
        email=email,
        email_normalised=email,
        past_due_since_at=past_due_since_at,
    )


@pytest.mark.parametrize("status", [*STATUSES, "none"])
def test_status(status):
    assert queries.has_access(member(status), at=NOW) is (status in ("active", "trialing"))


@pytest.mark.parametrize(
    ("since", "allowed"),
    [
        (timedelta(0), True),
        (timedelta(days=14) - timedelta(seconds=1), True),
        (timedelta(days=14), False),
        (timedelta(days=14, seconds=1), False),
    ],
)
def test_grace_period(settings, since, allowed):
    settings.GRACE_DAYS = 14
    assert queries.has_access(member("past_due", past_due_since_at=NOW - since), at=NOW) is allowed


def test_no_grace_period(settings):
    settings.GRACE_DAYS = 0
    assert not queries.has_access(member("past_due", past_due_since_at=NOW), at=NOW)


def test_family_on_one_address_has_those_who_count():
    member("active", id="cus_1")
    member("canceled", id="cus_2")
    member("trialing", id="cus_3")
    assert queries.customer_ids_of(" ANN@example.org") == ["cus_1", "cus_2", "cus_3"]
    assert [m.customer_id for m in queries.eligible_members("ann@example.org")] == ["cus_1", "cus_3"]


@pytest.mark.parametrize("address", ["", " ", "аnn@example.org", "ann@example.orġ", "ann+x@example.org"])
def test_other_addresses_match_nobody(address):
    member("active")
    assert not queries.members_with_email(address).exists()
