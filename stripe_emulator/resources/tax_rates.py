"""Tax rates: a percentage, in the price or on top of it.

Source: https://docs.stripe.com/api/tax_rates
"""

from __future__ import annotations

from ..lists import LIST, Page, list_objects
from ..metadata import merged, metadata
from ..params import boolean, decimal, enum, required, text
from ..registry import Resource
from ..state import State
from ..store import Object

tax_rate = Resource("tax_rate")
FIELDS = {
    "active": boolean(),
    "country": text(limit=2),
    "description": text(),
    "display_name": text(limit=50, clear=False),
    "jurisdiction": text(limit=50),
    "metadata": metadata(),
    "state": text(limit=2),
    "tax_type": enum("amusement_tax", "communications_tax", "gst", "hst", "igst", "jct", "lease_tax", "pst",
                     "qst", "retail_delivery_fee", "rst", "sales_tax", "service_tax", "vat"),
}  # fmt: skip
CREATE = {
    **FIELDS,
    "display_name": required(FIELDS["display_name"]),
    "inclusive": required(boolean()),
    "percentage": required(decimal()),
}


@tax_rate.post("/v1/tax_rates", CREATE)
def create(state: State, params: Object) -> Object:
    kept = ("country", "description", "jurisdiction", "state", "tax_type")
    obj = {
        "id": state.new_id("txr"),
        "object": "tax_rate",
        "active": params.get("active", True),
        "created": state.now(),
        "display_name": params["display_name"],
        "effective_percentage": None,
        "flat_amount": None,
        "inclusive": params["inclusive"],
        "jurisdiction_level": None,
        "livemode": False,
        "metadata": merged({}, params.get("metadata", {})),
        "percentage": float(params["percentage"]),
        "rate_type": "percentage",
        **{key: params.get(key) for key in kept},
    }
    return state.create(obj, "tax_rate.created")


@tax_rate.get("/v1/tax_rates/{id}")
def retrieve(state: State, params: Object, id: str) -> Object:
    return state.get("tax_rate", id)


@tax_rate.post("/v1/tax_rates/{id}", FIELDS)
def update(state: State, params: Object, id: str) -> Object:
    obj = state.get("tax_rate", id)
    if "metadata" in params:
        params["metadata"] = merged(obj["metadata"], params["metadata"])
    return state.change(obj, params, "tax_rate.updated")


@tax_rate.get("/v1/tax_rates", {**LIST, "active": boolean(), "inclusive": boolean()})
def index(state: State, params: Object) -> Page:
    return list_objects(state, "tax_rate", "/v1/tax_rates", params)
