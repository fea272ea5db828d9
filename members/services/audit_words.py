"""What an event says was there before and is there now, in as few fields as tell it."""

from __future__ import annotations

from typing import Any

Event = dict[str, Any]

# What Stripe keeps for itself, and what follows from something else that has an entry of its own.
NOISE = {
    "invoice_prefix",
    "next_invoice_sequence",
    "latest_invoice",
    "updated",
    "currency",
    "delinquent",
    "default_price",
}
# A renewal: the next period. Anybody else's change of these is a change of plan or date.
RENEWAL = {"items", "current_period_start", "current_period_end", "billing_cycle_anchor"}
# What Stripe never changes by itself, whoever else does.
BY_HAND = {
    *("name", "email", "phone", "address", "shipping", "metadata", "description", "nickname", "active"),
    *("cancel_at_period_end", "cancel_at", "pause_collection", "collection_method", "default_payment_method"),
}
MADE_BY_HAND = {"customer", "product", "price", "coupon", "promotion_code", "credit_note"}
# How something that came or went is described.
DESCRIBED = {
    "customer": ("name", "email", "phone", "address", "metadata"),
    "subscription": ("status", "items", "cancel_at", "metadata"),
    "product": ("name", "active", "metadata"),
    "price": ("unit_amount", "currency", "recurring", "nickname", "active"),
    "payment_method": ("type",),
    "invoice": ("number", "status", "total", "currency"),
    "charge": ("amount_refunded", "currency"),
    "credit_note": ("number", "status", "amount", "currency"),
    "dispute": ("amount", "currency", "reason", "status"),
}


def request_of(event: Event) -> dict[str, Any]:
    """What caused it. Events of API versions before 2017-05-25 have its id alone."""
    request = event.get("request") or {}
    return {"id": request} if isinstance(request, str) else request


def is_automatic(event: Event) -> bool:
    """Whether Stripe did it by itself: no request caused it, and it is nothing that only people do."""
    if request_of(event).get("id"):
        return False
    name, _, what = event["type"].rpartition(".")
    changed = set(event["data"].get("previous_attributes") or {})
    return not (changed & BY_HAND or (name in MADE_BY_HAND and what != "updated"))


def is_noise(event: Event) -> bool:
    """Whether an update tells a person nothing."""
    changed = set(event["data"].get("previous_attributes") or {})
    return changed <= (NOISE | RENEWAL if is_automatic(event) else NOISE)


def before_of(event: Event) -> dict[str, Any]:
    if event["type"].endswith(".deleted"):
        return _described(event["data"]["object"])
    previous = event["data"].get("previous_attributes") or {}
    return {name: _plain(name, value) for name, value in previous.items() if name not in NOISE}


def after_of(event: Event) -> dict[str, Any]:
    """The same fields as before; where nothing was before, what came."""
    data, previous = event["data"]["object"], before_of(event)
    if event["type"].endswith(".deleted"):
        return {}
    if not previous:
        return _described(data)
    return {
        name: _same_keys(data.get(name), value) if isinstance(value, dict) else _plain(name, data.get(name))
        for name, value in previous.items()
    }


def _described(data: dict[str, Any]) -> dict[str, Any]:
    names = DESCRIBED.get(data.get("object", ""), ())
    return {name: _plain(name, data[name]) for name in names if data.get(name) not in (None, "", {}, [])}


def _same_keys(value: Any, pattern: dict[str, Any]) -> Any:
    """Of a dictionary, what the other one has: Stripe tells of the keys that changed alone."""
    if not isinstance(value, dict):
        return value
    return {
        key: _same_keys(value.get(key), inner) if isinstance(inner, dict) else _plain(key, value.get(key))
        for key, inner in pattern.items()
    }


def _plain(name: str, value: Any) -> Any:
    """Items as their prices, other lists of objects as their ids."""
    if isinstance(value, dict) and name == "items":
        return [(item.get("price") or {}).get("id") or item.get("id") for item in value.get("data") or []]
    if isinstance(value, list):
        return [each.get("id", each) if isinstance(each, dict) else each for each in value]
    return value
