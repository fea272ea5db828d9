"""A small dashboard: look at everything, and change customers "in Stripe"."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from ..billing.changes import apply_update, cancel_now
from ..errors import InvalidRequest, StripeError
from ..lists import list_objects
from ..resources import customers
from ..state import State
from ..store import Object
from .web import act, checked, emulator_of, form_of, not_here, page, see_other, state_of

PAGE = 50


async def home(request: Request) -> Response:
    """Customers, with a search in name, email and id."""
    state = state_of(request)
    words = request.query_params.get("q", "").strip().lower()

    def keep(obj: Object) -> bool:
        return all(word in f"{obj['name']} {obj['email']} {obj['id']}".lower() for word in words.split())

    rows = listed(request, "customer", keep=keep)
    counts = {kind: len(ids) for kind, ids in state.store.kinds.items()}
    statuses = {
        row["id"]: [sub["status"] for sub in state.store.all("subscription", customer=row["id"])]
        for row in rows["rows"]
    }
    return page("customers.html", **rows, q=words, counts=counts, statuses=statuses, now=state.now())


def listed(request: Request, kind: str, keep: Callable[[Object], bool] = lambda obj: True) -> dict[str, Any]:
    state = state_of(request)
    after = request.query_params.get("after")
    given: dict[str, Any] = {"limit": PAGE}
    if after and state.store.get(after, kind):
        given["starting_after"] = after
    found = list_objects(state, kind, "", given, keep=keep)
    return {"rows": [state.render(row) for row in found.data], "more": found.has_more}


async def subscriptions(request: Request) -> Response:
    status = request.query_params.get("status", "")
    rows = listed(request, "subscription", lambda sub: not status or sub["status"] == status)
    state = state_of(request)
    names = {row["customer"]: state.store.get(row["customer"]) for row in rows["rows"]}
    return page("subscriptions.html", **rows, chosen=status, names=names)


async def events(request: Request) -> Response:
    return page("events.html", **listed(request, "event"))


async def event(request: Request) -> Response:
    found = state_of(request).store.get(request.path_params["id"], "event")
    if found is None:
        return not_here("event")
    body = json.dumps(state_of(request).render(found), indent=2, ensure_ascii=False)
    return page("event.html", event=found, body=body)


async def deliveries(request: Request) -> Response:
    log = emulator_of(request).deliveries
    rows = list(reversed(log.log.values()))[:200]
    endpoints = [{key: value for key, value in e.items() if key != "secret"} for e in log.endpoints()]
    return page("deliveries.html", rows=rows, endpoints=endpoints, pending=len(log.pending))


async def customer(request: Request) -> Response:
    state = state_of(request)
    found = state.store.get(request.path_params["id"], "customer")
    if found is None or found.get("deleted"):
        return not_here("customer")
    if request.method == "GET":
        return shown(state, found)
    try:
        form = await form_of(request)
        act(emulator_of(request), lambda s: save(s, found["id"], form), found)
    except StripeError as error:
        return shown(state, found, error.message)
    return see_other(f"/customers/{found['id']}")


def shown(state: State, found: Object, problem: str = "") -> Response:
    subs = [state.render(sub) for sub in state.store.all("subscription", customer=found["id"])]
    return page(
        "customer.html",
        400 if problem else 200,
        customer=found,
        subscriptions=subs,
        invoices=state.store.all("invoice", customer=found["id"]),
        cards=state.store.all("payment_method", customer=found["id"]),
        problem=problem,
    )


def save(state: State, id: str, form: dict[str, str]) -> None:
    """Name, email, phone and metadata as typed: one `key = value` on a line, all of them."""
    given: dict[str, Any] = {key: form[key] for key in ("name", "email", "phone") if key in form}
    if "metadata" in form:
        wanted = read_metadata(form["metadata"])
        gone = dict.fromkeys(state.get("customer", id)["metadata"], "")
        given["metadata"] = {**gone, **wanted}
    customers.update(state, checked(customers.UPDATE, given), id)


def read_metadata(text: str) -> dict[str, str]:
    rows = [line.partition("=") for line in text.splitlines() if line.strip()]
    for key, sign, _ in rows:
        if not sign or not key.strip():
            raise InvalidRequest(f'Metadata: "{key.strip()}" is not written as key = value.')
    return {key.strip(): value.strip() for key, _, value in rows}


async def delete(request: Request) -> Response:
    try:
        await form_of(request)
        found = state_of(request).get("customer", request.path_params["id"])
        act(emulator_of(request), lambda s: customers.delete(s, {}, found["id"]), found)
    except StripeError as error:
        return page("message.html", error.status, title="Not deleted", text=error.message)
    return see_other("/")


async def cancel(request: Request) -> Response:
    try:
        form = await form_of(request)
        sub = state_of(request).get("subscription", request.path_params["id"])
        if form.get("when") == "period_end":
            act(emulator_of(request), lambda s: apply_update(s, sub, {"cancel_at_period_end": True}), sub)
        elif sub["status"] not in ("canceled", "incomplete_expired"):
            act(emulator_of(request), lambda s: cancel_now(s, sub, {}), sub)
    except StripeError as error:
        return page("message.html", error.status, title="Not canceled", text=error.message)
    return see_other(f"/customers/{sub['customer']}")


routes = [
    Route("/", home),
    Route("/customers", home),
    Route("/subscriptions", subscriptions),
    Route("/events", events),
    Route("/events/{id}", event),
    Route("/deliveries", deliveries),
    Route("/customers/{id}", customer, methods=["GET", "POST"]),
    Route("/customers/{id}/delete", delete, methods=["POST"]),
    Route("/subscriptions/{id}/cancel", cancel, methods=["POST"]),
]
