"""The checkout page: what is bought, a card, pay or go back."""

from __future__ import annotations

from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from ..billing import payments
from ..errors import CardError, InvalidRequest, StripeError
from ..resources import customers, invoice_items, payment_methods, setup_intents, subscriptions
from ..state import State
from ..store import Object
from .web import act, card_of, emulator_of, form_of, not_here, page, see_other, state_of


async def checkout(request: Request) -> Response:
    state = state_of(request)
    found = state.store.get(request.path_params["id"], "checkout.session")
    if found is None:
        return not_here("checkout session")
    session: Object = found
    if session["status"] == "open" and session["expires_at"] <= state.now():
        session = act(emulator_of(request), lambda s: expired(s, session))
    if session["status"] != "open":
        text = "You have already paid." if session["status"] == "complete" else "This page has expired."
        return page("message.html", title="Checkout", text=text)
    if request.method == "GET":
        return shown(state, session, {})
    form: dict[str, str] = {}
    try:
        form = await form_of(request)
        session = act(emulator_of(request), lambda s: complete(s, session, form))
    except StripeError as error:
        return shown(state, session, form, error.message)
    return see_other(session["success_url"].replace("{CHECKOUT_SESSION_ID}", session["id"]))


def shown(state: State, session: Object, form: dict[str, str], problem: str = "") -> Response:
    customer = state.store.get(session["customer"], "customer")
    known = (customer or {}).get("email") or session["customer_email"]
    rows = [
        {**row, "recurring": state.get("price", row["price"])["recurring"]} for row in session["_line_items"]
    ]
    return page(
        "checkout.html",
        402 if problem else 200,
        session=session,
        rows=rows,
        email=known,
        needs_card=needs_card(session),
        form=form,
        problem=problem,
        trial_days=session["_subscription_data"].get("trial_period_days"),
    )


def needs_card(session: Object) -> bool:
    return bool(session["amount_total"]) or session["payment_method_collection"] == "always"


def expired(state: State, session: Object) -> Object:
    session = state.change(session, {"status": "expired", "url": None})
    state.emit("checkout.session.expired", session)
    return session


def complete(state: State, session: Object, form: dict[str, str]) -> Object:
    """Take the card and make what was ordered; a decline undoes all of it."""
    try:
        return _complete(state, session, form)
    except CardError as error:
        error.keep = False
        raise


def _complete(state: State, session: Object, form: dict[str, str]) -> Object:
    customer = _customer(state, session, form)
    method = None
    if needs_card(session):
        method = state.create(payment_methods.from_card(state, card_of(form)))
        email = (customer or {}).get("email") or form.get("email") or None
        details = {**method["billing_details"], "name": form.get("name") or None, "email": email}
        method = state.change(method, {"billing_details": details})
        if customer:
            method = payment_methods.attach_to(state, method["id"], customer)
    make = {"payment": _payment, "setup": _setup, "subscription": _subscription}[session["mode"]]
    made = make(state, session, customer, method)
    paid = "paid" if session["amount_total"] else "no_payment_required"
    changes = {
        **made,
        "customer": customer and customer["id"],
        "customer_details": _details(customer, form, session),
        "payment_status": paid,
        "status": "complete",
        "url": None,
    }
    session = state.change(session, changes)
    state.emit("checkout.session.completed", session)
    return session


def _customer(state: State, session: Object, form: dict[str, str]) -> Object | None:
    if session["customer"]:
        return state.get("customer", session["customer"])
    email = session["customer_email"] or form.get("email") or ""
    if "@" not in email:
        raise InvalidRequest("Your email is incomplete.")
    if session["mode"] == "payment" and session["customer_creation"] != "always":
        return None
    given: dict[str, Any] = {"email": email}
    if form.get("name"):
        given["name"] = form["name"]
    return customers.create(state, given)


def _details(customer: Object | None, form: dict[str, str], session: Object) -> Object:
    return {
        "address": customer and customer["address"],
        "business_name": None,
        "email": customer["email"] if customer else session["customer_email"] or form.get("email"),
        "individual_name": None,
        "name": (customer and customer["name"]) or form.get("name") or None,
        "phone": customer and customer["phone"],
        "tax_exempt": "none",
        "tax_ids": [],
    }


def _payment(state: State, session: Object, customer: Object | None, method: Object | None) -> Object:
    if method is None:
        return {}
    data = session["_payment_intent_data"]
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
    return {"setup_intent": setup_intents.create(state, given)["id"]}


def _subscription(state: State, session: Object, customer: Object | None, method: Object | None) -> Object:
    if customer is None:
        raise InvalidRequest("A subscription needs a customer.")
    recurring = []
    for row in session["_line_items"]:
        if state.get("price", row["price"])["recurring"]:
            recurring.append({"price": row["price"], "quantity": row["quantity"]})
        else:
            item = {
                "customer": customer["id"],
                "pricing": {"price": row["price"]},
                "quantity": row["quantity"],
            }
            invoice_items.create(state, item)
    data = session["_subscription_data"]
    kept = (
        "billing_cycle_anchor",
        "description",
        "metadata",
        "proration_behavior",
        "trial_end",
        "trial_period_days",
    )
    given = {key: data[key] for key in kept if key in data}
    if "trial_settings" in data:
        given["trial_settings"] = data["trial_settings"]
    given.update(
        customer=customer["id"], items=recurring, payment_behavior="error_if_incomplete", off_session=False
    )
    if method:
        given["default_payment_method"] = method["id"]
    sub = subscriptions.create(state, given)
    _refuse_authentication(sub["status"] == "incomplete")
    return {"subscription": sub["id"], "invoice": sub["latest_invoice"]}


def _refuse_authentication(asked: bool) -> None:
    if asked:
        raise CardError(
            "This card asks for authentication, which the Stripe emulator's page does not show yet."
        )


routes = [Route("/checkout/{id}", checkout, methods=["GET", "POST"])]
