"""Subscription schedules: phases, in a test clock's time."""

from __future__ import annotations

from typing import Any

import pytest
import stripe

from . import club
from .club import DAY, JAN_31
from .conftest import Program
from .test_clocks import advance, clock

HOUR = 3600
MARCH = JAN_31 + 28 * DAY


def two_phases(emulator: Program, **given: Any) -> tuple[Any, Any, str]:
    """One membership for a month, then two."""
    frozen = clock(emulator)
    ann = club.customer(emulator, test_clock=frozen.id)
    price = club.price(emulator, 1000, "month").id
    month = {"interval": "month"}
    phases = [{"items": [{"price": price, "quantity": n}], "duration": month} for n in (1, 2)]
    data: Any = {"customer": ann.id, "start_date": "now", "phases": phases, **given}
    return emulator.v1.subscription_schedules.create(data), frozen, price


def test_phases_follow_each_other_without_proration(emulator: Program) -> None:
    schedule, frozen, _ = two_phases(emulator)
    assert (schedule.status, schedule.phases[0].end_date) == ("active", MARCH)
    sub = emulator.v1.subscriptions.retrieve(schedule.subscription)
    assert (sub.status, sub.schedule) == ("active", schedule.id)
    advance(emulator, frozen.id, MARCH + HOUR)
    rows = emulator.v1.invoices.list({"subscription": sub.id}).data
    assert [(row.total, row.status, row.created) for row in rows] == [
        (2000, "paid", MARCH),
        (1000, "paid", JAN_31),
    ]
    current = emulator.v1.subscription_schedules.retrieve(schedule.id).current_phase
    assert current is not None
    assert current.start_date == MARCH


def test_released_at_the_end(emulator: Program) -> None:
    schedule, frozen, _ = two_phases(emulator)
    advance(emulator, frozen.id, JAN_31 + 58 * DAY)
    after = emulator.v1.subscription_schedules.retrieve(schedule.id)
    assert (after.status, after.released_subscription) == ("released", schedule.subscription)
    sub = emulator.v1.subscriptions.retrieve(schedule.subscription)
    assert (sub.status, sub.schedule, sub.to_dict()["items"]["data"][0]["quantity"]) == ("active", None, 2)
    told = [row.type for row in emulator.v1.events.list({"type": "subscription_schedule.*"}).data][::-1]
    assert told == [
        "subscription_schedule.created",
        "subscription_schedule.updated",
        "subscription_schedule.expiring",
        "subscription_schedule.released",
        "subscription_schedule.completed",
    ]


def test_canceled_at_the_end(emulator: Program) -> None:
    schedule, frozen, _ = two_phases(emulator, end_behavior="cancel")
    advance(emulator, frozen.id, JAN_31 + 58 * DAY)
    assert emulator.v1.subscription_schedules.retrieve(schedule.id).status == "completed"
    assert club.status(emulator, schedule.subscription) == "canceled"
    assert len(emulator.v1.invoices.list({"subscription": schedule.subscription}).data) == 2


def test_one_that_begins_later(emulator: Program) -> None:
    schedule, frozen, _ = two_phases(emulator, start_date=JAN_31 + 5 * DAY)
    assert (schedule.status, schedule.subscription) == ("not_started", None)
    advance(emulator, frozen.id, JAN_31 + 5 * DAY)
    begun = emulator.v1.subscription_schedules.retrieve(schedule.id)
    assert begun.status == "active"
    assert isinstance(begun.subscription, str)
    assert emulator.v1.subscriptions.retrieve(begun.subscription).created == JAN_31 + 5 * DAY


def test_cancel_and_release(emulator: Program) -> None:
    schedule, _, _ = two_phases(emulator)
    assert emulator.v1.subscription_schedules.release(schedule.id).status == "released"
    assert club.status(emulator, schedule.subscription) == "active"
    other, _, _ = two_phases(emulator)
    assert emulator.v1.subscription_schedules.cancel(other.id).status == "canceled"
    assert club.status(emulator, other.subscription) == "canceled"
    with pytest.raises(stripe.InvalidRequestError, match="canceled"):
        emulator.v1.subscription_schedules.release(other.id)


def test_from_a_subscription_with_another_phase_added(emulator: Program) -> None:
    frozen = clock(emulator)
    ann = club.customer(emulator, test_clock=frozen.id)
    price = club.price(emulator, 1000, "month").id
    dear = club.price(emulator, 3000, "month").id
    sub = club.subscribe(emulator, ann.id, price)
    schedule = emulator.v1.subscription_schedules.create({"from_subscription": sub.id})
    first = schedule.phases[0]
    kept: Any = {"items": [{"price": price}], "start_date": first.start_date, "end_date": first.end_date}
    later: Any = {"items": [{"price": dear}], "duration": {"interval": "month"}}
    emulator.v1.subscription_schedules.update(schedule.id, {"phases": [kept, later]})
    advance(emulator, frozen.id, MARCH + HOUR)
    totals = [row.total for row in emulator.v1.invoices.list({"subscription": sub.id}).data]
    assert totals == [3000, 1000]


def test_a_canceled_subscription_takes_its_schedule_along(emulator: Program) -> None:
    schedule, _, _ = two_phases(emulator)
    emulator.v1.subscriptions.cancel(schedule.subscription)
    assert emulator.v1.subscription_schedules.retrieve(schedule.id).status == "canceled"
