"""Setup intents: a card kept for later, with no charge.

Source: https://docs.stripe.com/api/setup_intents
"""

from __future__ import annotations

from ..billing.payments import decline_error, next_action
from ..cards import DECLINES, asks_for_authentication, behind
from ..errors import InvalidRequest
from ..ids import random_text
from ..lists import LIST, Page, list_objects
from ..metadata import merged, metadata
from ..params import array, boolean, enum, idle, record, text
from ..registry import Resource
from ..state import State
from ..store import Object
from .payment_methods import CREATE as METHOD, use_or_make

setup_intent = Resource(
    "setup_intent",
    expandable=("application", "customer", "latest_attempt", "mandate", "on_behalf_of", "payment_method",
                "single_use_mandate"),
    indexes=("customer",),
)  # fmt: skip
METHOD_DATA = record({key: kind for key, kind in METHOD.items() if key != "card"})
FIELDS = {
    "customer": text(),
    "description": text(),
    "metadata": metadata(),
    "payment_method": text(),
    "payment_method_data": METHOD_DATA,
    "payment_method_options": idle(),
    "payment_method_types": array(text()),
}
CREATE = {
    **FIELDS,
    "automatic_payment_methods": idle(),
    "confirm": boolean(),
    "return_url": text(),
    "usage": enum("off_session", "on_session"),
}
CONFIRM = {
    "payment_method": text(),
    "payment_method_data": METHOD_DATA,
    "return_url": text(),
    "mandate_data": idle(),
    "use_stripe_sdk": boolean(),
}


@setup_intent.post("/v1/setup_intents", CREATE)
def create(state: State, params: Object) -> Object:
    customer = params.get("customer")
    if customer:
        state.get("customer", customer, param="customer")
    id, method = state.new_id("seti"), _method(state, params)
    obj = {
        "id": id,
        "object": "setup_intent",
        "application": None,
        "automatic_payment_methods": None,
        "cancellation_reason": None,
        "client_secret": f"{id}_secret_{random_text(25)}",
        "created": state.now(),
        "customer": customer,
        "customer_account": None,
        "description": params.get("description"),
        "excluded_payment_method_types": None,
        "flow_directions": None,
        "last_setup_error": None,
        "latest_attempt": None,
        "livemode": False,
        "mandate": None,
        "metadata": merged({}, params.get("metadata", {})),
        "next_action": None,
        "on_behalf_of": None,
        "payment_method": method,
        "payment_method_configuration_details": None,
        "payment_method_options": {
            "card": {"mandate_options": None, "network": None, "request_three_d_secure": "automatic"}
        },
        "payment_method_types": params.get("payment_method_types") or ["card"],
        "single_use_mandate": None,
        "status": "requires_confirmation" if method else "requires_payment_method",
        "usage": params.get("usage", "off_session"),
    }
    obj = state.create(obj, "setup_intent.created")
    return _confirm(state, obj, params.get("return_url")) if params.get("confirm") else obj


@setup_intent.get("/v1/setup_intents/{id}", {"client_secret": text()})
def retrieve(state: State, params: Object, id: str) -> Object:
    return state.get("setup_intent", id)


@setup_intent.post("/v1/setup_intents/{id}", FIELDS)
def update(state: State, params: Object, id: str) -> Object:
    obj = state.get("setup_intent", id)
    changes: Object = {key: params[key] for key in ("customer", "description") if key in params}
    if "metadata" in params:
        changes["metadata"] = merged(obj["metadata"], params["metadata"])
    if method := _method(state, params):
        changes.update(payment_method=method, status="requires_confirmation")
    return state.change(obj, changes)


@setup_intent.post("/v1/setup_intents/{id}/confirm", CONFIRM)
def confirm(state: State, params: Object, id: str) -> Object:
    obj = state.get("setup_intent", id)
    if obj["status"] in ("succeeded", "canceled"):
        raise _unexpected(obj, "confirmed")
    if method := _method(state, params):
        obj = state.change(obj, {"payment_method": method})
    return _confirm(state, obj, params.get("return_url"))


@setup_intent.post("/v1/setup_intents/{id}/cancel", {"cancellation_reason": text()})
def cancel(state: State, params: Object, id: str) -> Object:
    obj = state.get("setup_intent", id)
    if obj["status"] in ("succeeded", "canceled"):
        raise _unexpected(obj, "canceled")
    changes = {"status": "canceled", "cancellation_reason": params.get("cancellation_reason")}
    obj = state.change(obj, changes)
    state.emit("setup_intent.canceled", obj)
    return obj


@setup_intent.get("/v1/setup_intents", {**LIST, "customer": text(), "payment_method": text()})
def index(state: State, params: Object) -> Page:
    return list_objects(state, "setup_intent", "/v1/setup_intents", params)


def _method(state: State, params: Object) -> str | None:
    found = use_or_make(state, params)
    return found["id"] if found else None


def _confirm(state: State, obj: Object, return_url: str | None = None) -> Object:
    from .payment_methods import attach_to

    method = state.store.get(obj["payment_method"], "payment_method")
    if method is None:
        raise InvalidRequest(
            "You cannot confirm this SetupIntent because it's missing a payment method.",
            code="setup_intent_unexpected_state",
        )
    if asks_for_authentication(method, off_session=False) and not method.get("_set_up"):
        action = next_action(state, obj, return_url)
        obj = state.change(obj, {"status": "requires_action", "next_action": action})
        state.emit("setup_intent.requires_action", obj)
        return obj
    card = behind(method)
    if card.decline and not card.attaches:
        error = decline_error(DECLINES[card.decline], payment_method=state.render(method))
        last = error.body()["error"]
        obj = state.change(
            obj, {"last_setup_error": last, "payment_method": None, "status": "requires_payment_method"}
        )
        state.emit("setup_intent.setup_failed", obj)
        error.extra["setup_intent"] = state.render(obj)
        raise error
    if obj["customer"]:
        attach_to(state, method["id"], state.get("customer", obj["customer"]))
    state.change(state.get("payment_method", method["id"]), {"_set_up": True})
    obj = state.change(obj, {"status": "succeeded", "last_setup_error": None, "next_action": None})
    state.emit("setup_intent.succeeded", obj)
    return obj


def authenticated(state: State, obj: Object) -> Object:
    """The customer has proved who they are: the card is kept."""
    state.change(state.get("payment_method", obj["payment_method"]), {"_set_up": True})
    return _confirm(state, obj)


def not_authenticated(state: State, obj: Object) -> Object:
    method = state.get("payment_method", obj["payment_method"])
    error = InvalidRequest(
        "The latest attempt to set up the payment method has failed because authentication failed.",
        code="setup_intent_authentication_failure",
        payment_method=state.render(method),
    )
    changes = {"last_setup_error": error.body()["error"], "next_action": None, "payment_method": None,
               "status": "requires_payment_method"}  # fmt: skip
    obj = state.change(obj, changes)
    state.emit("setup_intent.setup_failed", obj)
    return obj


def _unexpected(obj: Object, verb: str) -> InvalidRequest:
    return InvalidRequest(
        f"This SetupIntent could not be {verb} because it has a status of {obj['status']}.",
        code="setup_intent_unexpected_state",
    )
