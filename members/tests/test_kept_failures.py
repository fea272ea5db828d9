"""Stripe keeps a 500 for its key, for a day: a club is not stuck, and nothing is done twice."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db.models import F

from members.models import PendingWrite
from members.tests import club, till
from reporting import queries

pytestmark = pytest.mark.django_db(databases=["default", "reporting"])


@pytest.fixture(autouse=True)
def _quick(monkeypatch):
    monkeypatch.setattr("stripe._http_client.HTTPClient._sleep_time_seconds", lambda *_, **__: 0)


def fails(stripe: Any, path: str, kind: str) -> None:
    stripe.control("POST", "faults", method="POST", path=path, kind=kind, status=500, count=1)


def two_minutes_later() -> None:
    PendingWrite.objects.update(created_at=F("created_at") - timedelta(minutes=2))


def told(answer: Any) -> tuple[int, str, str]:
    return answer.status_code, club.code_of(answer), answer.json()["errors"][0]["detail"]


def give(customer: str, key: str = "") -> Any:
    body = {"amount_cents": 500, "currency": "gbp", "description": "Goodwill"}
    headers = {"Idempotency-Key": key} if key else {}
    return club.admin().post(f"/stripe/customers/{customer}/credit", body, headers=headers)


def balance(stripe: Any, customer: str) -> int:
    return int(stripe.client.v1.customers.retrieve(customer).balance)


PATH = "/v1/customers/*/balance_transactions"


def test_what_was_not_done_is_done_by_a_later_try(stripe):
    customer = club.person()
    fails(stripe, PATH, "kept")
    first = give(customer)
    assert told(first)[:2] == (503, "stripe_failed")
    assert "Retry-After" in first.headers
    assert "two minutes" in told(give(customer))[2]
    two_minutes_later()
    assert "nothing was done" in told(give(customer))[2]
    assert give(customer).status_code == 201
    assert balance(stripe, customer) == -500


def test_what_was_done_all_the_same_is_not_done_again(stripe):
    customer = club.person()
    fails(stripe, PATH, "kept_after")
    for _ in range(3):
        assert told(give(customer))[:2] == (503, "stripe_failed")
        two_minutes_later()
    assert "Do not do it again" in told(give(customer))[2]
    assert balance(stripe, customer) == -500


def test_a_key_of_the_caller_s_stays_what_it_is(stripe):
    customer = club.person()
    fails(stripe, PATH, "kept")
    for _ in range(2):
        status, code, text = told(give(customer, "k1"))
        assert (status, code) == (503, "stripe_failed")
        assert "another Idempotency-Key" in text
    assert balance(stripe, customer) == 0
    assert give(customer, "k2").status_code == 201


@pytest.mark.parametrize("kind", ["kept", "kept_after"])
def test_an_invoice_that_was_begun_is_looked_for_under_each_of_its_keys(stripe, kind):
    customer = club.person()
    body = {
        "customer_id": customer,
        "currency": "gbp",
        "lines": [{"description": "Fee", "amount_cents": 800}],
    }
    fails(stripe, "/v1/invoices/*/send", kind)
    for _ in range(2):
        answer = club.admin().post("/stripe/invoices", body)
        two_minutes_later()
    assert "Do not do it again" in told(answer)[2]
    assert len(stripe.client.v1.invoices.list().data) == 1


@pytest.mark.parametrize("kind", ["kept", "kept_after"])
def test_a_page_that_nobody_was_told_of_is_opened_anew(stripe, kind):
    customer, price = club.person(), club.plan()
    fails(stripe, "/v1/checkout/sessions", kind)
    body = {"customer_id": customer, "price_id": price}
    headers = {"Idempotency-Key": "k1"}
    first, again = (club.admin().post("/stripe/checkout-sessions", body, headers=headers) for _ in range(2))
    assert (first.status_code, again.content) == (201, first.content)


def test_a_member_is_changed_by_the_next_try(stripe):
    """Every try without a caller's key has a new one, where doing it twice does no harm."""
    customer = club.person()
    fails(stripe, "/v1/customers/*", "kept")
    path = f"/stripe/customers/{customer}"
    assert told(club.admin().patch(path, {"name": "Ben"}))[:2] == (503, "stripe_failed")
    assert club.admin().patch(path, {"name": "Ben"}).status_code == 200
    till.deliver(stripe)
    assert queries.members().get().name == "Ben"
