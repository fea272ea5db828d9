"""The billing portal: a customer's subscriptions, card, details and invoices."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from ..billing import collection
from ..billing.changes import apply_update, cancel_now
from ..errors import NotFound, StripeError
from ..registry import ADDRESS
from ..resources import customers, payment_methods
from ..state import State
from ..store import Object
from .web import act, card_of, checked, emulator_of, form_of, not_here, page, see_other, state_of

OVER = ("canceled", "incomplete_expired")
Do = Callable[[State, Object, dict[str, str]], Any]


def session_of(request: Request) -> Object | None:
    found = state_of(request).store.all("billing_portal.session", _secret=request.path_params["secret"])
    return found[0] if found else None


async def portal(request: Request) -> Response:
    session = session_of(request)
    state = state_of(request)
    customer = state.store.get(session["customer"], "customer") if session else None
    if session is None or customer is None or customer.get("deleted"):
        return not_here("portal session")
    return shown(state, session, customer)


def shown(state: State, session: Object, customer: Object, problem: str = "") -> Response:
    subs = [state.render(sub) for sub in state.store.all("subscription", customer=customer["id"])]
    for sub in subs:
        for item in sub["items"]["data"]:
            item["name"] = state.get("product", item["price"]["product"])["name"]
    default = customer["invoice_settings"]["default_payment_method"]
    return page(
        "portal.html",
        402 if problem else 200,
        session=session,
        features=state.get("billing_portal.configuration", session["configuration"])["features"],
        offered=offered(state, session),
        customer=customer,
        address=customer["address"] or {},
        fields=list(ADDRESS),
        subscriptions=[sub for sub in subs if sub["status"] not in OVER],
        cards=state.store.all("payment_method", customer=customer["id"]),
        default=default,
        invoices=[
            row for row in state.store.all("invoice", customer=customer["id"]) if row["status"] != "draft"
        ],
        problem=problem,
    )


def action(do: Do) -> Callable[[Request], Any]:
    """A button of the portal: do it, show the portal again."""

    async def endpoint(request: Request) -> Response:
        session = session_of(request)
        state = state_of(request)
        if session is None:
            return not_here("portal session")
        try:
            form = await form_of(request)
            form.update(request.path_params)
            act(emulator_of(request), lambda s: do(s, s.get("customer", session["customer"]), form), session)
        except StripeError as error:
            return shown(state, session, state.get("customer", session["customer"]), error.message)
        return see_other(f"/portal/{session['_secret']}")

    return endpoint


def change_card(state: State, customer: Object, form: dict[str, str]) -> None:
    method = state.create(payment_methods.from_card(state, card_of(form)))
    method = payment_methods.attach_to(state, method["id"], customer)
    settings = {"default_payment_method": method["id"]}
    customers.update(state, {"invoice_settings": settings}, customer["id"])
    for sub in state.store.all("subscription", customer=customer["id"]):
        if sub["default_payment_method"] and sub["status"] not in OVER:
            apply_update(state, sub, {"default_payment_method": method["id"]})


def change_details(state: State, customer: Object, form: dict[str, str]) -> None:
    given: dict[str, Any] = {key: form[key] for key in ("name", "email", "phone") if key in form}
    address = {key: form[f"address_{key}"] for key in ADDRESS if form.get(f"address_{key}")}
    if any(f"address_{key}" in form for key in ADDRESS):
        given["address"] = address or ""
    customers.update(state, checked(customers.UPDATE, given), customer["id"])


def own_subscription(state: State, customer: Object, form: dict[str, str]) -> Object:
    sub = state.get("subscription", form["id"])
    if sub["customer"] != customer["id"]:
        raise NotFound("There is no such subscription.")
    return sub


def cancel(state: State, customer: Object, form: dict[str, str]) -> None:
    sub = own_subscription(state, customer, form)
    if form.get("when") == "now":
        cancel_now(state, sub, {})
    else:
        apply_update(state, sub, {"cancel_at_period_end": True})


def offered(state: State, session: Object) -> list[Object]:
    """The prices that the configuration lets customers change to."""
    features = state.get("billing_portal.configuration", session["configuration"])["features"]
    feature = features["subscription_update"]
    if not feature["enabled"] or "price" not in feature["default_allowed_updates"]:
        return []
    ids = [id for product in feature.get("products") or [] for id in product["prices"]]
    found = [state.get("price", id) for id in ids]
    return [{**price, "name": state.get("product", price["product"])["name"]} for price in found]


def change_plan(state: State, customer: Object, form: dict[str, str]) -> None:
    sub = own_subscription(state, customer, form)
    session = state.store.all("billing_portal.session", _secret=form["secret"])[0]
    if form.get("price") not in [price["id"] for price in offered(state, session)]:
        raise NotFound("There is no such plan to change to.")
    features = state.get("billing_portal.configuration", session["configuration"])["features"]
    item = {"id": sub["items"][0]["id"], "price": form["price"]}
    behavior = features["subscription_update"]["proration_behavior"]
    apply_update(state, sub, {"items": [item], "proration_behavior": behavior})


def resume(state: State, customer: Object, form: dict[str, str]) -> None:
    apply_update(
        state, own_subscription(state, customer, form), {"cancel_at_period_end": False, "cancel_at": None}
    )


def pay(state: State, customer: Object, form: dict[str, str]) -> None:
    invoice = state.get("invoice", form["id"])
    if invoice["customer"] != customer["id"] or invoice["status"] != "open":
        raise NotFound("There is no such open invoice.")
    error = collection.pay(state, invoice, off_session=False)
    if error:
        raise error


def post(path: str, do: Do) -> Route:
    return Route("/portal/{secret}" + path, action(do), methods=["POST"])


routes = [
    Route("/portal/{secret}", portal),
    post("/card", change_card),
    post("/details", change_details),
    post("/subscriptions/{id}/cancel", cancel),
    post("/subscriptions/{id}/resume", resume),
    post("/subscriptions/{id}/change", change_plan),
    post("/invoices/{id}/pay", pay),
]
