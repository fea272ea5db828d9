"""Tax ids of customers.

Source: https://docs.stripe.com/api/tax_ids
"""

from __future__ import annotations

from ..errors import InvalidRequest, no_such
from ..lists import PAGE, Page, list_objects
from ..params import required, text
from ..registry import Resource
from ..state import State
from ..store import Object

tax_id = Resource("tax_id", expandable=("customer",), indexes=("customer",))
PATH = "/v1/customers/{customer}/tax_ids"
CREATE = {"type": required(text(clear=False)), "value": required(text(clear=False))}


@tax_id.post(PATH, CREATE)
def create(state: State, params: Object, customer: str) -> Object:
    owner = state.get("customer", customer)
    if "_" not in params["type"] and params["type"] != "unknown":
        raise InvalidRequest(f"Invalid type: {params['type']} is not a type of tax id", param="type")
    country = params["value"][:2].upper() if params["type"] == "eu_vat" else params["type"][:2].upper()
    obj = {
        "id": state.new_id("txi"),
        "object": "tax_id",
        "country": country,
        "created": state.now(),
        "customer": owner["id"],
        "customer_account": None,
        "livemode": False,
        "owner": {"customer": owner["id"], "customer_account": None, "type": "customer"},
        "type": params["type"],
        "value": params["value"],
        "verification": {"status": "pending", "verified_address": None, "verified_name": None},
    }
    return state.create(obj, "customer.tax_id.created")


@tax_id.get(PATH + "/{id}")
def retrieve(state: State, params: Object, customer: str, id: str) -> Object:
    obj = state.get("tax_id", id)
    if obj["customer"] != customer:
        raise no_such("tax_id", id)
    return obj


@tax_id.get("/v1/tax_ids/{id}")
def retrieve_by_id(state: State, params: Object, id: str) -> Object:
    return state.get("tax_id", id)


@tax_id.delete(PATH + "/{id}")
def delete(state: State, params: Object, customer: str, id: str) -> Object:
    state.emit("customer.tax_id.deleted", retrieve(state, {}, customer, id))
    state.store.remove(id)
    return {"id": id, "object": "tax_id", "deleted": True}


@tax_id.get(PATH, PAGE)
def index(state: State, params: Object, customer: str) -> Page:
    url = PATH.format(customer=state.get("customer", customer)["id"])
    return list_objects(state, "tax_id", url, params, customer=customer)
