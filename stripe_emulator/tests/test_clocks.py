"""Test clocks: customers in a time of their own."""

from __future__ import annotations

import time
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


def test_a_year_in_calls_of_two_months(emulator: Program) -> None:
    frozen = clock(emulator)
    ann = club.customer(emulator, test_clock=frozen.id)
    other = club.subscribe(emulator, club.customer(emulator).id, club.price(emulator, 1000, "month").id)
    sub = club.subscribe(emulator, ann.id, club.price(emulator, 1000, "month").id)
    end = JAN_31 + 365 * DAY + HOUR
    for days in (58, 116, 174, 232, 290, 348):
        advance(emulator, frozen.id, JAN_31 + days * DAY)
    advance(emulator, frozen.id, end)
    rows = emulator.v1.invoices.list({"subscription": sub.id, "limit": 100}).data
    assert [row.status for row in rows] == ["paid"] * 13
    assert rows[0].created == JAN_31 + 365 * DAY
    assert emulator.v1.test_helpers.test_clocks.retrieve(frozen.id).frozen_time == end
    assert len(emulator.v1.invoices.list({"subscription": other.id}).data) == 1


def test_what_happens_is_told_in_real_time(emulator: Program) -> None:
    """So that whoever orders events by their time is not misled: a clock's time may be past or to come."""
    began = int(time.time())
    frozen = clock(emulator)
    ann = club.customer(emulator, test_clock=frozen.id)
    sub = club.subscribe(emulator, ann.id, club.price(emulator, 1000, "month").id)
    advance(emulator, frozen.id, JAN_31 + 57 * DAY)
    events = emulator.v1.events.list({"limit": 100}).data
    assert all(began <= event.created <= time.time() for event in events)
    assert len({event.id for event in events if event.type == "invoice.paid"}) == 2
    renewed = next(event for event in events if event.type == "customer.subscription.updated")
    assert renewed.data.object["items"]["data"][0]["current_period_start"] == JAN_31 + 28 * DAY
    assert events[0].type == "test_helpers.test_clock.ready"
    assert sub.created == JAN_31


def test_a_clock_has_three_customers(emulator: Program) -> None:
    frozen = clock(emulator)
    for _ in range(3):
        last = club.customer(emulator, None, test_clock=frozen.id)
    with pytest.raises(stripe.InvalidRequestError, match="at most 3 customers") as refused:
        club.customer(emulator, None, test_clock=frozen.id)
    assert refused.value.param == "test_clock"
    emulator.v1.customers.delete(last.id)
    club.customer(emulator, None, test_clock=frozen.id)


@pytest.mark.parametrize(
    ("intervals", "days"), [([], 730), (["year"], 730), (["year", "month"], 59), (["week"], 14)]
)
def test_how_far_it_goes_in_one_call(emulator: Program, intervals: list[str], days: int) -> None:
    """Two intervals of the shortest subscription; two years without any."""
    frozen = clock(emulator)
    ann = club.customer(emulator, test_clock=frozen.id)
    for interval in intervals:
        club.subscribe(emulator, ann.id, club.price(emulator, 1000, interval).id)
    too_far: Any = {"frozen_time": JAN_31 + days * DAY + 1}
    with pytest.raises(stripe.InvalidRequestError, match="at most two intervals"):
        emulator.v1.test_helpers.test_clocks.advance(frozen.id, too_far)
    advance(emulator, frozen.id, JAN_31 + days * DAY)


def test_a_subscription_that_is_over_holds_no_clock_back(emulator: Program) -> None:
    frozen = clock(emulator)
    ann = club.customer(emulator, test_clock=frozen.id)
    sub = club.subscribe(emulator, ann.id, club.price(emulator, 1000, "week").id)
    emulator.v1.subscriptions.cancel(sub.id)
    advance(emulator, frozen.id, JAN_31 + 730 * DAY)


def test_lists_leave_out_what_is_on_a_clock_unless_asked(emulator: Program) -> None:
    frozen = clock(emulator)
    price = club.price(emulator).id
    real, ann = club.customer(emulator), club.customer(emulator, test_clock=frozen.id)
    own, hers = (club.subscribe(emulator, each.id, price).id for each in (real, ann))
    customers, subs = emulator.v1.customers, emulator.v1.subscriptions
    asked: Any = {"test_clock": frozen.id}
    assert [row.id for row in customers.list().data] == [real.id]
    assert [row.id for row in customers.list({"email": ann.email}).data] == [real.id]
    assert [row.id for row in customers.list(asked).data] == [ann.id]
    assert [row.id for row in subs.list({"status": "all"}).data] == [own]
    assert [row.id for row in subs.list(asked).data] == [hers]
    assert [row.id for row in subs.list({"customer": ann.id}).data] == [hers]
    assert {row.customer for row in emulator.v1.invoices.list().data} == {real.id, ann.id}
    for each in (own, hers):
        emulator.v1.subscription_schedules.create({"from_subscription": each})
    schedules = emulator.v1.subscription_schedules
    assert [row.customer for row in schedules.list().data] == [real.id]
    assert [row.customer for row in schedules.list({"customer": ann.id}).data] == [ann.id]


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
    told = {event.type for event in emulator.v1.events.list({"limit": 100}).data}
    assert {"customer.updated", "customer.subscription.deleted", "customer.deleted"} <= told
    assert emulator.v1.subscriptions.retrieve(sub.id).ended_at == JAN_31
