from __future__ import annotations

import pytest
import stripe

from . import club
from .club import DAY, JAN_31
from .conftest import Program


def test_paid_at_once_with_a_card(emulator: Program) -> None:
    ann = club.customer(emulator)
    sub = club.subscribe(emulator, ann.id, club.price(emulator).id, expand=["latest_invoice"]).to_dict()
    invoice, item = sub["latest_invoice"], sub["items"]["data"][0]
    assert (sub["status"], invoice["status"], invoice["amount_paid"]) == ("active", "paid", 12000)
    assert invoice["parent"]["subscription_details"]["subscription"] == sub["id"]
    line = invoice["lines"]["data"][0]
    assert line["parent"]["subscription_item_details"]["subscription_item"] == item["id"]
    assert line["pricing"]["price_details"]["price"] == item["price"]["id"]
    assert line["description"] == "1 × Adult (at £120.00 / year)"
    assert (line["period"]["start"], line["period"]["end"]) == (
        item["current_period_start"],
        item["current_period_end"],
    )
    types = club.event_types(emulator)
    for wanted in (
        "charge.succeeded",
        "customer.subscription.created",
        "invoice.created",
        "invoice.finalized",
        "invoice.paid",
        "invoice.payment_succeeded",
        "invoice_payment.paid",
        "payment_intent.created",
        "payment_intent.succeeded",
    ):
        assert types.count(wanted) == 1, wanted
    assert "customer.subscription.updated" not in types


def test_without_a_card_it_is_refused_when_something_is_due(emulator: Program) -> None:
    ann = club.customer(emulator, card=None)
    with pytest.raises(stripe.InvalidRequestError, match="no attached payment source") as refused:
        club.subscribe(emulator, ann.id, club.price(emulator).id)
    assert refused.value.code == "resource_missing"
    assert emulator.v1.subscriptions.list({"status": "all"}).data == []


def test_without_a_card_it_is_made_when_nothing_is_due(emulator: Program) -> None:
    ann, price = club.customer(emulator, card=None), club.price(emulator)
    assert club.subscribe(emulator, ann.id, price.id, trial_period_days=14).status == "trialing"
    free = club.price(emulator, amount=0)
    assert club.subscribe(emulator, ann.id, free.id).status == "active"


def test_existing_members_move_in_without_being_charged(emulator: Program) -> None:
    club.freeze(emulator, JAN_31)
    ann, price = club.customer(emulator, card=None), club.price(emulator)
    sub = club.subscribe(
        emulator,
        ann.id,
        price.id,
        backdate_start_date=JAN_31 - 400 * DAY,
        billing_cycle_anchor=JAN_31 + 90 * DAY,
        proration_behavior="none",
    ).to_dict()
    assert (sub["status"], sub["latest_invoice"]) == ("active", None)
    assert sub["start_date"] == JAN_31 - 400 * DAY
    assert sub["items"]["data"][0]["current_period_end"] == JAN_31 + 90 * DAY


def test_an_anchor_beyond_the_next_natural_date_is_refused(emulator: Program) -> None:
    club.freeze(emulator, JAN_31)
    ann, price = club.customer(emulator), club.price(emulator, interval="month")
    with pytest.raises(stripe.InvalidRequestError, match="next natural billing date"):
        club.subscribe(emulator, ann.id, price.id, billing_cycle_anchor=JAN_31 + 40 * DAY)


def test_an_anchor_with_proration_bills_the_part(emulator: Program) -> None:
    club.freeze(emulator, JAN_31)
    ann, price = club.customer(emulator), club.price(emulator, amount=2800, interval="month")
    anchor = JAN_31 + 14 * DAY
    sub = club.subscribe(emulator, ann.id, price.id, billing_cycle_anchor=anchor, expand=["latest_invoice"])
    assert sub.to_dict()["latest_invoice"]["total"] == 1400


@pytest.mark.parametrize(
    ("behavior", "expected"), [("allow_incomplete", "incomplete"), ("default_incomplete", "incomplete")]
)
def test_a_card_that_fails_leaves_it_incomplete(emulator: Program, behavior: str, expected: str) -> None:
    ann = club.customer(emulator, "pm_card_chargeCustomerFail")
    sub = club.subscribe(emulator, ann.id, club.price(emulator).id, payment_behavior=behavior)
    assert sub.status == expected
    invoice = emulator.v1.invoices.retrieve(sub.latest_invoice)
    club.attach(emulator, ann.id, "pm_card_visa")
    assert emulator.v1.invoices.pay(invoice.id).status == "paid"
    assert club.status(emulator, sub.id) == "active"


def test_error_if_incomplete_leaves_nothing(emulator: Program) -> None:
    ann = club.customer(emulator, "pm_card_chargeCustomerFail")
    with pytest.raises(stripe.CardError) as declined:
        club.subscribe(emulator, ann.id, club.price(emulator).id, payment_behavior="error_if_incomplete")
    assert declined.value.code == "card_declined"
    assert emulator.v1.subscriptions.list({"status": "all"}).data == []
    assert emulator.v1.invoices.list().data == []


def test_cancel_at_period_end_and_change_of_mind(emulator: Program) -> None:
    ann = club.customer(emulator)
    sub = club.subscribe(emulator, ann.id, club.price(emulator).id)
    ending = emulator.v1.subscriptions.update(sub.id, {"cancel_at_period_end": True}).to_dict()
    assert ending["cancel_at"] == ending["items"]["data"][0]["current_period_end"]
    assert ending["canceled_at"]
    assert ending["cancellation_details"]["reason"] == "cancellation_requested"
    event = emulator.v1.events.list({"type": "customer.subscription.updated"}).data[0].to_dict()
    assert event["data"]["previous_attributes"]["cancel_at_period_end"] is False
    kept = emulator.v1.subscriptions.update(sub.id, {"cancel_at_period_end": False}).to_dict()
    assert (kept["cancel_at"], kept["canceled_at"], kept["status"]) == (None, None, "active")


def test_cancel_now_and_lists(emulator: Program) -> None:
    ann = club.customer(emulator)
    sub = club.subscribe(emulator, ann.id, club.price(emulator).id)
    details = {"comment": "Moved away", "feedback": "unused"}
    gone = emulator.v1.subscriptions.cancel(sub.id, {"cancellation_details": details}).to_dict()  # type: ignore[typeddict-item]
    assert gone["status"] == "canceled"
    assert gone["ended_at"]
    assert gone["canceled_at"]
    assert gone["cancellation_details"] == {**details, "reason": "cancellation_requested"}
    assert emulator.v1.subscriptions.list().data == []
    assert len(emulator.v1.subscriptions.list({"status": "all"}).data) == 1
    with pytest.raises(stripe.InvalidRequestError):
        emulator.v1.subscriptions.cancel(sub.id)
    with pytest.raises(stripe.InvalidRequestError, match="canceled subscription"):
        emulator.v1.subscriptions.update(sub.id, {"cancel_at_period_end": True})


def test_currencies_and_intervals_do_not_mix(emulator: Program) -> None:
    ann = club.customer(emulator)
    club.subscribe(emulator, ann.id, club.price(emulator).id)
    with pytest.raises(stripe.InvalidRequestError, match="cannot combine currencies"):
        club.subscribe(emulator, ann.id, club.price(emulator, currency="eur").id)
    items = [{"price": club.price(emulator).id}, {"price": club.price(emulator, interval="month").id}]
    with pytest.raises(stripe.InvalidRequestError, match="must match"):
        emulator.v1.subscriptions.create({"customer": ann.id, "items": items})  # type: ignore[typeddict-item]


def test_changing_the_price_prorates_on_the_next_invoice(emulator: Program) -> None:
    club.freeze(emulator, JAN_31)
    ann, small, big = club.customer(emulator), club.price(emulator, 3650), club.price(emulator, 7300)
    sub = club.subscribe(emulator, ann.id, small.id)
    item = sub.to_dict()["items"]["data"][0]["id"]
    club.freeze(emulator, JAN_31 + 165 * DAY)
    emulator.v1.subscriptions.update(sub.id, {"items": [{"id": item, "price": big.id}]})
    amounts = sorted(row.amount for row in emulator.v1.invoice_items.list({"pending": True}).data)
    assert amounts == [-2000, 4000]
    emulator.v1.subscriptions.update(
        sub.id, {"items": [{"id": item, "price": small.id}], "proration_behavior": "none"}
    )
    assert len(emulator.v1.invoice_items.list().data) == 2


def test_a_new_interval_starts_a_new_period_and_bills(emulator: Program) -> None:
    club.freeze(emulator, JAN_31)
    ann, monthly, yearly = club.customer(emulator), club.price(emulator, 1000, "month"), club.price(emulator)
    sub = club.subscribe(emulator, ann.id, monthly.id)
    item = sub.to_dict()["items"]["data"][0]["id"]
    changed = emulator.v1.subscriptions.update(
        sub.id, {"items": [{"id": item, "price": yearly.id}], "expand": ["latest_invoice"]}
    ).to_dict()
    assert changed["latest_invoice"]["total"] == 11000
    assert changed["items"]["data"][0]["current_period_end"] == JAN_31 + 365 * DAY


def test_items_can_be_added_and_removed(emulator: Program) -> None:
    ann = club.customer(emulator)
    sub = club.subscribe(emulator, ann.id, club.price(emulator).id)
    extra = emulator.v1.subscription_items.create(
        {"subscription": sub.id, "price": club.price(emulator, 500).id}
    )
    assert len(emulator.v1.subscription_items.list({"subscription": sub.id}).data) == 2
    emulator.v1.subscription_items.update(extra.id, {"quantity": 3})
    assert emulator.v1.subscription_items.retrieve(extra.id).quantity == 3
    assert emulator.v1.subscription_items.delete(extra.id).deleted
    with pytest.raises(stripe.InvalidRequestError, match="No such subscription_item"):
        emulator.v1.subscription_items.retrieve(extra.id)


def test_a_joining_fee_is_on_the_first_invoice(emulator: Program) -> None:
    ann, fee = club.customer(emulator), club.price(emulator, 2500, "")
    rows = [{"price": fee.id}]
    sub = club.subscribe(
        emulator, ann.id, club.price(emulator).id, add_invoice_items=rows, expand=["latest_invoice"]
    )
    invoice = sub.to_dict()["latest_invoice"]
    assert (invoice["total"], invoice["status"], len(invoice["lines"]["data"])) == (14500, "paid", 2)
