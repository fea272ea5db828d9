"""Anchors by day of month, cards that are remembered, what is printed on invoices, taxes that are refused."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
import stripe

from . import club
from .club import DAY, JAN_31
from .conftest import Program


def day(moment: int) -> str:
    return datetime.fromtimestamp(moment, UTC).strftime("%Y-%m-%d %H:%M:%S")


def item_of(sub: Any) -> Any:
    return sub.to_dict()["items"]["data"][0]


@pytest.mark.parametrize(
    ("interval", "config", "anchor", "ends"),
    [
        ("month", {"day_of_month": 1}, "2026-02-01 00:00:00", "2026-03-01 00:00:00"),
        ("month", {"day_of_month": 15, "hour": 9, "minute": 30, "second": 5},
         "2026-02-15 09:30:05", "2026-03-15 09:30:05"),
        ("month", {"day_of_month": 31, "hour": 1}, "2026-01-31 01:00:00", "2026-02-28 01:00:00"),
        ("month", {"day_of_month": 30}, "2026-02-28 00:00:00", "2026-03-30 00:00:00"),
        ("year", {"day_of_month": 1, "month": 9}, "2026-09-01 00:00:00", "2027-09-01 00:00:00"),
    ],
)  # fmt: skip
def test_anchored_by_config(emulator: Program, interval: str, config: Any, anchor: str, ends: str) -> None:
    club.freeze(emulator, JAN_31)
    ann, price = club.customer(emulator), club.price(emulator, 1000, interval)
    sub = club.subscribe(emulator, ann.id, price.id, billing_cycle_anchor_config=config)
    assert day(sub.billing_cycle_anchor) == anchor
    assert day(item_of(sub)["current_period_end"]) == anchor
    nothing = dict.fromkeys(("day_of_month", "hour", "minute", "month", "second"))
    assert sub.to_dict()["billing_cycle_anchor_config"] == {**nothing, **config}
    club.freeze(emulator, sub.billing_cycle_anchor)
    assert day(item_of(emulator.v1.subscriptions.retrieve(sub.id))["current_period_end"]) == ends


@pytest.mark.parametrize(
    ("interval", "given", "text"),
    [
        ("week", {"billing_cycle_anchor_config": {"day_of_month": 1}}, "only valid with monthly"),
        ("month", {"billing_cycle_anchor_config": {"day_of_month": 1, "month": 2}}, "only valid with"),
        ("month", {"billing_cycle_anchor_config": {"day_of_month": 32}}, "less than or equal to 31"),
        ("month", {"billing_cycle_anchor_config": {"day_of_month": 1}, "billing_cycle_anchor": JAN_31 + DAY},
         "only specify one"),
    ],
)  # fmt: skip
def test_anchors_that_are_none(emulator: Program, interval: str, given: Any, text: str) -> None:
    club.freeze(emulator, JAN_31)
    ann, price = club.customer(emulator), club.price(emulator, 1000, interval)
    with pytest.raises(stripe.InvalidRequestError, match=text):
        club.subscribe(emulator, ann.id, price.id, **given)


def test_the_card_that_paid_is_remembered(emulator: Program) -> None:
    ann, price = club.customer(emulator, None), club.price(emulator)
    settings = {"save_default_payment_method": "on_subscription"}
    first = ["latest_invoice.payments"]
    sub = club.subscribe(emulator, ann.id, price.id, payment_behavior="default_incomplete",
                         payment_settings=settings, expand=first).to_dict()  # fmt: skip
    (payment,) = sub["latest_invoice"]["payments"]["data"]
    intent = payment["payment"]["payment_intent"]
    paid = emulator.v1.payment_intents.confirm(intent, {"payment_method": "pm_card_visa"})
    after = emulator.v1.subscriptions.retrieve(sub["id"])
    assert (after.status, after.default_payment_method) == ("active", paid.payment_method)
    (kept,) = emulator.v1.customers.payment_methods.list(ann.id).data
    assert kept.id == paid.payment_method


def test_what_is_printed_on_invoices(emulator: Program) -> None:
    fields = [{"name": "Club number", "value": "77"}]
    ann = club.customer(emulator, invoice_settings={"custom_fields": fields, "footer": "Thank you"},
                        tax_id_data=[{"type": "gb_vat", "value": "GB123456789"}])  # fmt: skip
    assert [row.value for row in emulator.v1.customers.tax_ids.list(ann.id).data] == ["GB123456789"]
    own = {"footer": "Season 2026", "description": "Membership"}
    sub = club.subscribe(emulator, ann.id, club.price(emulator).id, invoice_settings=own)
    assert (sub.invoice_settings.footer, sub.invoice_settings.description) == ("Season 2026", "Membership")
    made = emulator.v1.invoices.retrieve(sub.latest_invoice).to_dict()
    assert (made["footer"], made["description"]) == ("Season 2026", "Membership")
    assert made["custom_fields"] == fields
    emulator.v1.subscriptions.update(sub.id, {"invoice_settings": {"footer": ""}})
    assert emulator.v1.subscriptions.retrieve(sub.id).invoice_settings.footer is None
    emulator.v1.invoice_items.create({"customer": ann.id, "amount": 100, "currency": "gbp"})
    bill = emulator.v1.invoices.create(
        {"customer": ann.id, "number": "2026-0001", "pending_invoice_items_behavior": "include"}
    )
    done = emulator.v1.invoices.finalize_invoice(bill.id)
    assert (done.number, done.footer) == ("2026-0001", "Thank you")


@pytest.mark.parametrize("path", ["subscriptions", "invoices", "checkout/sessions"])
def test_stripe_tax_is_not_active(emulator: Program, path: str) -> None:
    ann = club.customer(emulator)
    row = {"price": club.price(emulator).id, "quantity": "1"}
    item = {f"{'line_items' if 'checkout' in path else 'items'}[0][{key}]": row[key] for key in row}
    more: dict[str, Any] = {"success_url": "https://club.test/", "mode": "subscription"}
    data = {"customer": ann.id, "automatic_tax[enabled]": "true", **(item if path != "invoices" else {}),
            **(more if "checkout" in path else {})}  # fmt: skip
    error = emulator.http.post(f"/v1/{path}", data=data).json()["error"]
    assert (error["code"], error["param"]) == ("stripe_tax_inactive", "automatic_tax")
    data["automatic_tax[enabled]"] = "false"
    assert emulator.http.post(f"/v1/{path}", data=data).status_code == 200
