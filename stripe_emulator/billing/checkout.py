"""What a completed checkout makes: a customer, a payment, a subscription, or a card that is kept.

Source: https://docs.stripe.com/payments/checkout/how-checkout-works
"""

from __future__ import annotations

from typing import Any

from ..errors import CardError, InvalidRequest
from ..resources import customers, payment_methods, setup_intents, subscriptions
from ..state import State
from ..store import Object
from . import discounts, payments

SUBSCRIPTION_DATA = ("billing_cycle_anchor", "billing_mode", "description", "metadata", "proration_behavior",
                     "trial_end", "trial_period_days", "trial_settings")  # fmt: skip


class NeedsAuthentication(CardError):
    """3-D Secure: nothing has been made yet, and will be when the customer comes back with a yes."""


def needs_card(session: Object) -> bool:
    return bool(session["amount_total"]) or session["payment_method_collection"] == "always"


def complete(state: State, session: Object, method: Object | None, *, email: str, name: str) -> Object:
    """Take the card and make what was ordered; a decline undoes all of it."""
    try:
        return _complete(state, session, method, email, name)
    except CardError as error:
        error.keep = False
        raise


def _complete(state: State, session: Object, method: Object | None, email: str, name: str) -> Object:
    customer = _customer(state, session, email, name)
    email = (customer or {}).get("email") or session["customer_email"] or email
    if method:
        details = {**method["billing_details"], "name": name or None, "email": email or None}
        method = state.change(method, {"billing_details": details})
        if customer:
            method = payment_methods.attach_to(state, method["id"], customer)
    make = {"payment": _payment, "setup": _setup, "subscription": _subscription}[session["mode"]]
    made = make(state, session, customer, method)
    changes = {
        **made,
        "customer": customer and customer["id"],
        "customer_details": {
            "address": customer and customer["address"],
            "business_name": None,
            "email": email or None,
            "individual_name": None,
            "name": (customer and customer["name"]) or name or None,
            "phone": session.get("_phone") or (customer and customer["phone"]),
            "tax_exempt": "none",
            "tax_ids": [],
        },
        "payment_status": _payment_status(state, session, made),
        "status": "complete",
        "url": None,
    }
    session = state.change(session, changes)
    state.emit("checkout.session.completed", session)
    return session


def expire(state: State, session: Object) -> Object:
    session = state.change(session, {"status": "expired", "url": None})
    state.emit("checkout.session.expired", session)
    return session


def _customer(state: State, session: Object, email: str, name: str) -> Object | None:
    if session["customer"]:
        return state.get("customer", session["customer"])
    email = session["customer_email"] or email
    if "@" not in email:
        raise InvalidRequest("Your email is incomplete.")
    if session["mode"] == "payment" and session["customer_creation"] != "always":
        return None
    given: dict[str, Any] = {"email": email}
    if name:
        given["name"] = name
    return customers.create(state, given)


def _payment(state: State, session: Object, customer: Object | None, method: Object | None) -> Object:
    if method is None:
        return {}
    data = session["_payment_intent_data"]
    owner = str(customer["id"]) if customer else None
    discounts.redeem(state, session.get("_discounts"), customer=owner, checkout_session=session["id"])
    intent = payments.create_intent(
        state,
        amount=session["amount_total"],
        currency=session["currency"],
        customer=customer and customer["id"],
        description=data.get("description"),
        metadata=data.get("metadata") or {},
    )
    intent, error = payments.confirm(state, intent, method, off_session=False)
    if error:
        raise error
    _refuse_authentication(intent["status"] == "requires_action")
    return {"payment_intent": intent["id"]}


def _setup(state: State, session: Object, customer: Object | None, method: Object | None) -> Object:
    data = session["_setup_intent_data"]
    given: dict[str, Any] = {"confirm": True, "metadata": data.get("metadata") or {}}
    if customer:
        given["customer"] = customer["id"]
    if method:
        given["payment_method"] = method["id"]
    intent = setup_intents.create(state, given)
    if method and intent["status"] == "requires_action":
        if not method.get("_authenticated"):
            _refuse_authentication(True)
        intent = setup_intents.authenticated(state, intent)
    return {"setup_intent": intent["id"]}


def _subscription(state: State, session: Object, customer: Object | None, method: Object | None) -> Object:
    if customer is None:
        raise InvalidRequest("A subscription needs a customer.")
    recurring: list[Object] = []
    once: list[Object] = []
    for row in session["_line_items"]:
        kind = recurring if state.get("price", row["price"])["recurring"] else once
        kind.append({"price": row["price"], "quantity": row["quantity"]})
    data = session["_subscription_data"]
    given = {key: data[key] for key in SUBSCRIPTION_DATA if key in data}
    given.update(
        customer=customer["id"],
        items=recurring,
        add_invoice_items=once,
        payment_behavior="error_if_incomplete",
        off_session=False,
        discounts=session.get("_discounts") or [],
    )
    if method:
        given["default_payment_method"] = method["id"]
    sub = subscriptions.create(state, given)
    _refuse_authentication(sub["status"] == "incomplete")
    return {"subscription": sub["id"], "invoice": sub["latest_invoice"]}


def _refuse_authentication(asked: bool) -> None:
    if asked:
        raise NeedsAuthentication("This payment requires authentication.", code="authentication_required")


def _payment_status(state: State, session: Object, made: Object) -> str:
    if not session["amount_total"]:
        return "no_payment_required"
    intent = state.store.get(made.get("payment_intent"), "payment_intent")
    return "unpaid" if intent and intent["status"] == "processing" else "paid"
