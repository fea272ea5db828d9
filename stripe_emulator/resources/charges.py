"""Charges: made by payment intents, or directly (`direct_charges.py`).

Source: https://docs.stripe.com/api/charges
"""

from __future__ import annotations

from ..lists import LIST, PAGE, Page, embedded, list_objects
from ..metadata import merged, metadata
from ..params import idle, text
from ..registry import Resource, shipping
from ..search import SEARCH, search
from ..state import State
from ..store import Object


def refunds_of(state: State, obj: Object) -> Object:
    rows = state.store.all("refund", charge=obj["id"])
    return embedded(f"/v1/charges/{obj['id']}/refunds", [state.render(row) for row in rows], limit=10)


def show(state: State, obj: Object) -> Object:
    return {**obj, "receipt_url": state.absolute(obj["receipt_url"])}


charge = Resource(
    "charge",
    expandable=("application", "balance_transaction", "customer", "failure_balance_transaction",
                "on_behalf_of", "payment_intent", "review"),
    indexes=("customer", "payment_intent"),
    included={"refunds": refunds_of},
    render=show,
)  # fmt: skip
UPDATE = {
    "customer": text(),
    "description": text(),
    "fraud_details": idle(),
    "metadata": metadata(),
    "receipt_email": text(),
    "shipping": shipping(),
    "transfer_group": text(),
}
INDEX = {**LIST, "customer": text(), "payment_intent": text(), "transfer_group": text()}


@charge.get("/v1/charges/search", SEARCH)
def find(state: State, params: Object) -> Page:
    return search(state, "charge", "/v1/charges/search", params)


@charge.get("/v1/charges/{id}")
def retrieve(state: State, params: Object, id: str) -> Object:
    return state.get("charge", id)


@charge.post("/v1/charges/{id}", UPDATE)
def update(state: State, params: Object, id: str) -> Object:
    obj = state.get("charge", id)
    if "metadata" in params:
        params["metadata"] = merged(obj["metadata"], params["metadata"])
    return state.change(obj, params, "charge.updated")


@charge.get("/v1/charges/{id}/refunds", PAGE)
def refunds(state: State, params: Object, id: str) -> Page:
    return list_objects(
        state, "refund", f"/v1/charges/{id}/refunds", params, charge=state.get("charge", id)["id"]
    )


@charge.get("/v1/charges", INDEX)
def index(state: State, params: Object) -> Page:
    return list_objects(state, "charge", "/v1/charges", params)
