"""Cards as customers' sources: the way before payment methods, which Stripe's CLI still goes.

Source: https://docs.stripe.com/api/cards
"""

from __future__ import annotations

from ..errors import no_such
from ..lists import PAGE, Page, list_objects
from ..metadata import merged, metadata
from ..params import idle, integer, required, text
from ..registry import Resource
from ..shapes.cards import card_shape
from ..state import State
from ..store import Object
from . import payment_methods

card = Resource("card", expandable=("customer",))
PATH = "/v1/customers/{customer}/sources"
CREATE = {"metadata": metadata(), "source": required(text(clear=False)), "validate": idle()}
ADDRESS = (
    "address_city",
    "address_country",
    "address_line1",
    "address_line2",
    "address_state",
    "address_zip",
)
UPDATE = {
    **{key: text() for key in ADDRESS},
    "exp_month": integer(minimum=1),
    "exp_year": integer(minimum=1),
    "metadata": metadata(),
    "name": text(),
}
INDEX = {**PAGE, "object": text()}


@card.post(PATH, CREATE)
def create(state: State, params: Object, customer: str) -> Object:
    return add(state, state.get("customer", customer), params["source"], params.get("metadata", {}))


@card.get(PATH + "/{id}")
def retrieve(state: State, params: Object, customer: str, id: str) -> Object:
    return card_shape(_of(state, customer, id))


@card.post(PATH + "/{id}", UPDATE)
def update(state: State, params: Object, customer: str, id: str) -> Object:
    method = _of(state, customer, id)
    before = card_shape(method)
    details = method["billing_details"]
    changes: Object = {}
    if "metadata" in params:
        changes["metadata"] = merged(method["metadata"], params["metadata"])
    if "name" in params:
        details = {**details, "name": params["name"]}
    names = {"address_zip": "postal_code"}
    given = {names.get(key, key.removeprefix("address_")): params[key] for key in ADDRESS if key in params}
    changes["billing_details"] = {**details, "address": {**details["address"], **given}}
    dates = {key: params[key] for key in ("exp_month", "exp_year") if key in params}
    changes["card"] = {**method["card"], **dates}
    obj = card_shape(state.change(method, changes))
    if obj != before:
        state.emit("customer.source.updated", obj, previous=before)
    return obj


@card.delete(PATH + "/{id}")
def delete(state: State, params: Object, customer: str, id: str) -> Object:
    obj = card_shape(_of(state, customer, id))
    owner = state.get("customer", customer)
    if owner["default_source"] == id:
        state.change(owner, {"default_source": None}, "customer.updated")
    state.emit("customer.source.deleted", obj)
    state.store.remove(id)
    return {"id": id, "object": "card", "deleted": True}


@card.get(PATH, INDEX)
def index(state: State, params: Object, customer: str) -> Page:
    params.pop("object", None)
    state.get("customer", customer)
    url = PATH.format(customer=customer)
    page = list_objects(
        state,
        "payment_method",
        url,
        params,
        customer=customer,
        keep=lambda obj: obj["id"].startswith("card_"),
    )
    return Page(url, [card_shape(method) for method in page.data], page.has_more)


def add(state: State, customer: Object, token: str, meta: Object) -> Object:
    """A token becomes a card of the customer, and their default if they had none."""
    method = payment_methods.from_card(state, {"token": token})
    payment_methods.refuse_declined(method)
    owned = {"id": state.new_id("card"), "customer": customer["id"], "metadata": merged({}, meta)}
    obj = card_shape(state.create({**method, **owned}))
    state.emit("customer.source.created", obj)
    if customer["default_source"] is None:
        state.change(customer, {"default_source": obj["id"]}, "customer.updated")
    return obj


def _of(state: State, customer: str, id: str) -> Object:
    state.get("customer", customer)
    method = state.store.get(id, "payment_method")
    if method is None or method["customer"] != customer or not id.startswith("card_"):
        raise no_such("source", id)
    return method
