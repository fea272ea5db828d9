"""The items of a subscription as a request names them.

Source: https://docs.stripe.com/api/subscriptions/create#create_subscription-items
"""

from __future__ import annotations

from typing import Any

from ..errors import InvalidRequest, missing, no_such
from ..metadata import merged, metadata
from ..params import array, boolean, decimal, discounts_param, enum, idle, integer, record, required, text
from ..shapes.subscriptions import item_shape
from ..state import State
from ..store import Object
from . import discounts

PRICE_DATA = record(
    {
        "currency": required(text(clear=False)),
        "product": required(text(clear=False)),
        "recurring": required(
            record(
                {
                    "interval": required(enum("day", "week", "month", "year")),
                    "interval_count": integer(minimum=1),
                }
            )
        ),
        "tax_behavior": enum("inclusive", "exclusive", "unspecified"),
        "unit_amount": integer(),
        "unit_amount_decimal": decimal(),
    }
)
NEW_ITEM = {
    "billing_thresholds": idle(),
    "discounts": discounts_param(),
    "metadata": metadata(),
    "plan": text(clear=False),
    "price": text(clear=False),
    "price_data": PRICE_DATA,
    "quantity": integer(minimum=0),
    "tax_rates": array(text()),
}
CHANGED_ITEM = {**NEW_ITEM, "clear_usage": boolean(), "deleted": boolean(), "id": text(clear=False)}


def price_for(state: State, given: Object, name: str) -> Object:
    if "price_data" in given:
        from ..resources.prices import create as create_price

        return create_price(state, dict(given["price_data"]))
    id = given.get("price") or given.get("plan")
    if not id:
        raise missing(f"{name}[price]")
    price = state.get("price", id, param=f"{name}[price]")
    if price["type"] != "recurring":
        raise InvalidRequest(
            "The price specified is set to `type=one_time` but this field only accepts prices with"
            " `type=recurring`.",
            param=f"{name}[price]",
        )
    if not price["active"]:
        raise InvalidRequest(
            "The price specified is inactive. This field only accepts active prices.", param=f"{name}[price]"
        )
    return price


def build(state: State, given: list[Object]) -> list[Object]:
    """New items, each with its price's id."""
    items = []
    for number, entry in enumerate(given):
        price = price_for(state, entry, f"items[{number}]")
        meta = merged({}, entry.get("metadata", {}))
        item = item_shape(state, price=price["id"], quantity=entry.get("quantity", 1), metadata=meta)
        items.append(_with_rates(state, item, entry))
    check(state, items)
    return items


def _with_rates(state: State, item: Object, given: Object) -> Object:
    rates = [state.get("tax_rate", id, param="tax_rates")["id"] for id in given.get("tax_rates") or []]
    return {**item, "tax_rates": rates} if "tax_rates" in given else item


def _discounted(state: State, item: Object, given: Object) -> Object:
    """With what the request redeems for this item alone."""
    if "discounts" not in given:
        return item
    sub = state.get("subscription", item["subscription"])
    ids = discounts.redeem(
        state,
        given["discounts"],
        customer=sub["customer"],
        subscription=sub["id"],
        subscription_item=item["id"],
    )
    return {**item, "discounts": ids}


def check(state: State, items: list[Object]) -> None:
    prices = [state.get("price", item["price"]) for item in items]
    if len({price["id"] for price in prices}) < len(prices):
        raise InvalidRequest("Cannot add multiple subscription items with the same plan.", param="items")
    for field, read in FIELDS_IN_COMMON.items():
        if len({read(price) for price in prices}) > 1:
            raise InvalidRequest(
                "Currency and interval fields must match across all plans on this subscription. Found"
                " mismatch in"
                f" {field} field.",
                param="items",
            )


FIELDS_IN_COMMON: dict[str, Any] = {
    "currency": lambda price: price["currency"],
    "interval": lambda price: price["recurring"]["interval"],
    "interval_count": lambda price: price["recurring"]["interval_count"],
}


def changed(state: State, old: list[Object], given: list[Object]) -> list[Object]:
    """The items after an update: named ones changed or deleted, others added, the rest as they were."""
    items = {item["id"]: item for item in old}
    for number, entry in enumerate(given):
        id = entry.get("id")
        if id is None:
            price = price_for(state, entry, f"items[{number}]")
            fresh = item_shape(
                state,
                price=price["id"],
                quantity=entry.get("quantity", 1),
                metadata=merged({}, entry.get("metadata", {})),
                subscription=old[0]["subscription"],
                current_period_start=old[0]["current_period_start"],
                current_period_end=old[0]["current_period_end"],
            )
            items[fresh["id"]] = _discounted(state, _with_rates(state, fresh, entry), entry)
            continue
        if id not in items:
            raise no_such("subscription_item", id, param=f"items[{number}][id]")
        if entry.get("deleted"):
            del items[id]
            continue
        item = dict(items[id])
        if {"price", "plan", "price_data"} & entry.keys():
            item["price"] = price_for(state, entry, f"items[{number}]")["id"]
        item["quantity"] = entry.get("quantity", item["quantity"])
        if "metadata" in entry:
            item["metadata"] = merged(item["metadata"], entry["metadata"])
        items[id] = _discounted(state, _with_rates(state, item, entry), entry)
    if not items:
        raise InvalidRequest(
            "A subscription must have at least one active plan. If you would like to cancel the"
            " subscription, please"
            " use the cancel endpoint.",
            param="items",
        )
    check(state, list(items.values()))
    return list(items.values())
