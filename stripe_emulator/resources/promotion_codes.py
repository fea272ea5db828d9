"""Promotion codes: a word that a customer types to redeem a coupon.

Source: https://docs.stripe.com/api/promotion_codes
"""

from __future__ import annotations

from ..billing import discounts
from ..errors import InvalidRequest, missing
from ..ids import random_text
from ..lists import LIST, Page, list_objects
from ..metadata import merged, metadata
from ..params import boolean, enum, idle, integer, record, required, text, timestamp
from ..registry import Resource
from ..state import State
from ..store import Object


def show(state: State, obj: Object) -> Object:
    return {**obj, "active": discounts.is_active(state, obj)}


promotion_code = Resource(
    "promotion_code", expandable=("customer", "promotion.coupon"), indexes=("code",), render=show
)
RESTRICTIONS = {
    "currency_options": idle(),
    "first_time_transaction": boolean(),
    "minimum_amount": integer(minimum=1),
    "minimum_amount_currency": text(clear=False),
}
PROMOTION = record({"coupon": text(clear=False), "type": required(enum("coupon"))})
CREATE = {
    "active": boolean(),
    "code": text(clear=False),
    "customer": text(clear=False),
    "expires_at": timestamp(),
    "max_redemptions": integer(minimum=1),
    "metadata": metadata(),
    "promotion": required(PROMOTION),
    "restrictions": record(RESTRICTIONS),
}
UPDATE = {
    "active": boolean(),
    "metadata": metadata(),
    "restrictions": record({"currency_options": idle()}),
}
INDEX = {**LIST, "active": boolean(), "code": text(), "coupon": text(), "customer": text()}
OLDER = {"coupon": text(clear=False), "promotion": PROMOTION}


@promotion_code.post("/v1/promotion_codes", CREATE, older=OLDER)
def create(state: State, params: Object) -> Object:
    promotion = params.get("promotion") or {"coupon": params.get("coupon")}
    if not promotion.get("coupon"):
        raise missing("promotion[coupon]" if "promotion" in params else "promotion")
    coupon = state.get("coupon", promotion["coupon"], param="coupon")
    code = params.get("code") or random_text(8).upper()
    for other in state.store.all("promotion_code"):
        if other["code"].lower() == code.lower() and discounts.is_active(state, other):
            raise InvalidRequest(
                f"An active promotion code with `code: {code}` already exists.", param="code"
            )
    if "customer" in params:
        state.get("customer", params["customer"], param="customer")
    none = {"first_time_transaction": False, "minimum_amount": None, "minimum_amount_currency": None}
    given = {key: value for key, value in params.get("restrictions", {}).items() if key in none}
    obj = {
        "id": state.new_id("promo"),
        "object": "promotion_code",
        "active": params.get("active", True),
        "code": code,
        "created": state.now(),
        "customer": params.get("customer"),
        "customer_account": None,
        "expires_at": params.get("expires_at"),
        "livemode": False,
        "max_redemptions": params.get("max_redemptions"),
        "metadata": merged({}, params.get("metadata", {})),
        "promotion": {"coupon": coupon["id"], "type": "coupon"},
        "restrictions": {**none, **given},
        "times_redeemed": 0,
    }
    return state.create(obj, "promotion_code.created")


@promotion_code.get("/v1/promotion_codes/{id}")
def retrieve(state: State, params: Object, id: str) -> Object:
    return state.get("promotion_code", id)


@promotion_code.post("/v1/promotion_codes/{id}", UPDATE)
def update(state: State, params: Object, id: str) -> Object:
    obj = state.get("promotion_code", id)
    changes = {key: params[key] for key in ("active",) if key in params}
    if "metadata" in params:
        changes["metadata"] = merged(obj["metadata"], params["metadata"])
    return state.change(obj, changes, "promotion_code.updated")


@promotion_code.get("/v1/promotion_codes", INDEX)
def index(state: State, params: Object) -> Page:
    coupon, active, code = (params.pop(key, None) for key in ("coupon", "active", "code"))

    def keep(obj: Object) -> bool:
        if coupon is not None and obj["promotion"]["coupon"] != coupon:
            return False
        if code is not None and obj["code"].lower() != code.lower():
            return False
        return active is None or discounts.is_active(state, obj) == active

    return list_objects(state, "promotion_code", "/v1/promotion_codes", params, keep=keep)
