"""Products.

Source: https://docs.stripe.com/api/products
"""

from __future__ import annotations

from ..errors import InvalidRequest
from ..lists import LIST, Page, list_objects
from ..metadata import merged, metadata
from ..params import array, boolean, decimal, enum, idle, integer, record, required, text, url
from ..registry import Resource
from ..search import SEARCH, search
from ..state import State
from ..store import Object

product = Resource("product", expandable=("default_price", "tax_code"))

FIELDS = {
    "active": boolean(),
    "description": text(),
    "images": array(text()),
    "marketing_features": array(record({"name": required(text())})),
    "metadata": metadata(),
    "package_dimensions": idle(),
    "shippable": boolean(),
    "statement_descriptor": text(limit=22),
    "tax_code": text(),
    "unit_label": text(),
    "url": url(),
}
PRICE_DATA = {
    "currency": required(text(clear=False)),
    "custom_unit_amount": idle(),
    "metadata": metadata(),
    "recurring": record(
        {"interval": required(enum("day", "week", "month", "year")), "interval_count": integer(minimum=1)}
    ),
    "tax_behavior": enum("inclusive", "exclusive", "unspecified"),
    "unit_amount": integer(),
    "unit_amount_decimal": decimal(),
}
CREATE = {
    **FIELDS,
    "default_price_data": record(PRICE_DATA),
    "id": text(clear=False),
    "name": required(text(clear=False)),
    "type": enum("good", "service"),
}
UPDATE = {**FIELDS, "default_price": text(), "name": text(clear=False)}
INDEX = {
    **LIST,
    "active": boolean(),
    "ids": array(text()),
    "shippable": boolean(),
    "url": text(),
    "type": text(),
}


@product.post("/v1/products", CREATE)
def create(state: State, params: Object) -> Object:
    id = params.pop("id", None) or state.new_id("prod", 14)
    if state.store.get(id):
        raise InvalidRequest("Product already exists.", code="resource_already_exists", param="id")
    price = params.pop("default_price_data", None)
    obj = {
        "id": id,
        "object": "product",
        "active": True,
        "created": state.now(),
        "default_price": None,
        "description": None,
        "images": [],
        "livemode": False,
        "marketing_features": [],
        "metadata": {},
        "package_dimensions": None,
        "shippable": None,
        "statement_descriptor": None,
        "tax_code": None,
        "type": "service",
        "unit_label": None,
        "updated": state.now(),
        "url": None,
        **params,
    }
    obj["metadata"] = merged({}, params.get("metadata", {}))
    obj = state.create(obj, "product.created")
    if price:
        from .prices import create as create_price

        made = create_price(state, {**price, "product": id})
        obj = state.change(obj, {"default_price": made["id"]}, "product.updated")
    return obj


@product.get("/v1/products/search", SEARCH)
def find(state: State, params: Object) -> Page:
    return search(state, "product", "/v1/products/search", params)


@product.get("/v1/products/{id}")
def retrieve(state: State, params: Object, id: str) -> Object:
    return state.get("product", id)


@product.post("/v1/products/{id}", UPDATE)
def update(state: State, params: Object, id: str) -> Object:
    obj = state.get("product", id)
    if "metadata" in params:
        params["metadata"] = merged(obj["metadata"], params["metadata"])
    if (
        params.get("default_price")
        and state.get("price", params["default_price"], param="default_price")["product"] != id
    ):
        raise InvalidRequest(
            f"The price {params['default_price']} does not belong to the product {id}.", param="default_price"
        )
    changed = any(obj[key] != value for key, value in params.items())
    return state.change(obj, {**params, "updated": state.now()} if changed else {}, "product.updated")


@product.delete("/v1/products/{id}")
def delete(state: State, params: Object, id: str) -> Object:
    obj = state.get("product", id)
    if state.store.all("price", product=id):
        raise InvalidRequest("This product cannot be deleted because it has one or more user-created prices.")
    state.emit("product.deleted", obj)
    state.store.remove(id)
    return {"id": id, "object": "product", "deleted": True}


@product.get("/v1/products", INDEX)
def index(state: State, params: Object) -> Page:
    ids = params.pop("ids", None)
    return list_objects(
        state, "product", "/v1/products", params, keep=lambda obj: ids is None or obj["id"] in ids
    )
