"""Prices: one-time or recurring, per unit. Tiers are refused.

Source: https://docs.stripe.com/api/prices
"""

from __future__ import annotations

from decimal import Decimal

from ..errors import InvalidRequest, missing
from ..lists import LIST, Page, list_objects
from ..metadata import merged, metadata
from ..params import array, boolean, decimal, enum, idle, integer, record, required, text
from ..registry import Resource
from ..search import SEARCH, search
from ..state import State
from ..store import Object
from .currencies import check_currency

price = Resource("price", expandable=("product",), indexes=("product", "lookup_key"))

RECURRING = {
    "interval": required(enum("day", "week", "month", "year")),
    "interval_count": integer(minimum=1),
    "meter": text(),
    "trial_period_days": integer(),
    "usage_type": enum("licensed", "metered"),
}
FIELDS = {
    "active": boolean(),
    "currency_options": idle(),
    "lookup_key": text(limit=200),
    "metadata": metadata(),
    "nickname": text(),
    "tax_behavior": enum("inclusive", "exclusive", "unspecified"),
    "transfer_lookup_key": boolean(),
}
CREATE = {
    **FIELDS,
    "billing_scheme": enum("per_unit", "tiered"),
    "currency": required(text(clear=False)),
    "custom_unit_amount": idle(),
    "product": text(clear=False),
    "product_data": record(
        {
            "active": boolean(),
            "id": text(),
            "metadata": metadata(),
            "name": required(text(clear=False)),
            "statement_descriptor": text(),
            "tax_code": text(),
            "unit_label": text(),
        }
    ),
    "recurring": record(RECURRING),
    "tiers": idle(),
    "tiers_mode": enum("graduated", "volume"),
    "transform_quantity": idle(),
    "unit_amount": integer(),
    "unit_amount_decimal": decimal(),
}
INDEX = {
    **LIST,
    "active": boolean(),
    "currency": text(),
    "lookup_keys": array(text()),
    "product": text(),
    "recurring": record({"interval": text(), "meter": text(), "usage_type": text()}),
    "type": enum("one_time", "recurring"),
}


@price.post("/v1/prices", CREATE)
def create(state: State, params: Object, id: str | None = None) -> Object:
    currency = check_currency(params["currency"])
    if params.get("billing_scheme") == "tiered" or "tiers" in params:
        raise InvalidRequest("The Stripe emulator has no tiered prices.", param="billing_scheme")
    if "unit_amount" not in params and "unit_amount_decimal" not in params:
        raise missing("unit_amount")
    amount = params.get("unit_amount_decimal") or str(params["unit_amount"])
    if Decimal(amount) < 0:
        raise InvalidRequest(
            "This value must be greater than or equal to 0.",
            code="parameter_invalid_integer",
            param="unit_amount",
        )
    product = _product(state, params)
    recurring = params.get("recurring")
    obj = {
        "id": id or state.new_id("price"),
        "object": "price",
        "active": params.get("active", True),
        "billing_scheme": "per_unit",
        "created": state.now(),
        "currency": currency,
        "custom_unit_amount": None,
        "livemode": False,
        "lookup_key": _take_lookup_key(state, params),
        "metadata": merged({}, params.get("metadata", {})),
        "nickname": params.get("nickname"),
        "product": product["id"],
        "recurring": recurring
        and {
            "interval": recurring["interval"],
            "interval_count": recurring.get("interval_count", 1),
            "meter": recurring.get("meter"),
            "trial_period_days": recurring.get("trial_period_days"),
            "usage_type": recurring.get("usage_type", "licensed"),
        },
        "tax_behavior": params.get("tax_behavior", "unspecified"),
        "tiers_mode": None,
        "transform_quantity": None,
        "type": "recurring" if recurring else "one_time",
        "unit_amount": int(Decimal(amount)) if Decimal(amount) == int(Decimal(amount)) else None,
        "unit_amount_decimal": amount,
    }
    return state.create(obj, "price.created")


@price.get("/v1/prices/search", SEARCH)
def find(state: State, params: Object) -> Page:
    return search(state, "price", "/v1/prices/search", params)


@price.get("/v1/prices/{id}")
def retrieve(state: State, params: Object, id: str) -> Object:
    return state.get("price", id)


@price.post("/v1/prices/{id}", FIELDS)
def update(state: State, params: Object, id: str) -> Object:
    obj = state.get("price", id)
    if "metadata" in params:
        params["metadata"] = merged(obj["metadata"], params["metadata"])
    if "lookup_key" in params:
        params["lookup_key"] = _take_lookup_key(state, params, id)
    params = {k: v for k, v in params.items() if k not in ("transfer_lookup_key", "currency_options")}
    if params.get("active") is False and state.get("product", obj["product"])["default_price"] == id:
        raise InvalidRequest(
            "This price cannot be archived because it is the default price of its product.", param="active"
        )
    return state.change(obj, params, "price.updated")


@price.get("/v1/prices", INDEX)
def index(state: State, params: Object) -> Page:
    keys = params.pop("lookup_keys", None)
    recurring = params.pop("recurring", {})
    params.update({f"recurring.{key}": value for key, value in recurring.items()})
    return list_objects(
        state, "price", "/v1/prices", params, keep=lambda obj: keys is None or obj["lookup_key"] in keys
    )


def _product(state: State, params: Object) -> Object:
    if data := params.get("product_data"):
        from .products import create as create_product

        return create_product(state, dict(data))
    if "product" not in params:
        raise InvalidRequest(
            "You must specify either `product` or `product_data` when creating a price.",
            code="parameter_missing",
            param="product",
        )
    return state.get("product", params["product"], param="product")


def _take_lookup_key(state: State, params: Object, id: str | None = None) -> str | None:
    key: str | None = params.get("lookup_key")
    for holder in state.store.all("price", lookup_key=key) if key else []:
        if holder["id"] != id:
            if not params.get("transfer_lookup_key"):
                raise InvalidRequest(
                    f"A price (`{holder['id']}`) already uses that lookup key.",
                    code="resource_already_exists",
                    param="lookup_key",
                )
            state.change(holder, {"lookup_key": None}, "price.updated")
    return key
