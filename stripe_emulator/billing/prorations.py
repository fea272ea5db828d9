"""What a change gives back and asks for in the middle of a period.

A flexible subscription gives back a share of what was really debited, one credit for each debit; a classic
one reckons with the item as it is now. A debit that was given back is not given back again.

Source: https://docs.stripe.com/billing/subscriptions/prorations#credit-prorations,
https://docs.stripe.com/billing/subscriptions/billing-mode/compare
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from ..shapes.invoices import pricing_of
from ..state import State
from ..store import Object
from . import discounts, statuses
from .calendar import boundary
from .lines import price_of, product_name
from .money import amount_of, part_of

FREE = ("trialing", "incomplete", "paused")
"""Statuses in which nothing was paid for."""


def reckoned(sub: Object, given: Object) -> bool:
    """Whether a change is reckoned to the second: unless the request says no, or nothing was paid for."""
    return given.get("proration_behavior") != "none" and sub["status"] not in FREE


def all_credits(state: State, sub: Object, given: Object, at: int) -> list[Object]:
    if not reckoned(sub, given):
        return []
    return [row for item in sub["items"] for row in credits(state, sub, item, at)]


def credits(state: State, sub: Object, item: Object, at: int) -> list[Object]:
    """Invoice items for the time after `at` that was paid for and is not used."""
    if sub["billing_mode"]["type"] == "classic":
        whole = _net_price(state, sub, item)
        start, end = item["current_period_start"], item["current_period_end"]
        back = part_of(whole, end - at, end - start)
        return [_fields(state, sub, item, -back, at, end, _credited(None))]
    return [_credit_of(state, sub, item, debit, at) for debit in _debits(state, sub, item, at)]


def debit(state: State, sub: Object, item: Object, at: int) -> Object:
    """An invoice item for what is used from `at` to the end of the period."""
    start, end = item["current_period_start"], item["current_period_end"]
    recurring = price_of(state, item)["recurring"]
    natural = boundary(start, recurring["interval"], recurring["interval_count"], 1) - start
    amount = part_of(_net_price(state, sub, item), end - at, max(end - start, natural))
    return _fields(state, sub, item, amount, at, end, None)


def _net_price(state: State, sub: Object, item: Object) -> int:
    price = price_of(state, item)
    return discounts.after_percentages(state, sub, price, amount_of(price, item["quantity"]))


def _credit_of(state: State, sub: Object, item: Object, debit: Object, at: int) -> Object:
    start, end = debit["period"]["start"], debit["period"]["end"]
    since = max(at, start)
    net = debit["amount"] - sum(entry["amount"] for entry in debit.get("discount_amounts", ()))
    back = part_of(net, end - since, end - start)
    price = debit["pricing"]["price_details"]["price"]
    was = {**item, "price": price, "quantity": debit["quantity"],
           "tax_rates": debit.get("_tax_rates", debit.get("tax_rates"))}  # fmt: skip
    return _fields(state, sub, was, -back, since, end, _credited(debit))


def _debits(state: State, sub: Object, item: Object, at: int) -> Iterator[Object]:
    """Lines and pending invoice items that asked for the item's time after `at`."""
    waiting = state.store.all("invoiceitem", customer=sub["customer"])
    own = [row for row in waiting if _item_of(row) == item["id"]]
    over = {id for row in own for id in row.get("_credits", ())}
    asked = [row for row in own if row["invoice"] is None]
    for invoice in statuses.invoices_of(state, sub):
        if invoice["status"] != "void":
            asked += [line for line in invoice["lines"] if _item_of(line) == item["id"]]
    for row in asked:
        if row["amount"] > 0 and row["period"]["end"] > at and not over & _names(row):
            yield row


def _item_of(row: Object) -> str | None:
    parent = row["parent"] or {}
    details = parent.get("subscription_item_details") or parent.get("subscription_details") or {}
    found: str | None = details.get("subscription_item")
    return found


def _names(debit: Object) -> set[str]:
    """Its own id, and that of the invoice item that it came from."""
    details = debit["parent"].get("subscription_item_details") or {}
    return {debit["id"], details.get("invoice_item") or debit["id"]}


def _credited(debit: Object | None) -> Object:
    """What a credit says of the debit that it gives back."""
    if debit is None:
        items = None
    elif debit["object"] == "invoiceitem":
        items = {"invoice_item": debit["id"], "invoice_line_item_details": None, "type": "invoice_item"}
    else:
        line = {"invoice": debit["invoice"], "invoice_line_items": [debit["id"]]}
        items = {"invoice_item": None, "invoice_line_item_details": line, "type": "invoice_line_items"}
    return {
        "proration_details": {"credited_items": items, "discount_amounts": []},
        "_credits": sorted(_names(debit)) if debit else [],
    }


def _fields(
    state: State, sub: Object, item: Object, amount: int, start: int, end: int, credited: Object | None
) -> Object:
    price = price_of(state, item)
    what = "Remaining time on" if credited is None else "Unused time on"
    several = f"{item['quantity']} × " if item["quantity"] != 1 else ""
    day = datetime.fromtimestamp(start, UTC).strftime("%d %b %Y")
    details: dict[str, Any] = {"subscription": sub["id"], "subscription_item": item["id"]}
    return {
        "amount": amount,
        "description": f"{what} {several}{product_name(state, price)} after {day}",
        "period": {"end": end, "start": start},
        "pricing": pricing_of(price),
        "quantity": item["quantity"],
        "currency": price["currency"],
        "discountable": False,
        "tax_rates": item["tax_rates"],
        "parent": {"subscription_details": details, "type": "subscription_details"},
        **(credited or {"proration_details": {"credited_items": None, "discount_amounts": []}}),
    }


def add_pending(state: State, sub: Object, rows: list[Object]) -> None:
    from ..resources.invoice_items import item_shape

    for fields in rows:
        shape = item_shape(state, customer=sub["customer"], proration=True, **fields)
        state.create(shape, "invoiceitem.created")


def pending(state: State, sub: Object) -> list[Object]:
    """What waits for the subscription's next invoice."""
    waiting = state.store.all("invoiceitem", customer=sub["customer"], invoice=None)
    owners = ((row, (row["parent"] or {}).get("subscription_details") or {}) for row in waiting)
    return [row for row, owner in owners if owner.get("subscription") == sub["id"]]


def drop_pending(state: State, sub: Object) -> None:
    for row in pending(state, sub):
        if row["proration"]:
            state.emit("invoiceitem.deleted", row)
            state.store.remove(row["id"])
