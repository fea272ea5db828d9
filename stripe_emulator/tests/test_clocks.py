"""Test clocks: customers in a time of their own."""

from __future__ import annotations

from typing import Any

import pytest
import stripe

from . import club
from .club import DAY, JAN_31
from .conftest import Program, until

HOUR = 3600


def clock(emulator: Program, at: int = JAN_31) -> Any:
    return emulator.v1.test_helpers.test_clocks.create({"frozen_time": at})


def advance(emulator: Program, id: str, to: int) -> None:
    told = emulator.v1.test_helpers.test_clocks.advance(id, {"frozen_time": to})
    assert told.status == "advancing"
    until(lambda: emulator.v1.test_helpers.test_clocks.retrieve(id).status == "ready")


def test_what_is_made_is_of_the_clocks_time(emulator: Program) -> None:
    frozen = clock(emulator)
    ann = club.customer(emulator, test_clock=frozen.id)
    sub = club.subscribe(emulator, ann.id, club.price(emulator, 1000, "month").id)
    invoice = emulator.v1.invoices.retrieve(sub.latest_invoice)
    charge = emulator.v1.charges.list({"customer": ann.id}).data[0]
    assert {ann.created, sub.created, invoice.created, charge.created} == {JAN_31}
    assert {ann.test_clock, sub.test_clock, invoice.test_clock} == {frozen.id}
    assert club.customer(emulator).created > JAN_31
    assert [row.id for row in emulator.v1.customers.list({"test_clock": frozen.id}).data] == [ann.id]


def test_a_year_in_one_call(emulator: Program) -> None:
    frozen = clock(emulator)
    ann = club.customer(emulator, test_clock=frozen.id)
    other = club.subscribe(emulator, club.customer(emulator).id, club.price(emulator, 1000, "month").id)
    sub = club.subscribe(emulator, ann.id, club.price(emulator, 1000, "month").id)
    advance(emulator, frozen.id, JAN_31 + 365 * DAY + HOUR)
    rows = emulator.v1.invoices.list({"subscription": sub.id, "limit": 100}).data
    assert [row.status for row in rows] == ["paid"] * 13
    assert rows[0].created == JAN_31 + 365 * DAY
    assert emulator.v1.test_helpers.test_clocks.retrieve(frozen.id).frozen_time == JAN_31 + 365 * DAY + HOUR
    told = [event.created for event in emulator.v1.events.list({"type": "invoice.paid", "limit": 100}).data]
    assert len(told) == 14
    own = [at for at in told if at <= JAN_31 + 365 * DAY + HOUR]
    assert own[:1] == [JAN_31 + 365 * DAY + HOUR]
    assert own == sorted(own, reverse=True)
    assert len(emulator.v1.invoices.list({"subscription": other.id}).data) == 1


def test_failures_and_recovery_in_clock_time(emulator: Program) -> None:
    frozen = clock(emulator)
    ann = club.customer(emulator, test_clock=frozen.id)
    sub = club.subscribe(emulator, ann.id, club.price(emulator, 1000, "month").id)
    club.attach(emulator, ann.id, "pm_card_chargeCustomerFail")
    due = JAN_31 + 28 * DAY + HOUR
    advance(emulator, frozen.id, due)
    assert club.status(emulator, sub.id) == "past_due"
    club.attach(emulator, ann.id, "pm_card_visa")
    advance(emulator, frozen.id, due + 3 * DAY)
    assert club.status(emulator, sub.id) == "active"


def test_two_clocks_do_not_touch_each_other(emulator: Program) -> None:
    one, two = clock(emulator), clock(emulator)
    price = club.price(emulator, 1000, "month")
    subs = [
        club.subscribe(emulator, club.customer(emulator, test_clock=each.id).id, price.id)
        for each in (one, two)
    ]
    advance(emulator, one.id, JAN_31 + 30 * DAY)
    count = [len(emulator.v1.invoices.list({"subscription": sub.id}).data) for sub in subs]
    assert count == [2, 1]


def test_deleting_a_clock_deletes_its_customers(emulator: Program) -> None:
    frozen = clock(emulator)
    ann = club.customer(emulator, test_clock=frozen.id)
    sub = club.subscribe(emulator, ann.id, club.price(emulator).id)
    assert emulator.v1.test_helpers.test_clocks.delete(frozen.id).deleted is True
    assert emulator.v1.customers.retrieve(ann.id).deleted is True
    assert club.status(emulator, sub.id) == "canceled"
    assert emulator.v1.test_helpers.test_clocks.list().data == []


@pytest.mark.parametrize("to", [JAN_31, JAN_31 - 1, JAN_31 + 4000 * DAY])
def test_where_it_cannot_go(emulator: Program, to: int) -> None:
    frozen = clock(emulator)
    with pytest.raises(stripe.InvalidRequestError):
        emulator.v1.test_helpers.test_clocks.advance(frozen.id, {"frozen_time": to})


def test_an_unknown_clock(emulator: Program) -> None:
    with pytest.raises(stripe.InvalidRequestError, match="No such"):
        emulator.v1.customers.create({"test_clock": "clock_no"})


def test_pages_are_of_the_clocks_time_too(emulator: Program) -> None:
    frozen = clock(emulator)
    ann = club.customer(emulator, None, test_clock=frozen.id)
    rows: Any = [{"price": club.price(emulator).id, "quantity": 1}]
    made = emulator.v1.checkout.sessions.create(
        {
            "mode": "subscription",
            "customer": ann.id,
            "success_url": "https://club.test/",
            "line_items": rows,
        }
    )
    form = {"card_number": "4242424242424242", "card_expiry": "12/34", "card_cvc": "123"}
    assert emulator.http.post(made.url, data=form).status_code == 303
    (sub,) = emulator.v1.subscriptions.list({"customer": ann.id}).data
    assert (sub.created, sub.test_clock) == (JAN_31, frozen.id)


def test_the_dashboard_edits_in_the_clocks_time(emulator: Program) -> None:
    frozen = clock(emulator)
    ann = club.customer(emulator, test_clock=frozen.id)
    sub = club.subscribe(emulator, ann.id, club.price(emulator).id)
    emulator.http.post(f"/customers/{ann.id}", data={"name": "Ann Lee"})
    emulator.http.post(f"/subscriptions/{sub.id}/cancel", data={"when": "period_end"})
    assert emulator.v1.subscriptions.retrieve(sub.id).canceled_at == JAN_31
    emulator.http.post(f"/customers/{ann.id}/delete")
    told = {event.type: event.created for event in emulator.v1.events.list({"limit": 100}).data}
    for kind in ("customer.updated", "customer.subscription.deleted", "customer.deleted"):
        assert told[kind] == JAN_31, kind
    assert emulator.v1.subscriptions.retrieve(sub.id).ended_at == JAN_31
