"""The checkout page: what is bought, a card, pay or go back."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from ..billing.checkout import NeedsAuthentication, complete, expire, needs_card
from ..billing.clocks import now_for
from ..cards import DECLINES
from ..errors import InvalidRequest, StripeError
from ..resources.checkout_sessions import discounted
from ..resources.payment_methods import from_card
from ..state import State
from ..store import Object
from .web import act, card_of, emulator_of, form_of, not_here, page, see_other, state_of


async def checkout(request: Request) -> Response:
    state = state_of(request)
    found = state.store.get(request.path_params["id"], "checkout.session")
    if found is None:
        return not_here("checkout session")
    session: Object = found
    if session["status"] == "open" and session["expires_at"] <= now_for(state, session):
        session = act(emulator_of(request), lambda s: expire(s, session), session)
    if session["status"] != "open":
        text = "You have already paid." if session["status"] == "complete" else "This page has expired."
        return page("message.html", title="Checkout", text=text)
    if request.method == "GET":
        return shown(state, session, {})
    form: dict[str, str] = {}
    try:
        form = await form_of(request)
        if form.get("authentication") == "fail":
            return shown(state, session, {}, DECLINES["authentication_failed"].message)
        if form.get("promotion_code"):
            word = form["promotion_code"]
            session = act(emulator_of(request), lambda s: apply_code(s, session, word), session)
        if form.get("apply"):
            return shown(state, session, form)
        session = act(emulator_of(request), lambda s: pay(s, session["id"], form), session)
    except NeedsAuthentication:
        return page("authenticate.html", form=form)
    except StripeError as error:
        return shown(state, session, form, error.message)
    return see_other(session["success_url"].replace("{CHECKOUT_SESSION_ID}", session["id"]))


def pay(state: State, id: str, form: dict[str, str]) -> Object:
    session = state.get("checkout.session", id)
    if session["status"] != "open":
        return session
    method = state.create(from_card(state, card_of(form))) if needs_card(session) else None
    if method and form.get("authentication") == "complete":
        method = state.change(method, {"_authenticated": True})
    if session["phone_number_collection"]["enabled"] and not form.get("phone"):
        raise InvalidRequest("Enter your phone number.")
    consent = session["consent_collection"] or {}
    if consent.get("terms_of_service") == "required":
        if form.get("terms") != "accepted":
            raise InvalidRequest("Accept the terms of service to go on.")
        session = state.change(session, {"consent": {"promotions": None, "terms_of_service": "accepted"}})
    session = state.change(session, {"_phone": form.get("phone")})
    return complete(state, session, method, email=form.get("email", ""), name=form.get("name", ""))


def apply_code(state: State, session: Object, word: str) -> Object:
    codes = [row for row in state.store.all("promotion_code") if row["code"].lower() == word.lower()]
    if not codes or not session["allow_promotion_codes"]:
        raise InvalidRequest("This code is invalid.")
    return discounted(state, session, [{"promotion_code": codes[0]["id"]}])


def shown(state: State, session: Object, form: dict[str, str], problem: str = "") -> Response:
    customer = state.store.get(session["customer"], "customer")
    rows = [
        {**row, "recurring": state.get("price", row["price"])["recurring"]} for row in session["_line_items"]
    ]
    return page(
        "checkout.html",
        402 if problem else 200,
        session=session,
        rows=rows,
        email=(customer or {}).get("email") or session["customer_email"],
        needs_card=needs_card(session),
        form=form,
        problem=problem,
        trial_days=session["_subscription_data"].get("trial_period_days"),
    )


routes = [Route("/checkout/{id}", checkout, methods=["GET", "POST"])]
