"""Payment links: an address that opens a fresh checkout page for whoever comes.

Source: https://docs.stripe.com/api/payment_links
"""

from __future__ import annotations

from ..billing.money import amount_of
from ..errors import missing
from ..ids import random_text
from ..lists import PAGE, Page, embedded, list_objects, page_of
from ..metadata import merged, metadata
from ..params import array, automatic_tax, boolean, clearable, enum, idle, integer, record, required, text
from ..registry import Resource
from ..shapes.checkout import line_item_shape
from ..state import State
from ..store import Object
from . import checkout_sessions


def show(state: State, obj: Object) -> Object:
    return {**obj, "url": state.absolute(obj["url"])}


def line_items_of(state: State, obj: Object) -> Object:
    url = f"/v1/payment_links/{obj['id']}/line_items"
    return embedded(url, [{**row, "price": state.store.get(row["price"])} for row in obj["_line_items"]])


payment_link = Resource(
    "payment_link",
    expandable=("application", "on_behalf_of"),
    included={"line_items": line_items_of},
    indexes=("_secret",),
    render=show,
)
PATH = "/v1/payment_links"
AFTER = record(
    {
        "hosted_confirmation": idle(),
        "redirect": record({"url": required(text(clear=False))}),
        "type": required(enum("hosted_confirmation", "redirect")),
    }
)
TAKEN = ("custom_fields", "custom_text", "invoice_creation", "name_collection",
         "optional_items", "payment_intent_data", "payment_method_options", "payment_method_types",
         "phone_number_collection", "restrictions", "shipping_address_collection",
         "tax_id_collection")  # fmt: skip
FIELDS = {
    **{name: idle() for name in TAKEN},
    "automatic_tax": automatic_tax(),
    "after_completion": AFTER,
    "allow_promotion_codes": boolean(),
    "billing_address_collection": enum("auto", "required"),
    "customer_creation": enum("always", "if_required"),
    "inactive_message": clearable(text(limit=500)),
    "metadata": metadata(),
    "payment_method_collection": enum("always", "if_required"),
    "submit_type": enum("auto", "book", "donate", "pay", "subscribe"),
    "subscription_data": idle(),
}
ITEM = record(
    {
        "adjustable_quantity": idle(),
        "price": text(clear=False),
        "price_data": idle(),
        "quantity": required(integer(minimum=1)),
    }
)
CREATE = {**FIELDS, "line_items": required(array(ITEM))}
UPDATE = {**FIELDS, "active": boolean(), "line_items": idle()}
KEPT = ("active", "allow_promotion_codes", "billing_address_collection", "customer_creation",
        "inactive_message", "payment_method_collection", "submit_type")  # fmt: skip


@payment_link.post(PATH, CREATE)
def create(state: State, params: Object) -> Object:
    rows = []
    for number, entry in enumerate(params["line_items"] or []):
        price = checkout_sessions.price_of(state, entry, number)
        amount = amount_of(price, entry["quantity"])
        rows.append(line_item_shape(state, price, entry["quantity"], amount))
    if not rows:
        raise missing("line_items")
    recurring = any(state.get("price", row["price"])["recurring"] for row in rows)
    secret = random_text(18)
    obj = {
        "id": state.new_id("plink"),
        "object": "payment_link",
        "active": True,
        "after_completion": {"hosted_confirmation": {"custom_message": None}, "type": "hosted_confirmation"},
        "allow_promotion_codes": False,
        "application": None,
        "application_fee_amount": None,
        "application_fee_percent": None,
        "automatic_tax": {"enabled": False, "liability": None},
        "billing_address_collection": "auto",
        "consent_collection": None,
        "currency": rows[0]["currency"],
        "custom_fields": [],
        "custom_text": {
            "after_submit": None,
            "shipping_address": None,
            "submit": None,
            "terms_of_service_acceptance": None,
        },
        "customer_creation": "always" if recurring else "if_required",
        "inactive_message": None,
        "invoice_creation": None,
        "livemode": False,
        "managed_payments": {"enabled": False},
        "metadata": {},
        "on_behalf_of": None,
        "payment_intent_data": None,
        "payment_method_collection": "always",
        "payment_method_options": None,
        "payment_method_types": None,
        "phone_number_collection": {"enabled": False},
        "restrictions": None,
        "shipping_address_collection": None,
        "shipping_options": [],
        "submit_type": "auto",
        "subscription_data": None,
        "tax_id_collection": {"enabled": False, "required": "never"},
        "transfer_data": None,
        "url": f"/links/{secret}",
        "_line_items": rows,
        "_secret": secret,
        "_subscription_data": params.get("subscription_data") or {},
    }
    return state.create({**obj, **_changes(obj, params)}, "payment_link.created")


@payment_link.get(PATH + "/{id}")
def retrieve(state: State, params: Object, id: str) -> Object:
    return state.get("payment_link", id)


@payment_link.post(PATH + "/{id}", UPDATE)
def update(state: State, params: Object, id: str) -> Object:
    obj = state.get("payment_link", id)
    return state.change(obj, _changes(obj, params), "payment_link.updated")


@payment_link.get(PATH + "/{id}/line_items", PAGE)
def line_items(state: State, params: Object, id: str) -> Page:
    listed = line_items_of(state, state.get("payment_link", id))
    return page_of(listed["data"], listed["url"], params)


@payment_link.get(PATH, {**PAGE, "active": boolean()})
def index(state: State, params: Object) -> Page:
    return list_objects(state, "payment_link", PATH, params)


def open_session(state: State, obj: Object) -> Object:
    """The checkout session of one visit."""
    rows = [{"price": row["price"], "quantity": row["quantity"]} for row in obj["_line_items"]]
    recurring = any(state.get("price", row["price"])["recurring"] for row in rows)
    redirect = obj["after_completion"].get("redirect") or {}
    given: Object = {
        "line_items": rows,
        "metadata": obj["metadata"],
        "mode": "subscription" if recurring else "payment",
        "success_url": redirect.get("url") or f"{state.public_url}/links/{obj['_secret']}/done",
    }
    if recurring:
        given["subscription_data"] = obj["_subscription_data"]
    else:
        given["customer_creation"] = obj["customer_creation"]
    session = checkout_sessions.create(state, given)
    return state.change(session, {"payment_link": obj["id"]})


def _changes(obj: Object, params: Object) -> Object:
    changes: Object = {key: params[key] for key in KEPT if key in params}
    if "metadata" in params:
        changes["metadata"] = merged(obj["metadata"], params["metadata"])
    if "after_completion" in params:
        none = {"hosted_confirmation": {"custom_message": None}}
        chosen = params["after_completion"]
        changes["after_completion"] = chosen if chosen["type"] == "redirect" else {**none, **chosen}
    return changes
