"""Charging a card: a payment intent that is confirmed, its charge, and what the test card makes of it.

Source: https://docs.stripe.com/payments/paymentintents/lifecycle
"""

from __future__ import annotations

from typing import Any

from ..cards import BY_NUMBER, DECLINES, Decline
from ..errors import CardError
from ..shapes.balance import balance_transaction
from ..shapes.payments import charge_shape, intent_shape
from ..state import State
from ..store import Object


def create_intent(state: State, **fields: Any) -> Object:
    return state.create(intent_shape(state, **fields), "payment_intent.created")


def confirm(
    state: State, intent: Object, method: Object, *, off_session: bool
) -> tuple[Object, CardError | None]:
    """Try the card; the intent as it is afterwards, and the decline if there was one."""
    card = BY_NUMBER[method["_number"]]
    if card.authentication and not off_session:
        action = {"type": "use_stripe_sdk", "use_stripe_sdk": {"type": "three_d_secure_redirect"}}
        changes = {"status": "requires_action", "payment_method": method["id"], "next_action": action}
        return state.change(intent, changes, "payment_intent.requires_action"), None
    why = "authentication_required" if card.authentication else card.decline
    return (
        _declined(state, intent, method, DECLINES[why]) if why else (_succeeded(state, intent, method), None)
    )


def _succeeded(state: State, intent: Object, method: Object) -> Object:
    charge = state.create(charge_shape(state, intent, method))
    state.create(balance_transaction(state, charge, charge["amount"], "charge"))
    changes = {
        "status": "succeeded",
        "amount_received": intent["amount"],
        "payment_method": method["id"],
        "latest_charge": charge["id"],
        "last_payment_error": None,
        "next_action": None,
    }
    intent = state.change(intent, changes)
    state.emit("charge.succeeded", charge)
    state.emit("payment_intent.succeeded", intent)
    return intent


def _declined(state: State, intent: Object, method: Object, decline: Decline) -> tuple[Object, CardError]:
    charge = state.create(charge_shape(state, intent, method, decline))
    error = decline_error(decline, charge=charge["id"], payment_method=state.render(method))
    last = {k: v for k, v in error.body()["error"].items() if k != "payment_intent"}
    changes = {"status": "requires_payment_method", "latest_charge": charge["id"], "last_payment_error": last}
    intent = state.change(intent, {**changes, "payment_method": None})
    state.emit("charge.failed", charge)
    state.emit("payment_intent.payment_failed", intent)
    error.extra["payment_intent"] = state.render(intent)
    return intent, error


def decline_error(decline: Decline, **extra: Any) -> CardError:
    if decline.decline_code:
        extra = {"decline_code": decline.decline_code, **extra}
    return CardError(decline.message, code=decline.code, **extra)


def default_method(state: State, customer: Object, subscription: Object | None = None) -> Object | None:
    """The card that Stripe would charge: the subscription's own, else the customer's."""
    for id in (
        (subscription or {}).get("default_payment_method"),
        customer["invoice_settings"]["default_payment_method"],
    ):
        found = state.store.get(id, "payment_method")
        if found and found["customer"] == customer["id"]:
            return found
    return None
