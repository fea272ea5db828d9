"""Subscription items; each change is a change of the subscription.

Source: https://docs.stripe.com/api/subscription_items
"""

from __future__ import annotations

from ..billing import items
from ..billing.changes import apply_update
from ..lists import PAGE, Page, page_of
from ..params import boolean, enum, required, text, timestamp
from ..registry import Resource
from ..shapes.subscriptions import shown_item
from ..state import State
from ..store import Object


def show(state: State, alias: Object) -> Object:
    if "price" in alias:
        return alias
    sub = state.get("subscription", alias["subscription"])
    item = next(item for item in sub["items"] if item["id"] == alias["id"])
    return shown_item(state, item)


subscription_item = Resource("subscription_item", render=show)
BEHAVIOR = {
    "payment_behavior": enum(
        "allow_incomplete", "default_incomplete", "error_if_incomplete", "pending_if_incomplete"
    ),
    "proration_behavior": enum("always_invoice", "create_prorations", "none"),
    "proration_date": timestamp(),
}
FIELDS = {**items.NEW_ITEM, **BEHAVIOR}
DELETE = {
    "clear_usage": boolean(),
    "proration_behavior": FIELDS["proration_behavior"],
    "proration_date": timestamp(),
}


@subscription_item.post("/v1/subscription_items", {**FIELDS, "subscription": required(text(clear=False))})
def create(state: State, params: Object) -> Object:
    sub = state.get("subscription", params.pop("subscription"), param="subscription")
    known = {item["id"] for item in sub["items"]}
    sub = _apply(state, sub, params)
    return state.get(
        "subscription_item", next(item["id"] for item in sub["items"] if item["id"] not in known)
    )


@subscription_item.get("/v1/subscription_items/{id}")
def retrieve(state: State, params: Object, id: str) -> Object:
    return state.get("subscription_item", id)


@subscription_item.post("/v1/subscription_items/{id}", {**FIELDS, "off_session": boolean()})
def update(state: State, params: Object, id: str) -> Object:
    alias = state.get("subscription_item", id)
    _apply(state, state.get("subscription", alias["subscription"]), {**params, "id": id})
    return alias


@subscription_item.delete("/v1/subscription_items/{id}", DELETE)
def delete(state: State, params: Object, id: str) -> Object:
    alias = state.get("subscription_item", id)
    _apply(state, state.get("subscription", alias["subscription"]), {**params, "id": id, "deleted": True})
    return {"id": id, "object": "subscription_item", "deleted": True}


@subscription_item.get("/v1/subscription_items", {**PAGE, "subscription": required(text(clear=False))})
def index(state: State, params: Object) -> Page:
    sub = state.get("subscription", params["subscription"], param="subscription")
    rows = [shown_item(state, item) for item in sub["items"]]
    return page_of(rows, "/v1/subscription_items", params)


def _apply(state: State, sub: Object, params: Object) -> Object:
    item = {key: value for key, value in params.items() if key not in BEHAVIOR and key != "off_session"}
    shared = {key: value for key, value in params.items() if key in BEHAVIOR}
    return apply_update(state, sub, {**shared, "items": [item]})
