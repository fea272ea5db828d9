"""Plans: what recurring prices were called before, under their old address.

Source: https://docs.stripe.com/api/plans
"""

from __future__ import annotations

from ..errors import InvalidRequest, missing, no_such
from ..lists import LIST, Page, list_objects
from ..metadata import merged, metadata
from ..params import boolean, decimal, enum, idle, integer, required, text
from ..registry import Resource
from ..shapes.subscriptions import plan_of
from ..state import State
from ..store import Object
from . import prices, products

plan = Resource("plan", expandable=("product",))
CREATE = {
    "active": boolean(),
    "amount": integer(minimum=0),
    "amount_decimal": decimal(),
    "billing_scheme": enum("per_unit", "tiered"),
    "currency": required(text(clear=False)),
    "id": text(clear=False),
    "interval": required(enum("day", "week", "month", "year")),
    "interval_count": integer(minimum=1),
    "metadata": metadata(),
    "meter": text(),
    "nickname": text(),
    "product": idle(),
    "tiers": idle(),
    "tiers_mode": enum("graduated", "volume"),
    "transform_usage": idle(),
    "trial_period_days": integer(minimum=0),
    "usage_type": enum("licensed", "metered"),
}
UPDATE = {"active": boolean(), "metadata": metadata(), "nickname": text(), "product": text(),
          "trial_period_days": integer(minimum=0)}  # fmt: skip
INDEX = {**LIST, "active": boolean(), "product": text()}


@plan.post("/v1/plans", CREATE)
def create(state: State, params: Object) -> Object:
    if params.get("billing_scheme") == "tiered" or "tiers" in params:
        raise InvalidRequest("The Stripe emulator has no tiered prices.", param="billing_scheme")
    if "product" not in params:
        raise missing("product")
    if state.store.get(params.get("id")):
        raise InvalidRequest("Plan already exists.", code="resource_already_exists", param="id")
    product = params["product"]
    if isinstance(product, dict):
        product = products.create(state, {k: v for k, v in product.items() if k in products.CREATE})["id"]
    timing = ("interval", "interval_count", "trial_period_days", "usage_type")
    given: Object = {
        "currency": params["currency"],
        "product": product,
        "recurring": {key: params[key] for key in timing if key in params},
        **{key: params[key] for key in ("active", "metadata", "nickname") if key in params},
    }
    if "amount_decimal" in params:
        given["unit_amount_decimal"] = params["amount_decimal"]
    else:
        given["unit_amount"] = params.get("amount", 0)
    price = prices.create(state, given, id=params.get("id"))
    obj = plan_of(price)
    state.emit("plan.created", obj)
    return obj


@plan.get("/v1/plans/{id}")
def retrieve(state: State, params: Object, id: str) -> Object:
    return plan_of(_price(state, id))


@plan.post("/v1/plans/{id}", UPDATE)
def update(state: State, params: Object, id: str) -> Object:
    price = _price(state, id)
    before = plan_of(price)
    changes: Object = {key: params[key] for key in ("active", "nickname", "product") if key in params}
    if "metadata" in params:
        changes["metadata"] = merged(price["metadata"], params["metadata"])
    obj = plan_of(state.change(price, changes, "price.updated"))
    if obj != before:
        state.emit("plan.updated", obj, previous=before)
    return obj


@plan.delete("/v1/plans/{id}")
def delete(state: State, params: Object, id: str) -> Object:
    """Subscriptions that have it keep it."""
    price = _price(state, id)
    state.emit("plan.deleted", plan_of(price))
    state.emit("price.deleted", price)
    if any(item["price"] == id for sub in state.store.all("subscription") for item in sub["items"]):
        state.change(price, {"active": False})
    else:
        state.store.remove(id)
    return {"id": id, "object": "plan", "deleted": True}


@plan.get("/v1/plans", INDEX)
def index(state: State, params: Object) -> Page:
    page = list_objects(state, "price", "/v1/plans", params, keep=lambda obj: bool(obj["recurring"]))
    return Page(page.url, [plan_of(price) for price in page.data], page.has_more)


def _price(state: State, id: str) -> Object:
    found = state.store.get(id, "price")
    if found is None or not found["recurring"]:
        raise no_such("plan", id)
    return found
