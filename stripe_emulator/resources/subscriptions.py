"""Subscriptions.

Source: https://docs.stripe.com/api/subscriptions
"""

from __future__ import annotations

from typing import Any

from ..billing import clocks, discounts, items, lifecycle
from ..billing.changes import apply_update, cancel_now
from ..billing.money import amount_of
from ..billing.start import begin
from ..errors import InvalidRequest
from ..lists import Page, list_objects
from ..metadata import merged
from ..params import boolean, enum, required, timestamp
from ..registry import Resource
from ..search import SEARCH, search
from ..shapes.subscriptions import (
    INVOICE_SETTINGS,
    PAYMENT_SETTINGS,
    billing_mode,
    shown_settings,
    shown_subscription,
    subscription_shape,
)
from ..state import State
from ..store import Object
from . import invoice_items
from .currencies import refuse_other_currency
from .subscription_params import CREATE, DETAILS, INDEX, MODE, PRORATION, UPDATE

subscription = Resource(
    "subscription",
    expandable=(
        "customer", "default_payment_method", "default_source", "latest_invoice", "pending_setup_intent",
        "schedule",
        "test_clock", "application", "on_behalf_of", "discounts",
    ),
    indexes=("customer",),
    render=shown_subscription,
)  # fmt: skip

OVER = ("canceled", "incomplete_expired")


@subscription.post("/v1/subscriptions", CREATE)
def create(state: State, params: Object) -> Object:
    customer = state.get("customer", params["customer"], param="customer")
    made = items.build(state, params["items"])
    currency = state.get("price", made[0]["price"])["currency"]
    refuse_other_currency(customer, currency)
    check_collection(params)
    fields: dict[str, Any] = {
        "billing_mode": billing_mode(params.get("billing_mode")),
        "collection_method": params.get("collection_method", "charge_automatically"),
        "currency": currency,
        "customer": customer["id"],
        "days_until_due": params.get("days_until_due"),
        "default_payment_method": _own_method(state, customer, params.get("default_payment_method")),
        "description": params.get("description"),
        "invoice_settings": {**INVOICE_SETTINGS, **shown_settings(params)},
        "items": made,
        "metadata": merged({}, params.get("metadata", {})),
        "payment_settings": {**PAYMENT_SETTINGS, **params.get("payment_settings", {})},
        "default_tax_rates": invoice_items.tax_rates_of(state, params.get("default_tax_rates")),
        "test_clock": customer["test_clock"],
    }
    if "trial_settings" in params:
        fields["trial_settings"] = params["trial_settings"]
    for row in params.get("add_invoice_items") or []:
        add_item(state, customer, row)
    worth = sum(amount_of(state.get("price", item["price"]), item["quantity"]) for item in made)
    discounts.check_purchase(state, params.get("discounts"), worth, currency)
    obj = discounted(state, subscription_shape(state, **fields), params)
    obj = begin(state, obj, params, off_session=params.get("off_session", True))
    ending = {key: params[key] for key in ("cancel_at", "cancel_at_period_end") if params.get(key)}
    return apply_update(state, obj, {**ending, "proration_behavior": "none"}) if ending else obj


@subscription.get("/v1/subscriptions/search", SEARCH)
def find(state: State, params: Object) -> Page:
    return search(state, "subscription", "/v1/subscriptions/search", params)


@subscription.get("/v1/subscriptions/{id}")
def retrieve(state: State, params: Object, id: str) -> Object:
    return state.get("subscription", id)


@subscription.post("/v1/subscriptions/{id}", UPDATE)
def update(state: State, params: Object, id: str) -> Object:
    obj = state.get("subscription", id)
    if obj["status"] in OVER and set(params) - {"metadata", "cancellation_details", "default_payment_method"}:
        raise InvalidRequest(
            "A canceled subscription can only update its cancellation_details and metadata.", param="id"
        )
    if params.get("default_payment_method"):
        customer = state.get("customer", obj["customer"])
        _own_method(state, customer, params["default_payment_method"])
    check_collection(
        {"collection_method": obj["collection_method"], "days_until_due": obj["days_until_due"], **params}
    )
    for row in params.pop("add_invoice_items", None) or []:
        add_item(state, state.get("customer", obj["customer"]), row)
    return apply_update(state, obj, params)


CANCEL = {"cancellation_details": DETAILS, "invoice_now": boolean(), "prorate": boolean()}


@subscription.delete("/v1/subscriptions/{id}", CANCEL)
def cancel(state: State, params: Object, id: str) -> Object:
    obj = state.get("subscription", id)
    if obj["status"] in OVER:
        raise _gone(id)
    return cancel_now(state, obj, params)


RESUME = {
    "billing_cycle_anchor": enum("now", "unchanged"),
    "proration_behavior": PRORATION,
    "proration_date": timestamp(),
}


@subscription.post("/v1/subscriptions/{id}/resume", RESUME)
def resume(state: State, params: Object, id: str) -> Object:
    obj = state.get("subscription", id)
    if obj["status"] != "paused":
        raise InvalidRequest(
            f"You can only resume a subscription with status `paused`. This subscription's status is"
            f" `{obj['status']}`."
        )
    prorate = params.get("proration_behavior", "create_prorations") != "none"
    return lifecycle.resume(state, obj, anchor=params.get("billing_cycle_anchor", "now"), prorate=prorate)


@subscription.post("/v1/subscriptions/{id}/migrate", {"billing_mode": required(MODE)})
def migrate(state: State, params: Object, id: str) -> Object:
    """From the classic way to reckon prorations to the flexible one; there is no way back."""
    obj = state.get("subscription", id)
    if params["billing_mode"]["type"] != "flexible":
        raise InvalidRequest("Invalid billing_mode[type]: must be flexible", param="billing_mode[type]")
    if obj["billing_mode"]["type"] == "flexible":
        raise InvalidRequest(
            "This subscription already has a billing mode of `flexible`.", param="billing_mode[type]"
        )
    mode = {**billing_mode(params["billing_mode"]), "updated_at": state.now()}
    return state.change(obj, {"billing_mode": mode}, lifecycle.UPDATED)


@subscription.get("/v1/subscriptions", INDEX)
def index(state: State, params: Object) -> Page:
    """Without a status, everything that has not been canceled; what is on a test clock only if asked for."""
    status = params.pop("status", None)
    price = params.pop("price", None) or params.pop("plan", None)
    taxed = params.pop("automatic_tax", {}).get("enabled", False)
    periods = {k: params.pop(k) for k in ("current_period_end", "current_period_start") if k in params}

    shown = clocks.of_real_time(params.get("test_clock"), params.get("customer"))

    def keep(obj: Object) -> bool:
        if not shown(obj) or (taxed and not obj["automatic_tax"]["enabled"]):
            return False
        if price and all(item["price"] != price for item in obj["items"]):
            return False
        if not all(_within(item[k], bounds) for k, bounds in periods.items() for item in obj["items"]):
            return False
        if status in ("all", None):
            return bool(status == "all" or obj["status"] != "canceled")
        return bool(obj["status"] in OVER) if status == "ended" else bool(obj["status"] == status)

    return list_objects(state, "subscription", "/v1/subscriptions", params, keep=keep)


def _within(value: int, bounds: dict[str, int]) -> bool:
    from ..lists import BOUNDS

    return all(BOUNDS[name](value, at) for name, at in bounds.items())


def check_collection(params: Object) -> None:
    by_mail = params.get("collection_method") == "send_invoice"
    if by_mail and params.get("days_until_due") is None:
        raise InvalidRequest(
            "days_until_due must be specified when collection_method is send_invoice.", param="days_until_due"
        )
    if not by_mail and params.get("days_until_due") is not None and "days_until_due" in params:
        raise InvalidRequest(
            "You can only set `days_until_due` if `collection_method` is set to `send_invoice`.",
            param="days_until_due",
        )


def discounted(state: State, obj: Object, params: Object) -> Object:
    """With what the request redeems, for all of it and for single items."""
    own = {"customer": obj["customer"], "subscription": obj["id"]}
    made = []
    for item, given in zip(obj["items"], params["items"], strict=True):
        ids = discounts.redeem(state, given.get("discounts"), subscription_item=item["id"], **own)
        made.append({**item, "discounts": ids})
    return {**obj, "items": made, "discounts": discounts.redeem(state, params.get("discounts"), **own)}


def add_item(state: State, customer: Object, row: Object) -> None:
    """Something to pay once on the first invoice, such as a joining fee."""
    given: Object = {key: row[key] for key in ("discounts", "metadata", "price_data", "quantity", "tax_rates")
                     if key in row}  # fmt: skip
    if "price" in row:
        given["pricing"] = {"price": row["price"]}
    invoice_items.create(state, {**given, "customer": customer["id"]})


def _own_method(state: State, customer: Object, id: str | None) -> str | None:
    if id and state.get("payment_method", id, param="default_payment_method")["customer"] != customer["id"]:
        from .payment_methods import not_attached

        raise not_attached(id, "default_payment_method")
    return id


def _gone(id: str) -> InvalidRequest:
    from ..errors import no_such

    return no_such("subscription", id)  # type: ignore[return-value]
