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


@pytest.mark.parametrize("what", ["members", "plans", *LISTS])
def test_a_misspelt_filter_is_refused_and_what_there_is_is_named(stripe, what):
    club.member()
    answer = club.admin().get(f"/postgres/{what}", {"stauts": "active", "page": 1})
    assert answer.status_code == 400
    [error] = answer.json()["errors"]
    assert (error["code"], error["attr"]) == ("field_invalid", "stauts")
    known = error["detail"].partition("It knows ")[2].rstrip(".").split(", ")
    assert known[-3:] == ["page", "page_size", "format"]
    assert ("status" in known) == (what != "plans")
    assert "cannot be narrowed" not in club.admin().get(f"/postgres/{what}", dict.fromkeys(known, "")).text


@pytest.mark.parametrize("what", ["members", "plans", *LISTS])
@pytest.mark.parametrize("page", ["0", "-1", "x", "1.5", "٣", "9" * 30])
def test_what_is_no_page_is_refused(stripe, what, page):
    club.member()
    for query in ({}, {"q": "anna"} if what != "plans" else {}):
        answer = club.admin().get(f"/postgres/{what}", {"page": page, **query})
        assert answer.status_code == 400, answer.content
        [error] = answer.json()["errors"]
        assert error["attr"] == "page"
        assert "from 1 to" in error["detail"]


@pytest.mark.parametrize("what", ["members", "plans", *LISTS])
def test_a_page_that_is_not_there_is_not_found_and_the_last_is_named(stripe, what):
    club.member()
    for query in ({}, {"q": "anna"} if what != "plans" else {}):
        answer = club.admin().get(f"/postgres/{what}", {"page": 2, **query})
        assert answer.status_code == 404
        assert answer.json()["errors"][0]["detail"] == "There is no such page: the last one is page 1."


@pytest.mark.parametrize("size", ["0", "201", "many"])
def test_more_on_a_page_than_there_can_be_is_refused(stripe, size):
    answer = club.admin().get("/postgres/members", {"page_size": size})
    assert (answer.status_code, answer.json()["errors"][0]["attr"]) == (400, "page_size")
    assert "from 1 to 200" in answer.json()["errors"][0]["detail"]
