"""Coupons: a percentage or an amount off, once, for some months or for ever.

Source: https://docs.stripe.com/api/coupons
"""

from __future__ import annotations

from decimal import Decimal

from ..billing import discounts
from ..errors import InvalidRequest, missing
from ..ids import random_text
from ..lists import LIST, Page, list_objects
from ..metadata import merged, metadata
from ..params import array, decimal, enum, idle, integer, record, text, timestamp
from ..registry import Resource
from ..state import State
from ..store import Object
from .currencies import check_currency


def show(state: State, obj: Object) -> Object:
    return {**obj, "valid": discounts.is_valid(state, obj)}


def applies_to_of(state: State, obj: Object) -> Object:
    return {"products": obj["_products"]}


coupon = Resource("coupon", render=show, included={"applies_to": applies_to_of})
CREATE = {
    "amount_off": integer(minimum=1),
    "applies_to": record({"products": array(text())}),
    "currency": text(clear=False),
    "currency_options": idle(),
    "duration": enum("forever", "once", "repeating"),
    "duration_in_months": integer(minimum=1),
    "id": text(clear=False),
    "max_redemptions": integer(minimum=1),
    "metadata": metadata(),
    "name": text(limit=40),
    "percent_off": decimal(),
    "redeem_by": timestamp(),
}
UPDATE = {"currency_options": idle(), "metadata": metadata(), "name": text(limit=40)}


@coupon.post("/v1/coupons", CREATE)
def create(state: State, params: Object) -> Object:
    id = params.get("id") or random_text(8)
    if state.store.get(id):
        raise InvalidRequest("Coupon already exists.", code="resource_already_exists", param="id")
    if ("amount_off" in params) == ("percent_off" in params):
        raise InvalidRequest("You must pass either `percent_off` or `amount_off`.", param="percent_off")
    if "amount_off" in params and "currency" not in params:
        raise missing("currency")
    percent = Decimal(params["percent_off"]) if "percent_off" in params else None
    if percent is not None and not 0 < percent <= 100:
        raise InvalidRequest(
            "Invalid percent_off: must be greater than 0 and at most 100", param="percent_off"
        )
    duration = params.get("duration", "once")
    if (duration == "repeating") != ("duration_in_months" in params):
        raise InvalidRequest(
            "`duration_in_months` is required when `duration` is `repeating`, and only then.",
            param="duration_in_months",
        )
    obj = {
        "id": id,
        "object": "coupon",
        "amount_off": params.get("amount_off"),
        "created": state.now(),
        "currency": check_currency(params["currency"]) if "currency" in params and percent is None else None,
        "duration": duration,
        "duration_in_months": params.get("duration_in_months"),
        "livemode": False,
        "max_redemptions": params.get("max_redemptions"),
        "metadata": merged({}, params.get("metadata", {})),
        "name": params.get("name"),
        "percent_off": None if percent is None else float(percent),
        "redeem_by": params.get("redeem_by"),
        "times_redeemed": 0,
        "valid": True,
        "_products": params.get("applies_to", {}).get("products") or [],
    }
    return state.create(obj, "coupon.created")


@coupon.get("/v1/coupons/{id}")
def retrieve(state: State, params: Object, id: str) -> Object:
    return state.get("coupon", id)


@coupon.post("/v1/coupons/{id}", UPDATE)
def update(state: State, params: Object, id: str) -> Object:
    obj = state.get("coupon", id)
    changes = {key: params[key] for key in ("name",) if key in params}
    if "metadata" in params:
        changes["metadata"] = merged(obj["metadata"], params["metadata"])
    return state.change(obj, changes, "coupon.updated")


@coupon.delete("/v1/coupons/{id}")
def delete(state: State, params: Object, id: str) -> Object:
    """Nobody can redeem it any more; who has its discount keeps it."""
    obj = state.get("coupon", id)
    state.emit("coupon.deleted", obj)
    state.change(obj, {"deleted": True})
    return {"id": id, "object": "coupon", "deleted": True}


@coupon.get("/v1/coupons", LIST)
def index(state: State, params: Object) -> Page:
    return list_objects(state, "coupon", "/v1/coupons", params)
