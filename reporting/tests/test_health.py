"""How the mirror is, in words, and whether somebody has to do something."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone

from reporting import health
from reporting.condition import condition
from reporting.health import Health
from reporting.models import CatchUp, InboxEvent, Member, MirrorCheck, SyncRun

pytestmark = pytest.mark.django_db(databases=["default", "reporting"])


def hours_ago(hours: float):
    return timezone.now() - timedelta(hours=hours)


def checked(state: str, *, hours: float = 1, **fields) -> None:
    row = MirrorCheck.objects.create(state=state, started_at=hours_ago(hours), **fields)
    MirrorCheck.objects.filter(pk=row.pk).update(ended_at=hours_ago(hours))


def event(id: str, *, hours: float, applied: bool) -> None:
    InboxEvent.objects.create(
        id=id,
        type="customer.updated",
        created_at=hours_ago(hours),
        payload={},
        applied_at=timezone.now() if applied else None,
    )


def point(about: str) -> tuple[Health, str]:
    [found] = [point for point in health.points(condition()) if point.about == about]
    return found.health, found.text


@pytest.fixture
def well(db) -> None:
    """A mirror with which all is well."""
    Member.objects.create(customer_id="cus_1", name="Ann")
    SyncRun.objects.create(state="complete", ended_at=timezone.now())
    CatchUp.objects.create(up_to_at=timezone.now())
    event("evt_1", hours=2, applied=True)
    checked("equal")


def test_all_is_well(well):
    found = health.points(condition())
    assert {point.health for point in found} == {Health.GOOD}
    assert health.worst(found) == Health.GOOD
    text = health.sentence(found)
    assert "The directory holds 1 person." in text
    assert "Stripe last told of a change 2 hours ago, and nothing waits." in text
    assert "Everything was compared with Stripe 1 hour ago: all of it is right." in text
    assert "The mirror was last rebuilt from Stripe less than a minute ago." in text
    assert (condition().lag_seconds, health.lag(condition())) == (0, "nothing waits")


def test_empty_and_never_compared_is_the_operators(db):
    assert point("People")[0] == Health.OPERATOR
    assert health.worst(health.points(condition())) == Health.OPERATOR


def test_empty_as_stripe_is(db):
    checked("equal")
    assert point("People")[0] == Health.GOOD


def test_empty_as_stripe_was_when_it_was_rebuilt(stripe):
    call_command("djstripe_sync_models", verbosity=0)
    assert point("People")[0] == Health.GOOD


def test_change_that_waits_a_moment(well):
    event("evt_2", hours=2 / 60, applied=False)
    assert point("Changes")[0] == Health.WAITS
    assert "1 change waits to be taken over, the oldest from 2 minutes ago" in point("Changes")[1]
    assert 120 <= condition().lag_seconds < 180
    assert health.lag(condition()) == "the oldest change that waits is from 2 minutes ago"
    assert health.worst(health.points(condition())) == Health.WAITS


def test_change_that_waits_for_long(well):
    event("evt_2", hours=3, applied=False)
    event("evt_3", hours=1, applied=False)
    assert point("Changes")[0] == Health.OPERATOR
    assert "2 changes wait to be taken over, the oldest from 3 hours ago" in point("Changes")[1]


def test_worker_that_does_not_ask(well):
    CatchUp.objects.update(up_to_at=hours_ago(5))
    assert point("Changes")[0] == Health.OPERATOR
    assert "Stripe was last asked for changes 5 hours ago" in point("Changes")[1]


def test_worker_that_never_ran(well):
    CatchUp.objects.all().delete()
    MirrorCheck.objects.all().delete()
    assert {point(about)[0] for about in ("Changes", "Nightly check")} == {Health.GOOD}
    SyncRun.objects.update(started_at=hours_ago(40))
    assert [point(about)[1] for about in ("Changes", "Nightly check")] == [
        "Stripe was never asked for changes, though that is to happen every hour: "
        "ask whoever runs this installation whether the worker runs.",
        "Nothing was ever compared with Stripe, though that is to happen every night: "
        "ask whoever runs this installation whether the worker runs.",
    ]
    assert health.worst(health.points(condition())) == Health.OPERATOR


def test_webhooks_that_do_not_arrive(well):
    CatchUp.objects.update(missed=3)
    assert point("Changes")[0] == Health.WAITS
    assert "Stripe did not tell of 3 changes by itself" in point("Changes")[1]
    assert "register_webhook" in point("Changes")[1]


@pytest.mark.parametrize(
    ("state", "fields", "expected", "says"),
    [
        ("mended", {"differences": 1}, Health.GOOD, "1 entry differed and was corrected."),
        ("mended", {"differences": 3}, Health.GOOD, "3 entries differed and were corrected."),
        (
            "different",
            {"differences": 900},
            Health.OPERATOR,
            "900 entries of what is shown here",
        ),
    ],
)
def test_what_the_check_found(well, state, fields, expected, says):
    MirrorCheck.objects.all().delete()
    SyncRun.objects.update(started_at=hours_ago(30))
    checked(state, **fields)
    assert point("Nightly check")[0] == expected
    assert says in point("Nightly check")[1]


def test_rebuild_of_some_objects_makes_up_for_nothing(well):
    CatchUp.objects.update(gap_found_at=hours_ago(1))
    checked("different", hours=0.1, differences=5)
    SyncRun.objects.update(state="failed", message="Stripe was away.", started_at=hours_ago(2))
    SyncRun.objects.create(state="complete", whole=False, ended_at=timezone.now())
    assert {point(about)[0] for about in ("Changes", "Nightly check", "Rebuild")} == {Health.OPERATOR}
    assert "Stripe was away." in point("Rebuild")[1]


def test_nothing_happened_for_long(well):
    InboxEvent.objects.all().delete()  # applied ones are forgotten after 30 days
    assert point("Changes")[1] == "Stripe has not told of any change in the last 30 days, and nothing waits."


def test_rebuild_after_a_finding(well):
    MirrorCheck.objects.all().delete()
    checked("different", differences=5)
    assert point("Nightly check")[0] == Health.GOOD
    assert "5 entries differed. The mirror was rebuilt since" in point("Nightly check")[1]


def test_never_built(db):
    Member.objects.create(customer_id="cus_1", name="Ann")
    assert point("Rebuild")[0] == Health.OPERATOR
    assert "djstripe_sync_models" in point("Rebuild")[1]


def test_check_that_failed_once_and_for_days(well):
    MirrorCheck.objects.all().delete()
    checked("equal", hours=30)
    checked("failed", message="Stripe cannot be reached.")
    assert point("Nightly check")[0] == Health.WAITS
    assert "failed: Stripe cannot be reached. It is tried again every hour." in point("Nightly check")[1]
    MirrorCheck.objects.filter(state="equal").update(ended_at=hours_ago(60))
    assert point("Nightly check")[0] == Health.OPERATOR


def test_check_that_is_overdue(well):
    MirrorCheck.objects.update(ended_at=hours_ago(40))
    assert point("Nightly check")[0] == Health.OPERATOR
    assert "whether the worker runs" in point("Nightly check")[1]


def test_check_of_some_objects_is_not_the_nightly_one(well):
    checked("different", hours=0.1, differences=5, whole=False)
    assert point("Nightly check")[0] == Health.GOOD


def test_failed_rebuild_is_forgiven_by_a_check(well):
    SyncRun.objects.all().delete()
    SyncRun.objects.create(state="failed", message="Stripe was away.")
    assert point("Rebuild")[0] == Health.OPERATOR
    assert "The last rebuild failed: Stripe was away." in point("Rebuild")[1]
    SyncRun.objects.update(started_at=hours_ago(2))
    assert point("Rebuild")[0] == Health.GOOD
    assert "The check since then found all of it right." in point("Rebuild")[1]


def test_lost_events(well):
    CatchUp.objects.update(gap_found_at=hours_ago(-1))
    assert point("Changes")[0] == Health.OPERATOR
    assert "djstripe_sync_models" in point("Changes")[1]
