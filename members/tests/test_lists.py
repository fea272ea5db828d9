"""Lists of memberships, invoices and payments: narrowed, ordered, searched, and odd wishes refused."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from members.tests import club, till

pytestmark = pytest.mark.django_db(databases=["default", "reporting"])
LISTS = ["subscriptions", "invoices", "payments"]


def amounts(what: str, client: Any = None, **query: Any) -> list[int]:
    answer = (client or club.admin()).get(f"/postgres/{what}", query)
    assert answer.status_code == 200, answer.content
    name = {"invoices": "total_cents"}.get(what, "amount_cents")
    return [each[name] for each in answer.json()["results"]]


def test_invoices(stripe):
    anna, ben = club.person(), club.person("Ben Baker", "ben@example.org")
    first, second = till.billed(anna, 900), till.billed(ben, 10_000)
    till.billed(anna, 2000)
    assert amounts("invoices", ordering="total_cents") == [900, 2000, 10_000]
    assert amounts("invoices", ordering="-total_cents") == [10_000, 2000, 900]
    assert amounts("invoices") == amounts("invoices", ordering="-created_at")  # made in one second or two
    assert sorted(amounts("invoices", ordering="created_at")) == [900, 2000, 10_000]
    assert amounts("invoices", q="bak") == [10_000]
    assert amounts("invoices", q="nobody") == []
    club.admin().post(f"/stripe/invoices/{first}/void")
    club.admin().post(f"/stripe/invoices/{second}/pay", {"method": "cash"})
    assert amounts("invoices", status="open") == [2000]
    assert amounts("invoices", status=["void", "paid"], ordering="total_cents") == [900, 10_000]
    assert amounts("invoices", status="open", customer=ben) == []


def test_payments_and_memberships(stripe):
    anna, ben = till.payer(stripe), till.payer(stripe, "Ben Baker", "ben@example.org")
    for customer, amount in ((anna, 900), (ben, 10_000)):
        till.paid(stripe, amount, customer)
    assert amounts("payments", ordering="-amount_cents") == [10_000, 900]
    assert amounts("payments", q="anna", status="succeeded") == [900]
    assert amounts("payments", status="failed") == []
    cheap, dear = club.plan("Social", 1000), club.plan("Adult", 12_000)
    club.membership(anna, cheap)
    club.membership(ben, dear)
    plan = stripe.client.v1.prices.retrieve(dear).product
    assert amounts("subscriptions", plan=plan) == [12_000]
    assert amounts("subscriptions", q="ann", status=["active", "past_due"]) == [1000]
    assert amounts("subscriptions", status="canceled") == []


@pytest.mark.parametrize("what", LISTS)
def test_days_are_counted_whole(stripe, what):
    anna = till.payer(stripe)
    club.membership(anna)
    till.billed(anna)
    till.paid(stripe, 900, anna)
    today = timezone.localdate()
    yesterday, tomorrow = today - timedelta(days=1), today + timedelta(days=1)
    everything = amounts(what)
    assert everything
    assert amounts(what, created_from=today, created_to=today) == everything
    assert amounts(what, created_from=tomorrow) == amounts(what, created_to=yesterday) == []


@pytest.mark.parametrize("what", LISTS)
@pytest.mark.parametrize(
    "wish",
    [{"ordering": "secret"}, {"status": "good"}, {"created_from": "2026-02-30"}, {"created_to": "soon"}],
)
def test_odd_wishes_are_refused_by_name(stripe, what, wish):
    answer = club.admin().get(f"/postgres/{what}", wish)
    assert answer.status_code == 400
    assert {each["attr"] for each in answer.json()["errors"]} == set(wish)


@pytest.mark.parametrize("what", LISTS)
@pytest.mark.parametrize("q", ["'; --", "😀" * 200, "%_\\", "cus_", "x" * 5000, "\u00df"])
def test_whatever_is_searched_for_is_no_error(stripe, what, q):
    club.member()
    assert amounts(what, q=q) == []


def test_a_member_finds_nobody_else(stripe):
    anna, _ = club.member()
    ben = club.person("Ben Baker", "ben@example.org")
    till.billed(ben)
    assert amounts("invoices", club.member_client(), q="ben") == []
    assert amounts("invoices", club.member_client(), customer=ben) == []
    till.billed(anna, 500)
    assert amounts("invoices", club.member_client(), q="anna") == [500]


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
@pytest.mark.parametrize("what", LISTS)
def test_a_file_holds_what_the_filters_leave(stripe, what, kind):
    anna, ben = till.payer(stripe), till.payer(stripe, "Ben Baker", "ben@example.org")
    for customer, amount in ((anna, 900), (ben, 1900)):
        club.membership(customer, club.plan(f"Plan of {customer}"))
        till.billed(customer)
        till.paid(stripe, amount, customer)
    answer = club.admin().get(f"/postgres/{what}", {"format": kind, "q": "ben"})
    content = b"".join(answer.streaming_content)
    if kind == "csv":
        assert ben.encode() in content
        assert anna.encode() not in content
    assert answer.status_code == 200
    assert content
