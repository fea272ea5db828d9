"""Customers.

Source: https://docs.stripe.com/api/customers
"""

from __future__ import annotations

from typing import Any

from ..billing import balance, clocks, discounts, lifecycle
from ..ids import random_text
from ..lists import LIST, PAGE, Page, embedded, list_objects
from ..metadata import merged, metadata
from ..params import array, clearable, custom_fields, email, enum, idle, integer, record, required, text
from ..registry import Resource, address, address_of
from ..search import SEARCH, search
from ..shapes.cards import card_shape
from ..state import State
from ..store import Object

customer = Resource(
    "customer",
    expandable=("default_source", "invoice_settings.default_payment_method", "test_clock"),
    indexes=("email", "test_clock"),
    included={
        "subscriptions": lambda state, obj: embedded(
            f"/v1/customers/{obj['id']}/subscriptions",
            [
                state.render(sub)
                for sub in state.store.all("subscription", customer=obj["id"])
                if sub["status"] not in ("canceled", "incomplete_expired")
            ],
            limit=10,
            total_count=len(state.store.all("subscription", customer=obj["id"])),
        ),
        "sources": lambda state, obj: embedded(
            f"/v1/customers/{obj['id']}/sources",
            [
                card_shape(method)
                for method in state.store.all("payment_method", customer=obj["id"])
                if method["id"].startswith("card_")
            ],
        ),
        "tax_ids": lambda state, obj: embedded(
            f"/v1/customers/{obj['id']}/tax_ids", state.store.all("tax_id", customer=obj["id"])
        ),
    },
)

TAX_ID = {"type": required(text(clear=False)), "value": required(text(clear=False))}
FIELDS = {
    "address": address(),
    "balance": integer(),
    "business_name": text(),
    "cash_balance": idle(),
    "description": text(),
    "email": email(),
    "individual_name": text(),
    "invoice_prefix": text(limit=12),
    "invoice_settings": record(
        {
            "custom_fields": custom_fields(),
            "default_payment_method": text(),
            "footer": text(),
            "rendering_options": idle(),
        }
    ),
    "metadata": metadata(),
    "name": text(),
    "next_invoice_sequence": integer(minimum=1),
    "phone": text(limit=20),
    "preferred_locales": array(text()),
    "shipping": clearable(record({"address": address(), "name": text(), "phone": text()})),
    "source": text(),
    "tax": idle(),
    "tax_exempt": clearable(enum("none", "exempt", "reverse")),
}
CREATE = {**FIELDS, "payment_method": text(), "tax_id_data": array(record(TAX_ID)), "test_clock": text()}
UPDATE = {**FIELDS, "default_source": text()}


OLDER = {"coupon": text(), "promotion_code": text()}


@customer.post("/v1/customers", CREATE, older=OLDER)
def create(state: State, params: Object) -> Object:
    obj: Object = {
        "id": state.new_id("cus", 14),
        "object": "customer",
        "address": None,
        "balance": 0,
        "created": state.now(),
        "currency": None,
        "customer_account": None,
        "default_source": None,
        "delinquent": False,
        "description": None,
        "discount": None,
        "email": None,
        "invoice_prefix": random_text(8).upper(),
        "invoice_settings": {
            "custom_fields": None,
            "default_payment_method": None,
            "footer": None,
            "rendering_options": None,
        },
        "livemode": False,
        "metadata": {},
        "name": None,
        "next_invoice_sequence": 1,
        "phone": None,
        "preferred_locales": [],
        "shipping": None,
        "tax_exempt": "none",
        "test_clock": None,
    }
    source = params.pop("source", None)
    redeemed = {key: params.pop(key) for key in OLDER if key in params}
    method = params.pop("payment_method", None)
    wanted = params.get("invoice_settings", {}).pop("default_payment_method", None)
    if params.get("test_clock"):
        state.get("test_helpers.test_clock", params["test_clock"], param="test_clock")
        clocks.refuse_full(state, params["test_clock"])
    tax_ids = params.pop("tax_id_data", None) or []
    obj = state.create({**obj, **_changes(state, obj, params)}, "customer.created")
    for given in tax_ids:
        from .tax_ids import create as create_tax_id

        create_tax_id(state, given, obj["id"])
    if method:
        from .payment_methods import attach_to

        attached = attach_to(state, method, obj)
        if wanted == method:
            wanted = attached["id"]
    if wanted:
        changes = _changes(state, obj, {"invoice_settings": {"default_payment_method": wanted}})
        obj = state.change(obj, changes, "customer.updated")
    if source:
        from .sources import add

        add(state, obj, source, {})
    return _redeem(state, state.get("customer", obj["id"]), redeemed)


@customer.get("/v1/customers/search", SEARCH)
def find(state: State, params: Object) -> Page:
    return search(state, "customer", "/v1/customers/search", params)


@customer.get("/v1/customers/{id}")
def retrieve(state: State, params: Object, id: str) -> Object:
    found = state.store.get(id, "customer")
    return found if found else state.get("customer", id)


@customer.post("/v1/customers/{id}", UPDATE, older=OLDER)
def update(state: State, params: Object, id: str) -> Object:
    obj = state.get("customer", id)
    obj = _redeem(state, obj, params)
    if source := params.pop("source", None):
        from .sources import add

        added = add(state, obj, source, {})
        obj = state.change(state.get("customer", id), {"default_source": added["id"]}, "customer.updated")
    if params.get("balance", obj["balance"]) != obj["balance"]:
        moved = params.pop("balance") - obj["balance"]
        balance.move(state, obj, moved, "adjustment", obj["currency"] or "gbp")
        obj = state.get("customer", id)
    return state.change(obj, _changes(state, obj, params), "customer.updated")


@customer.delete("/v1/customers/{id}")
def delete(state: State, params: Object, id: str) -> Object:
    """Cancels the customer's subscriptions at once and lets go of their cards."""
    obj = state.get("customer", id)
    for subscription in state.store.all("subscription", customer=id):
        if subscription["status"] not in ("canceled", "incomplete_expired"):
            lifecycle.end(state, subscription)
    for method in state.store.all("payment_method", customer=id):
        state.change(method, {"customer": None, "_spent": True})
        state.emit("payment_method.detached", state.store.objects[method["id"]])
    for tax_id in state.store.all("tax_id", customer=id):
        state.store.remove(tax_id["id"])
    gone = {"id": id, "object": "customer", "deleted": True}
    state.emit("customer.deleted", obj)
    state.store.put(gone)
    return gone


@customer.get("/v1/customers", {**LIST, "email": text(), "test_clock": text()})
def index(state: State, params: Object) -> Page:
    """Those who live on a test clock only for whoever asks for that clock."""
    keep = clocks.of_real_time(params.get("test_clock"))
    return list_objects(state, "customer", "/v1/customers", params, keep=keep)


@customer.get("/v1/customers/{id}/subscriptions", PAGE)
def subscriptions(state: State, params: Object, id: str) -> Page:
    over = ("canceled", "incomplete_expired")
    url = f"/v1/customers/{state.get('customer', id)['id']}/subscriptions"
    return list_objects(
        state, "subscription", url, params, customer=id, keep=lambda sub: sub["status"] not in over
    )


def _redeem(state: State, obj: Object, params: Object) -> Object:
    """A coupon or code for all that the customer pays, as earlier versions of the API take it."""
    given = {key: params.pop(key) for key in OLDER if key in params}
    if not given:
        return obj
    chosen = {key: value for key, value in given.items() if value}
    return discounts.replace_on_customer(state, obj, chosen or None)


def _changes(state: State, obj: Object, params: Object) -> Object:
    given: dict[str, Any] = {
        k: v for k, v in params.items() if k not in ("cash_balance", "source", "tax", "tax_id_data")
    }
    if "metadata" in given:
        given["metadata"] = merged(obj["metadata"], given["metadata"])
    if "address" in given:
        given["address"] = address_of(given["address"])
    if given.get("shipping"):
        shipping = given["shipping"]
        old = obj["shipping"] or {"address": None, "name": None, "phone": None}
        given["shipping"] = {
            **old,
            **shipping,
            "address": address_of(shipping.get("address", old["address"])),
        }
    if "invoice_settings" in given:
        settings = given["invoice_settings"] or {}
        method = settings.get("default_payment_method")
        if (
            method
            and state.get("payment_method", method, param="invoice_settings[default_payment_method]")[
                "customer"
            ]
            != obj["id"]
        ):
            from .payment_methods import not_attached

            raise not_attached(method, "invoice_settings[default_payment_method]")
        given["invoice_settings"] = {**obj["invoice_settings"], **settings}
    if "tax_exempt" in given:
        given["tax_exempt"] = given["tax_exempt"] or "none"
    return given
