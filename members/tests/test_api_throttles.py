"""Each kind of route has its limit, exact in parallel. Checklist 13."""

from __future__ import annotations

import pytest
from rest_framework.settings import api_settings
from rest_framework.test import APIClient

from members.api_throttles import ByKind
from members.tests import club
from members.tests.factories import UserFactory
from members.tests.signing_in import at_once, make_member

pytestmark = pytest.mark.django_db(databases=["default", "reporting"])


@pytest.fixture(autouse=True)
def _tight(settings):
    settings.API_THROTTLES = {"reads": 3, "writes": 2, "bulk": 1, "payment_pages": 1, "public": 2}


def member(email: str = "anna@example.org") -> APIClient:
    make_member(email)
    return club.signed_in(UserFactory(email=email))


def statuses(times: int, act) -> list[int]:
    return [act().status_code for _ in range(times)]


def test_it_stands_before_every_view():
    assert [ByKind] == api_settings.DEFAULT_THROTTLE_CLASSES


def test_each_kind_is_counted_for_itself_and_each_person_too(stripe):
    anna, ben = member(), member("ben@example.org")
    assert statuses(4, lambda: anna.get("/postgres/members/me")) == [200] * 3 + [429]
    answer = anna.get("/postgres/invoices")
    assert answer.json()["errors"][0]["code"] == "throttled"
    assert 1 <= int(answer.headers["Retry-After"]) <= 60
    assert ben.get("/postgres/invoices").status_code == 200
    pages = statuses(2, lambda: anna.post("/stripe/portal-sessions", {"customer_id": "cus_x"}))
    assert pages[0] != 429
    assert pages[1] == 429
    assert 429 not in statuses(2, lambda: anna.patch("/stripe/customers/cus_x/metadata", {"metadata": {}}))
    assert anna.patch("/stripe/customers/cus_x/metadata", {"metadata": {}}).status_code == 429


def test_staff_may_ten_times_as_often(stripe):
    admin = club.admin()
    assert statuses(31, lambda: admin.get("/postgres/invoices")) == [200] * 30 + [429]
    assert statuses(11, lambda: admin.get("/stripe/bulk/metadata/9")) == [404] * 10 + [429]


def test_strangers_are_counted_by_network_whatever_they_claim(stripe):
    client = APIClient()
    answers = [
        client.get("/postgres/plans", REMOTE_ADDR="192.0.2.1", HTTP_X_FORWARDED_FOR=f"198.51.100.{n}")
        for n in range(3)
    ]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert client.get("/postgres/plans", REMOTE_ADDR="192.0.2.2").status_code == 200


def test_who_may_not_come_in_is_not_counted_but_told_so(stripe):
    assert set(statuses(5, lambda: APIClient().get("/postgres/members"))) <= {401, 403}


def test_the_webhook_and_signing_in_have_no_part_in_it(stripe):
    client = APIClient()
    assert set(statuses(5, lambda: client.post("/stripe/webhooks", {}))) == {400}
    assert set(statuses(5, lambda: client.get("/auth/session"))) == {200}


@pytest.mark.django_db(databases=["default", "reporting"], transaction=True)
def test_a_hundred_at_once_never_get_over_the_limit(stripe):
    user = UserFactory(email="anna@example.org")
    make_member("anna@example.org")
    clients = [club.signed_in(user) for _ in range(20)]

    def five_times(number: int) -> list[int]:
        return statuses(5, lambda: clients[number].get("/postgres/members/me"))

    found = [status for each in at_once(20, five_times) for status in each]
    assert sorted(found) == [200] * 3 + [429] * 97
