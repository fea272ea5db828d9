"""What a subscription's period costs, line by line.

Source: https://docs.stripe.com/billing/subscriptions/prorations
"""

from __future__ import annotations

from datetime import UTC, datetime

from ..state import State
from ..store import Object
from .calendar import boundary
from .invoicing import subscription_line
from .money import amount_of, formatted, part_of


def product_name(state: State, price: Object) -> str:
    return str(state.get("product", price["product"])["name"])


def price_of(state: State, item: Object) -> Object:
    return state.get("price", item["price"])


def interval_text(price: Object) -> str:
    every, count = price["recurring"]["interval"], price["recurring"]["interval_count"]
    return f"/ {every}" if count == 1 else f"every {count} {every}s"


def full_period(state: State, subscription: Object, start: int, end: int) -> list[Object]:
    lines = []
    for item in subscription["items"]:
        price = price_of(state, item)
        each = formatted(price["unit_amount"] or 0, price["currency"])
        text = f"{item['quantity']} × {product_name(state, price)} (at {each} {interval_text(price)})"
        amount = amount_of(price, item["quantity"])
        lines.append(
            subscription_line(
                state, subscription["id"], item, price, amount=amount, start=start, end=end, text=text
            )
        )
    return lines


def trial_period(state: State, subscription: Object, start: int, end: int) -> list[Object]:
    lines = []
    for item in subscription["items"]:
        price = price_of(state, item)
        text = f"Trial period for {product_name(state, price)}"
        lines.append(
            subscription_line(
                state, subscription["id"], item, price, amount=0, start=start, end=end, text=text
            )
        )
    return lines


def part_period(state: State, subscription: Object, start: int, end: int) -> list[Object]:
    """The time from `start` to `end`, as a share of an imagined interval that starts at `start`."""
    lines = []
    for item in subscription["items"]:
        price = price_of(state, item)
        every, count = price["recurring"]["interval"], price["recurring"]["interval_count"]
        whole, amount = 0, amount_of(price, item["quantity"])
        while boundary(start, every, count, whole + 1) <= end:
            whole += 1
        last = boundary(start, every, count, whole)
        length = boundary(start, every, count, whole + 1) - last
        cost = amount * whole + part_of(amount, end - last, length)
        text = f"Time on {_quantity(item)}{product_name(state, price)} from {_day(start)} until {_day(end)}"
        lines.append(
            subscription_line(
                state,
                subscription["id"],
                item,
                price,
                amount=cost,
                start=start,
                end=end,
                text=text,
                proration=True,
            )
        )
    return lines


def _quantity(item: Object) -> str:
    return f"{item['quantity']} × " if item["quantity"] != 1 else ""


def _day(moment: int) -> str:
    return datetime.fromtimestamp(moment, UTC).strftime("%d %b %Y")
