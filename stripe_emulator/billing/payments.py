"""Charging a card: a payment intent that is confirmed, its charge, and what the test card makes of it.

Source: https://docs.stripe.com/payments/paymentintents/lifecycle
"""

from __future__ import annotations

from typing import Any

from ..cards import DECLINES, Decline, asks_for_authentication, behind
from ..errors import CardError
from ..shapes.balance import balance_transaction
from ..shapes.payments import charge_shape, intent_shape
from ..state import State
from ..store import Object
from . import disputes


def create_intent(state: State, **fields: Any) -> Object:
    return state.create(intent_shape(state, **fields), "payment_intent.created")


def confirm(
    state: State, intent: Object, method: Object, *, off_session: bool, return_url: str | None = None
) -> tuple[Object, CardError | None]:
    """Try the card; the intent as it is afterwards, and the decline if there was one."""
    card = behind(method)
    asks = asks_for_authentication(method, off_session=off_session)
    if asks and not off_session:
        action = next_action(state, intent, return_url)
        changes = {"status": "requires_action", "payment_method": method["id"], "next_action": action}
        intent = state.change(intent, changes)
        state.emit("payment_intent.requires_action", intent)
        return intent, None
    if card.asynchronous:
        return _processing(state, intent, method), None
    why = "authentication_required" if asks else card.decline
    if why:
        return _declined(state, intent, method, DECLINES[why])
    return _succeeded(state, intent, method), None


def next_action(state: State, intent: Object, return_url: str | None) -> Object:
    """Where the customer proves who they are: a page of ours, if there is a way back from it."""
    if return_url is None:
        return {"type": "use_stripe_sdk", "use_stripe_sdk": {"type": "three_d_secure_redirect"}}
    url = f"{state.public_url}/authenticate/{intent['id']}"
    return {"type": "redirect_to_url", "redirect_to_url": {"return_url": return_url, "url": url}}


def authenticated(state: State, intent: Object) -> tuple[Object, CardError | None]:
    """The customer has proved who they are: the card is tried."""
    method = state.change(state.get("payment_method", intent["payment_method"]), {"_authenticated": True})
    intent, error = confirm(state, intent, method, off_session=False)
    state.change(method, {"_authenticated": False, "_set_up": bool(intent["setup_future_usage"])})
    return intent, error


def not_authenticated(state: State, intent: Object) -> Object:
    method = state.get("payment_method", intent["payment_method"])
    decline = DECLINES["authentication_failed"]
    last = decline_error(decline, payment_method=state.render(method)).body()["error"]
    changes = {"status": "requires_payment_method", "last_payment_error": last, "next_action": None,
               "payment_method": None}  # fmt: skip
    intent = state.change(intent, changes)
    state.emit("payment_intent.payment_failed", intent)
    return intent


def _processing(state: State, intent: Object, method: Object) -> Object:
    shape = charge_shape(state, intent, method)
    pending = {"status": "pending", "paid": False, "captured": True, "balance_transaction": None}
    charge = state.create({**shape, **pending})
    changes = {"status": "processing", "payment_method": method["id"], "latest_charge": charge["id"],
               "next_action": None, "last_payment_error": None, "_settles_at": state.now()}  # fmt: skip
    intent = state.change(intent, changes)
    state.hurry = True
    state.emit("charge.pending", charge)
    state.emit("payment_intent.processing", intent)
    return intent


def settle(state: State, intent: Object) -> tuple[Object, CardError | None]:
    """What the bank made of a debit."""
    method = state.get("payment_method", intent["payment_method"])
    intent = state.change(intent, {"_settles_at": None})
    old = state.get("charge", intent["latest_charge"])
    why = behind(method).decline
    if why:
        return _declined(state, intent, method, DECLINES[why], charge=old)
    return _succeeded(state, intent, method, charge=old), None


def keep_charge(state: State, charge: Object, method: Object) -> Object:
    """A charge with no payment intent: kept, booked and told."""
    charge = state.create(charge)
    if charge["captured"]:
        state.create(balance_transaction(state, charge, charge["amount"], "charge"))
    state.emit("charge.succeeded" if charge["paid"] else "charge.failed", charge)
    if charge["captured"] and (kind := behind(method).dispute):
        disputes.begin(state, charge, kind)
    return charge


def capture_charge(state: State, charge: Object, amount: int) -> Object:
    """Take what was only authorized, or a part of it; the rest is let go."""
    before = state.render(charge)
    taken = {"amount_captured": amount, "captured": True, "balance_transaction": state.new_id("txn"),
             "amount_refunded": charge["amount"] - amount}  # fmt: skip
    charge = state.change(charge, taken)
    state.create(balance_transaction(state, charge, amount, "charge"))
    state.emit("charge.captured", charge, previous=before)
    return charge


def capture(state: State, intent: Object, amount: int) -> Object:
    capture_charge(state, state.get("charge", intent["latest_charge"]), amount)
    intent = state.change(intent, {"amount_capturable": 0, "amount_received": amount, "status": "succeeded"})
    state.emit("payment_intent.succeeded", intent)
    return intent


def _succeeded(state: State, intent: Object, method: Object, charge: Object | None = None) -> Object:
    shape = charge_shape(state, intent, method)
    if charge:
        shape = {**shape, "id": charge["id"], "created": charge["created"]}
    charge = state.change(charge, shape) if charge else state.create(shape)
    if not charge["captured"]:
        return _authorized(state, intent, method, charge)
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
    if kind := behind(method).dispute:
        disputes.begin(state, charge, kind)
    return intent


def _authorized(state: State, intent: Object, method: Object, charge: Object) -> Object:
    changes = {"status": "requires_capture", "amount_capturable": intent["amount"], "next_action": None,
               "payment_method": method["id"], "latest_charge": charge["id"]}  # fmt: skip
    intent = state.change(intent, changes)
    state.emit("charge.succeeded", charge)
    state.emit("payment_intent.amount_capturable_updated", intent)
    return intent


def _declined(
    state: State, intent: Object, method: Object, decline: Decline, charge: Object | None = None
) -> tuple[Object, CardError]:
    shape = charge_shape(state, intent, method, decline)
    if charge:
        shape = {**shape, "id": charge["id"], "created": charge["created"]}
    charge = state.change(charge, shape) if charge else state.create(shape)
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
        customer["default_source"],
    ):
        found = state.store.get(id, "payment_method")
        if found and found["customer"] == customer["id"]:
            return found
    return None
