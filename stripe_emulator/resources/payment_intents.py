"""Payment intents.

Source: https://docs.stripe.com/api/payment_intents
"""

from __future__ import annotations

from ..billing import collection, payments
from ..billing.money import formatted
from ..errors import InvalidRequest, missing
from ..lists import LIST, Page, list_objects
from ..metadata import merged, metadata
from ..params import array, boolean, clearable, email, enum, idle, integer, record, required, text
from ..registry import Resource, shipping
from ..search import SEARCH, search
from ..state import State
from ..store import Object
from .currencies import check_currency
from .payment_methods import CREATE as METHOD, use_or_make

payment_intent = Resource(
    "payment_intent",
    expandable=("application", "customer", "latest_charge", "on_behalf_of", "payment_method", "review"),
    indexes=("customer",),
)
METHOD_DATA = record({key: kind for key, kind in METHOD.items() if key != "card"})
FIELDS = {
    "amount": integer(minimum=1),
    "currency": text(clear=False),
    "customer": text(),
    "description": text(),
    "metadata": metadata(),
    "payment_method": text(),
    "payment_method_data": METHOD_DATA,
    "payment_method_options": idle(),
    "payment_method_types": array(text()),
    "receipt_email": email(),
    "setup_future_usage": clearable(enum("off_session", "on_session")),
    "shipping": clearable(shipping()),
    "statement_descriptor": text(limit=22),
    "statement_descriptor_suffix": text(limit=22),
    "transfer_group": text(),
}
MOST = 99_999_999
LEAST = {"chf": 50, "dkk": 250, "eur": 50, "gbp": 30, "nok": 300, "sek": 300, "usd": 50}
CONFIRM = {
    "error_on_requires_action": boolean(),
    "mandate_data": idle(),
    "off_session": boolean(),
    "return_url": text(),
    "use_stripe_sdk": boolean(),
}
CREATE = {
    **FIELDS,
    **CONFIRM,
    "amount": required(integer(minimum=1)),
    "automatic_payment_methods": record(
        {"allow_redirects": enum("always", "never"), "enabled": required(boolean())}
    ),
    "capture_method": enum("automatic", "automatic_async", "manual"),
    "confirm": boolean(),
    "confirmation_method": enum("automatic", "manual"),
    "currency": required(text(clear=False)),
}
CONFIRMED = ("payment_method", "payment_method_data", "payment_method_options", "payment_method_types",
             "receipt_email", "setup_future_usage", "shipping")  # fmt: skip
CONFIRM_NOW = {**CONFIRM, **{key: FIELDS[key] for key in CONFIRMED}}
CANCEL = {"cancellation_reason": enum("abandoned", "duplicate", "fraudulent", "requested_by_customer")}
KEPT = ("description", "receipt_email", "setup_future_usage", "shipping", "statement_descriptor",
        "statement_descriptor_suffix", "transfer_group", "payment_method_types", "capture_method",
        "confirmation_method")  # fmt: skip


@payment_intent.post("/v1/payment_intents", CREATE)
def create(state: State, params: Object) -> Object:
    customer = params.get("customer")
    if customer:
        state.get("customer", customer, param="customer")
    refuse_amount(params["amount"], check_currency(params["currency"]))
    method = use_or_make(state, params)
    obj = payments.create_intent(
        state,
        amount=params["amount"],
        currency=check_currency(params["currency"]),
        customer=customer,
        metadata=merged({}, params.get("metadata", {})),
        payment_method=method and method["id"],
        automatic_payment_methods=params.get("automatic_payment_methods"),
        status="requires_confirmation" if method else "requires_payment_method",
        **{key: params[key] for key in KEPT if key in params},
    )
    return _confirm(state, obj, method, params) if params.get("confirm") else obj


@payment_intent.get("/v1/payment_intents/search", SEARCH)
def find(state: State, params: Object) -> Page:
    return search(state, "payment_intent", "/v1/payment_intents/search", params)


@payment_intent.get("/v1/payment_intents/{id}", {"client_secret": text()})
def retrieve(state: State, params: Object, id: str) -> Object:
    return state.get("payment_intent", id)


@payment_intent.post("/v1/payment_intents/{id}", FIELDS)
def update(state: State, params: Object, id: str) -> Object:
    obj = state.get("payment_intent", id)
    if obj["status"] in ("succeeded", "canceled") and set(params) - {
        "metadata",
        "description",
        "receipt_email",
    }:
        raise unexpected(state, obj, "updated")
    changes = {key: params[key] for key in (*KEPT, "amount", "customer", "currency") if key in params}
    if "metadata" in params:
        changes["metadata"] = merged(obj["metadata"], params["metadata"])
    if method := use_or_make(state, params):
        changes.update(payment_method=method["id"], status="requires_confirmation")
    return state.change(obj, changes)


@payment_intent.post("/v1/payment_intents/{id}/confirm", CONFIRM_NOW)
def confirm(state: State, params: Object, id: str) -> Object:
    obj = state.get("payment_intent", id)
    if obj["status"] in ("succeeded", "canceled"):
        raise unexpected(state, obj, "confirmed")
    method = use_or_make(state, params) or state.store.get(obj["payment_method"], "payment_method")
    return _confirm(state, obj, method, params)


CAPTURE = {
    "amount_to_capture": integer(minimum=1),
    "final_capture": boolean(),
    "metadata": metadata(),
    "statement_descriptor": text(limit=22),
    "statement_descriptor_suffix": text(limit=22),
}


@payment_intent.post("/v1/payment_intents/{id}/capture", CAPTURE)
def capture(state: State, params: Object, id: str) -> Object:
    obj = state.get("payment_intent", id)
    if obj["status"] != "requires_capture":
        raise unexpected(state, obj, "captured")
    amount = int(params.get("amount_to_capture") or obj["amount_capturable"])
    if amount > obj["amount_capturable"]:
        raise InvalidRequest(
            "The amount to capture is greater than the amount that can be captured.",
            code="amount_too_large",
            param="amount_to_capture",
        )
    if "metadata" in params:
        obj = state.change(obj, {"metadata": merged(obj["metadata"], params["metadata"])})
    return payments.capture(state, obj, amount)


@payment_intent.post("/v1/payment_intents/{id}/cancel", CANCEL)
def cancel(state: State, params: Object, id: str) -> Object:
    obj = state.get("payment_intent", id)
    if obj["status"] in ("succeeded", "canceled"):
        raise unexpected(state, obj, "canceled")
    if obj["status"] == "requires_capture":
        charge = state.get("charge", obj["latest_charge"])
        let_go = {"amount_refunded": charge["amount"], "refunded": True}
        state.change(charge, let_go, "charge.refunded")
        obj = state.change(obj, {"amount_capturable": 0})
    reason = params.get("cancellation_reason")
    changes = {"status": "canceled", "canceled_at": state.now(), "cancellation_reason": reason}
    obj = state.change(obj, changes)
    state.emit("payment_intent.canceled", obj)
    return obj


@payment_intent.get("/v1/payment_intents", {**LIST, "customer": text()})
def index(state: State, params: Object) -> Page:
    return list_objects(state, "payment_intent", "/v1/payment_intents", params)


def refuse_amount(amount: int, currency: str) -> None:
    """Source: https://docs.stripe.com/currencies#minimum-and-maximum-charge-amounts"""
    least = LEAST.get(currency, 0)
    if amount > MOST:
        raise InvalidRequest(
            f"Amount must be no more than {formatted(MOST, currency)}",
            code="amount_too_large",
            param="amount",
        )
    if amount < least:
        raise InvalidRequest(
            f"Amount must be at least {formatted(least, currency)} {currency}",
            code="amount_too_small",
            param="amount",
        )


def _confirm(state: State, obj: Object, method: Object | None, params: Object) -> Object:
    if method is None:
        if obj["payment_method"] is None:
            raise InvalidRequest(
                "You cannot confirm this PaymentIntent because it's missing a payment method. To confirm the"
                f" PaymentIntent with {obj['customer'] or 'a customer'}, specify a payment method"
                " attached to this"
                " customer along with the customer ID.",
                code="payment_intent_unexpected_state",
            )
        raise missing("payment_method")
    away = params.get("off_session", False)
    obj, error = payments.confirm(state, obj, method, off_session=away, return_url=params.get("return_url"))
    if error:
        raise error
    done = obj["status"] in ("succeeded", "requires_capture")
    if done and obj["setup_future_usage"] and obj["customer"] and not method["customer"]:
        from .payment_methods import attach_to

        attach_to(state, method["id"], state.get("customer", obj["customer"]))
    collection.intent_succeeded(state, obj)
    return obj


def unexpected(state: State, obj: Object, verb: str) -> InvalidRequest:
    return InvalidRequest(
        f"This PaymentIntent could not be {verb} because it has a status of {obj['status']}.",
        code="payment_intent_unexpected_state",
        payment_intent=state.render(obj),
    )
