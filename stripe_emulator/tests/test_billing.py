"""What time does to subscriptions: the clock is moved, the states are read."""

from __future__ import annotations

from typing import Any

import pytest

from ..billing.calendar import next_boundary
from . import club
from .club import DAY, JAN_31
from .conftest import Program

HOUR = 3600


def period_end(emulator: Program, id: str) -> int:
    return int(emulator.v1.subscriptions.retrieve(id).to_dict()["items"]["data"][0]["current_period_end"])


def test_months_end_on_their_last_day_and_the_anchor_is_kept() -> None:
    at, ends = JAN_31, []
    for _ in range(4):
        at = next_boundary(JAN_31, "month", 1, at)
        ends.append((at - JAN_31) // DAY)
    assert ends == [28, 59, 89, 120]
    leap = 1709164800  # 2024-02-29
    assert next_boundary(leap, "year", 1, leap) == 1740700800  # 2025-02-28
    assert next_boundary(leap, "year", 1, 1767225600 + 700 * DAY) == 1835395200  # 2028-02-29


def test_renewal_is_billed_and_paid(emulator: Program) -> None:
    club.freeze(emulator, JAN_31)
    ann = club.customer(emulator)
    sub = club.subscribe(emulator, ann.id, club.price(emulator, 1000, "month").id)
    club.freeze(emulator, JAN_31 + 28 * DAY + HOUR)
    invoices = [row.to_dict() for row in emulator.v1.invoices.list({"subscription": sub.id}).data]
    assert [row["status"] for row in invoices] == ["paid", "paid"]
    assert (invoices[0]["billing_reason"], invoices[0]["created"]) == (
        "subscription_cycle",
        JAN_31 + 28 * DAY,
    )
    assert period_end(emulator, sub.id) == JAN_31 + 59 * DAY


def test_a_year_in_one_step_is_done_in_order(emulator: Program) -> None:
    club.freeze(emulator, JAN_31)
    ann = club.customer(emulator)
    sub = club.subscribe(emulator, ann.id, club.price(emulator, 1000, "month").id)
    emulator.control("clock", advance=365 * DAY + HOUR)
    rows = emulator.v1.invoices.list({"subscription": sub.id, "limit": 100}).data
    assert [row.status for row in rows] == ["paid"] * 13
    created = [event.created for event in emulator.v1.events.list({"limit": 100}).data]
    assert created == sorted(created, reverse=True)


def test_a_failed_renewal_is_retried_and_recovers(emulator: Program) -> None:
    club.freeze(emulator, JAN_31)
    ann = club.customer(emulator)
    sub = club.subscribe(emulator, ann.id, club.price(emulator, 1000, "month").id)
    club.attach(emulator, ann.id, "pm_card_chargeCustomerFail")
    due = JAN_31 + 28 * DAY + HOUR
    club.freeze(emulator, due)
    assert club.status(emulator, sub.id) == "past_due"
    assert emulator.v1.customers.retrieve(ann.id).delinquent is True
    invoice = emulator.v1.invoices.list({"limit": 1}).data[0]
    assert (invoice.status, invoice.attempt_count, invoice.next_payment_attempt) == ("open", 1, due + 3 * DAY)
    assert "invoice.payment_failed" in club.event_types(emulator)
    club.attach(emulator, ann.id, "pm_card_visa")
    club.freeze(emulator, due + 3 * DAY)
    assert club.status(emulator, sub.id) == "active"
    assert emulator.v1.customers.retrieve(ann.id).delinquent is False


@pytest.mark.parametrize(
    ("setting", "status"), [("past_due", "past_due"), ("unpaid", "unpaid"), ("canceled", "canceled")]
)
def test_after_the_last_retry(emulator: Program, setting: str, status: str) -> None:
    club.freeze(emulator, JAN_31)
    emulator.control("settings", after_retries=setting, retry_days=[1])
    ann = club.customer(emulator)
    sub = club.subscribe(emulator, ann.id, club.price(emulator, 1000, "month").id)
    club.attach(emulator, ann.id, "pm_card_chargeCustomerFail")
    club.freeze(emulator, JAN_31 + 30 * DAY)
    assert club.status(emulator, sub.id) == status


def test_canceled_at_period_end(emulator: Program) -> None:
    club.freeze(emulator, JAN_31)
    ann = club.customer(emulator)
    sub = club.subscribe(emulator, ann.id, club.price(emulator).id)
    emulator.v1.subscriptions.update(sub.id, {"cancel_at_period_end": True})
    club.freeze(emulator, JAN_31 + 365 * DAY)
    gone = emulator.v1.subscriptions.retrieve(sub.id)
    assert (gone.status, gone.ended_at) == ("canceled", JAN_31 + 365 * DAY)
    assert len(emulator.v1.invoices.list().data) == 1


def test_canceled_at_a_date(emulator: Program) -> None:
    club.freeze(emulator, JAN_31)
    ann = club.customer(emulator)
    sub = club.subscribe(emulator, ann.id, club.price(emulator).id, cancel_at=JAN_31 + 10 * DAY)
    club.freeze(emulator, JAN_31 + 10 * DAY)
    assert club.status(emulator, sub.id) == "canceled"


@pytest.mark.parametrize(
    ("behavior", "card", "expected"),
    [
        ("create_invoice", "pm_card_visa", "active"),
        ("pause", None, "paused"),
        ("cancel", None, "canceled"),
        ("create_invoice", None, "past_due"),
    ],
)
def test_the_end_of_a_trial(emulator: Program, behavior: str, card: str | None, expected: str) -> None:
    club.freeze(emulator, JAN_31)
    ann = club.customer(emulator, card)
    settings: Any = {"end_behavior": {"missing_payment_method": behavior}}
    sub = club.subscribe(
        emulator, ann.id, club.price(emulator).id, trial_period_days=14, trial_settings=settings
    )
    assert sub.status == "trialing"
    club.freeze(emulator, JAN_31 + 11 * DAY)
    assert "customer.subscription.trial_will_end" in club.event_types(emulator)
    club.freeze(emulator, JAN_31 + 14 * DAY + HOUR)
    assert club.status(emulator, sub.id) == expected


def test_a_paused_subscription_resumes_when_it_is_paid(emulator: Program) -> None:
    ann = club.customer(emulator, None)
    settings: Any = {"end_behavior": {"missing_payment_method": "pause"}}
    sub = club.subscribe(
        emulator, ann.id, club.price(emulator).id, trial_period_days=3, trial_settings=settings
    )
    assert emulator.control(f"subscriptions/{sub.id}/end_trial")["status"] == "paused"
    club.attach(emulator, ann.id, "pm_card_visa")
    assert emulator.v1.subscriptions.resume(sub.id).status == "active"
    assert {"customer.subscription.paused", "customer.subscription.resumed"} <= set(
        club.event_types(emulator)
    )


def test_sent_invoices_fall_due(emulator: Program) -> None:
    club.freeze(emulator, JAN_31)
    ann = club.customer(emulator, None)
    price = club.price(emulator)
    sub = club.subscribe(emulator, ann.id, price.id, collection_method="send_invoice", days_until_due=30)
    assert sub.status == "active"
    club.freeze(emulator, JAN_31 + HOUR)
    invoice = emulator.v1.invoices.retrieve(sub.latest_invoice)
    assert (invoice.status, invoice.due_date) == ("open", JAN_31 + HOUR + 30 * DAY)
    club.freeze(emulator, JAN_31 + HOUR + 30 * DAY)
    assert club.status(emulator, sub.id) == "past_due"
    paid = emulator.v1.invoices.pay(invoice.id, {"paid_out_of_band": True})
    assert (paid.status, paid.amount_paid_off_stripe) == ("paid", 12000)
    assert club.status(emulator, sub.id) == "active"
    event = emulator.v1.events.list({"type": "invoice.paid"}).data[0]
    assert "amount_paid_off_stripe" not in event.data.object


def test_incomplete_expires_after_23_hours(emulator: Program) -> None:
    club.freeze(emulator, JAN_31)
    ann = club.customer(emulator, "pm_card_chargeCustomerFail")
    sub = club.subscribe(emulator, ann.id, club.price(emulator).id)
    club.freeze(emulator, JAN_31 + 23 * HOUR - 1)
    assert club.status(emulator, sub.id) == "incomplete"
    club.freeze(emulator, JAN_31 + 23 * HOUR)
    assert club.status(emulator, sub.id) == "incomplete_expired"
    assert emulator.v1.invoices.retrieve(sub.latest_invoice).status == "void"


def test_pause_collection(emulator: Program) -> None:
    club.freeze(emulator, JAN_31)
    ann = club.customer(emulator)
    sub = club.subscribe(emulator, ann.id, club.price(emulator, 1000, "month").id)
    emulator.v1.subscriptions.update(sub.id, {"pause_collection": {"behavior": "void"}})
    club.freeze(emulator, JAN_31 + 28 * DAY + HOUR)
    assert (club.status(emulator, sub.id), emulator.v1.invoices.list().data[0].status) == ("active", "void")
    emulator.v1.subscriptions.update(sub.id, {"pause_collection": ""})
    club.freeze(emulator, JAN_31 + 59 * DAY + HOUR)
    assert emulator.v1.invoices.list().data[0].status == "paid"


def test_trial_end_now(emulator: Program) -> None:
    ann = club.customer(emulator)
    sub = club.subscribe(emulator, ann.id, club.price(emulator).id, trial_period_days=14)
    ended = emulator.v1.subscriptions.update(sub.id, {"trial_end": "now"})
    assert ended.status == "active"
    assert emulator.v1.invoices.retrieve(ended.latest_invoice).status == "paid"


@pytest.mark.parametrize(
    ("card", "expected"), [("pm_card_visa", "active"), ("pm_card_chargeCustomerFail", "past_due")]
)
def test_renew_on_order(emulator: Program, card: str, expected: str) -> None:
    ann = club.customer(emulator)
    sub = club.subscribe(emulator, ann.id, club.price(emulator).id)
    club.attach(emulator, ann.id, card)
    at = sub.created - 100 * DAY
    assert emulator.control(f"subscriptions/{sub.id}/renew", at=at)["status"] == expected
    renewed = emulator.v1.subscriptions.retrieve(sub.id, {"expand": ["latest_invoice.payments"]}).to_dict()
    item = renewed["items"]["data"][0]
    assert item["current_period_start"] == at
    assert renewed["latest_invoice"]["created"] == at
    intent = renewed["latest_invoice"]["payments"]["data"][0]["payment"]["payment_intent"]
    first = emulator.v1.charges.list({"payment_intent": intent}).data[-1]
    assert first.created == at


def test_a_failure_says_when_it_is_tried_again(emulator: Program) -> None:
    club.freeze(emulator, club.JAN_31)
    ann = club.customer(emulator)
    sub = club.subscribe(emulator, ann.id, club.price(emulator, 1000, "month").id)
    club.attach(emulator, ann.id, "pm_card_chargeCustomerFail")
    club.freeze(emulator, club.JAN_31 + 29 * DAY)
    (failed,) = emulator.v1.events.list({"type": "invoice.payment_failed"}).data
    told = failed.to_dict()["data"]["object"]
    assert (told["attempt_count"], told["attempted"]) == (1, True)
    assert told["next_payment_attempt"] == told["status_transitions"]["finalized_at"] + 3 * DAY
    changed = emulator.v1.events.list({"type": "invoice.updated"}).data[0].to_dict()
    before = {"attempt_count": 0, "attempted": False, "next_payment_attempt": None}
    assert before.items() >= changed["data"]["previous_attributes"].items()
    assert {"attempt_count", "attempted"} <= changed["data"]["previous_attributes"].keys()
    assert club.status(emulator, sub.id) == "past_due"


def test_cash_is_no_payment_attempt_that_succeeded(emulator: Program) -> None:
    ann = club.customer(emulator, None)
    sub = club.subscribe(
        emulator, ann.id, club.price(emulator).id, collection_method="send_invoice", days_until_due=7
    )
    emulator.v1.invoices.pay(sub.latest_invoice, {"paid_out_of_band": True})
    types = club.event_types(emulator)
    assert "invoice.paid" in types
    assert "invoice.payment_succeeded" not in types
