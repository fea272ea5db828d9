"""Invoice previews, and changes of subscriptions with several items."""

from __future__ import annotations

from typing import Any

import pytest
import stripe

from . import club
from .club import DAY, JAN_31
from .conftest import Program

YEAR = 365 * DAY


def preview(emulator: Program, **given: Any) -> Any:
    return emulator.v1.invoices.create_preview(given).to_dict()  # type: ignore[arg-type]


def everything(emulator: Program) -> Any:
    return emulator.http.get("/_emulator/health").json()["objects"]


def test_the_next_renewal(emulator: Program) -> None:
    club.freeze(emulator, JAN_31)
    ann = club.customer(emulator)
    sub = club.subscribe(emulator, ann.id, club.price(emulator, 36500).id)
    emulator.v1.invoice_items.create({"customer": ann.id, "amount": 50, "currency": "gbp"})
    before = everything(emulator)
    shown = preview(emulator, subscription=sub.id)
    assert (shown["total"], shown["status"], shown["id"][:12]) == (36550, "draft", "upcoming_in_")
    assert (shown["period_start"], shown["period_end"]) == (JAN_31, JAN_31 + YEAR)
    assert len(shown["lines"]["data"]) == 2
    assert everything(emulator) == before
    assert emulator.v1.invoice_items.list({"pending": True}).data != []


def test_what_a_change_would_cost(emulator: Program) -> None:
    club.freeze(emulator, JAN_31)
    ann = club.customer(emulator)
    adult, locker = club.price(emulator, 36500), club.price(emulator, 7300)
    sub = club.subscribe(emulator, ann.id, adult.id)
    item = sub.to_dict()["items"]["data"][0]["id"]
    club.freeze(emulator, JAN_31 + 265 * DAY)
    items: Any = [{"id": item, "quantity": 2}, {"price": locker.id}]
    later = preview(emulator, subscription=sub.id, subscription_details={"items": items})
    amounts = sorted(row["amount"] for row in later["lines"]["data"])
    assert amounts == [-10000, 2000, 7300, 20000, 73000]
    now = preview(
        emulator,
        subscription=sub.id,
        subscription_details={"items": items, "proration_behavior": "always_invoice"},
    )
    assert (now["total"], now["status"], now["number"]) == (12000, "draft", None)
    real = emulator.v1.subscriptions.update(sub.id, {"items": items, "proration_behavior": "always_invoice"})
    assert emulator.v1.invoices.retrieve(real.latest_invoice).amount_paid == 12000


def test_a_subscription_that_is_not_there_yet(emulator: Program) -> None:
    ann = club.customer(emulator, None)
    off = emulator.v1.coupons.create({"percent_off": 50, "duration": "once"})
    shown = preview(
        emulator,
        customer=ann.id,
        subscription_details={"items": [{"price": club.price(emulator, 1000).id, "quantity": 3}]},
        discounts=[{"coupon": off.id}],
    )
    assert (shown["subtotal"], shown["total"]) == (3000, 1500)
    assert emulator.v1.subscriptions.list().data == []
    assert emulator.v1.coupons.retrieve(off.id).times_redeemed == 0


def test_canceling_now(emulator: Program) -> None:
    club.freeze(emulator, JAN_31)
    ann = club.customer(emulator)
    sub = club.subscribe(emulator, ann.id, club.price(emulator, 36500).id)
    club.freeze(emulator, JAN_31 + 265 * DAY)
    shown = preview(emulator, subscription=sub.id, subscription_details={"cancel_now": True})
    assert shown["total"] == -10000
    assert club.status(emulator, sub.id) == "active"


def test_nothing_to_come(emulator: Program) -> None:
    ann = club.customer(emulator)
    sub = club.subscribe(emulator, ann.id, club.price(emulator).id)
    emulator.v1.subscriptions.update(sub.id, {"cancel_at_period_end": True})
    with pytest.raises(stripe.InvalidRequestError) as refused:
        preview(emulator, subscription=sub.id)
    assert refused.value.code == "invoice_upcoming_none"


def test_what_is_added_to_the_first_invoice(emulator: Program) -> None:
    ann = club.customer(emulator)
    fee = club.price(emulator, 500, "")
    sub = club.subscribe(
        emulator, ann.id, club.price(emulator, 1000).id, add_invoice_items=[{"price": fee.id, "quantity": 2}]
    )
    assert emulator.v1.invoices.retrieve(sub.latest_invoice).total == 2000
