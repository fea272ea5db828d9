"""Checkout sessions: a page that takes a card, once or for a subscription.

Source: https://docs.stripe.com/api/checkout/sessions
"""

from __future__ import annotations

from typing import Any

from ..billing import discounts
from ..billing.money import amount_of
from ..errors import InvalidRequest, missing
from ..ids import random_text
from ..lists import PAGE, Page, embedded, list_objects, page_of
from ..metadata import merged, metadata
from ..params import idle
from ..registry import Resource
from ..shapes.checkout import line_item_shape, session_shape
from ..shapes.invoices import pricing_of
from ..state import State
from ..store import Object
from .checkout_params import CREATE, INDEX


def line_items_of(state: State, obj: Object) -> Object:
    rows = state.get("checkout.session", obj["id"])[
        "_line_items"
    ]  # an entry of a list shows no private fields
    url = f"/v1/checkout/sessions/{obj['id']}/line_items"
    return embedded(url, [_shown_item(state, row) for row in rows], limit=10)


def show(state: State, obj: Object) -> Object:
    return {**obj, "url": state.absolute(obj["url"])}


session = Resource(
    "checkout.session",
    render=show,
    expandable=("customer", "invoice", "payment_intent", "payment_link", "setup_intent", "subscription"),
    indexes=("customer", "payment_intent", "subscription"),
    included={"line_items": line_items_of},
)
item = Resource("item", expandable=())

DAY = 86400


@session.post("/v1/checkout/sessions", CREATE)
def create(state: State, params: Object) -> Object:
    mode = params["mode"]
    if params.get("ui_mode", "hosted_page") not in ("hosted_page", "hosted"):
        raise InvalidRequest("The Stripe emulator has only hosted checkout pages.", param="ui_mode")
    if "success_url" not in params:
        raise missing("success_url")
    customer = state.get("customer", params["customer"], param="customer") if "customer" in params else None
    if customer and params.get("customer_email"):
        raise InvalidRequest(
            "You may only specify one of these parameters: customer, customer_email.", param="customer_email"
        )
    rows = _line_items(state, params)
    currency = rows[0]["currency"] if rows else params.get("currency")
    total = sum(row["amount_total"] for row in rows) if mode != "setup" else None
    data: dict[str, Any] = params.get("subscription_data", {})
    if mode == "subscription" and (data.get("trial_period_days") or data.get("trial_end")):
        total = 0
    id = f"cs_test_{random_text(58)}"
    fields = {
        key: params.get(key)
        for key in ("allow_promotion_codes", "billing_address_collection", "cancel_url",
                    "client_reference_id", "customer_email", "locale", "submit_type", "success_url")
    }  # fmt: skip
    if params.get("discounts") and params.get("allow_promotion_codes"):
        raise InvalidRequest(
            "You may only specify one of these parameters: allow_promotion_codes, discounts.",
            param="discounts",
        )
    obj = state.create(
        session_shape(
            state,
            id=id,
            **fields,
            amount_subtotal=total,
            amount_total=total,
            currency=currency,
            customer=customer and customer["id"],
            customer_creation=None
            if customer or mode != "payment"
            else params.get("customer_creation", "if_required"),
            customer_details=_details(customer, params.get("customer_email")),
            expires_at=params.get("expires_at") or state.now() + DAY,
            metadata=merged({}, params.get("metadata", {})),
            mode=mode,
            payment_method_collection="if_required"
            if mode == "payment"
            else params.get("payment_method_collection", "always"),
            payment_status="no_payment_required" if mode == "setup" or total == 0 else "unpaid",
            url=f"/checkout/{id}",
            _line_items=rows,
            _subscription_data=data,
            _payment_intent_data=params.get("payment_intent_data", {}),
            _setup_intent_data=params.get("setup_intent_data", {}),
            _discounts=[],
            **_shown_settings(params),
        )
    )
    return discounted(state, obj, params["discounts"]) if params.get("discounts") else obj


def _shown_settings(params: Object) -> Object:
    """What the page says and asks for beyond the card."""
    shown: Object = {}
    if "custom_text" in params:
        places = ("after_submit", "shipping_address", "submit", "terms_of_service_acceptance")
        shown["custom_text"] = {**dict.fromkeys(places), **params["custom_text"]}
    if "consent_collection" in params:
        kinds = ("payment_method_reuse_agreement", "promotions", "terms_of_service")
        shown["consent_collection"] = {**dict.fromkeys(kinds), **params["consent_collection"]}
    if "phone_number_collection" in params:
        shown["phone_number_collection"] = params["phone_number_collection"]
    return shown


def discounted(state: State, obj: Object, given: list[Object]) -> Object:
    """With coupons or promotion codes, which are redeemed when it is paid."""
    rows = obj["_line_items"]
    lines = [
        {
            "amount": row["amount_subtotal"],
            "pricing": pricing_of(state.get("price", row["price"])),
        }
        for row in rows
    ]
    bill = {"lines": lines, "currency": obj["currency"], "customer": obj["customer"]}
    discounts.check_purchase(state, given, obj["amount_subtotal"], obj["currency"])
    off = discounts.foreseen(state, given, bill)
    rows = [
        {**row, "amount_discount": less, "amount_total": row["amount_subtotal"] - less}
        for row, less in zip(rows, off, strict=True)
    ]
    less = min(sum(off), obj["amount_subtotal"])
    changes = {
        "amount_total": obj["amount_subtotal"] - less,
        "discounts": [{"coupon": None, "promotion_code": None, **entry} for entry in given],
        "payment_status": "no_payment_required" if obj["amount_subtotal"] == less else "unpaid",
        "total_details": {**obj["total_details"], "amount_discount": less},
        "_discounts": given,
        "_line_items": rows,
    }
    return state.change(obj, changes)


@session.get("/v1/checkout/sessions/{id}")
def retrieve(state: State, params: Object, id: str) -> Object:
    return state.get("checkout.session", id)


@session.post("/v1/checkout/sessions/{id}", {"metadata": metadata(), "shipping_options": idle()})
def update(state: State, params: Object, id: str) -> Object:
    obj = state.get("checkout.session", id)
    return state.change(
        obj, {"metadata": merged(obj["metadata"], params["metadata"])} if "metadata" in params else {}
    )


@session.post("/v1/checkout/sessions/{id}/expire")
def expire(state: State, params: Object, id: str) -> Object:
    obj = state.get("checkout.session", id)
    if obj["status"] != "open":
        raise InvalidRequest(
            'Only Checkout Sessions with a status in ["open"] can be expired. This Checkout Session has a'
            f" status of `{obj['status']}`."
        )
    obj = state.change(obj, {"status": "expired", "url": None})
    state.emit("checkout.session.expired", obj)
    return obj


@session.get("/v1/checkout/sessions/{id}/line_items", PAGE)
def line_items(state: State, params: Object, id: str) -> Page:
    rows = [_shown_item(state, row) for row in state.get("checkout.session", id)["_line_items"]]
    return page_of(rows, f"/v1/checkout/sessions/{id}/line_items", params)


@session.get("/v1/checkout/sessions", INDEX)
def index(state: State, params: Object) -> Page:
    details = params.pop("customer_details", None)
    if details:
        params["customer_details.email"] = details["email"]
    return list_objects(state, "checkout.session", "/v1/checkout/sessions", params)


def _line_items(state: State, params: Object) -> list[Object]:
    mode, given = params["mode"], params.get("line_items") or []
    if mode == "setup":
        return []
    if not given:
        raise missing("line_items")
    rows = []
    for number, entry in enumerate(given):
        price = price_of(state, entry, number)
        if mode == "payment" and price["type"] == "recurring":
            raise InvalidRequest(
                "You specified `payment` mode but passed a recurring price. Either switch to"
                " `subscription` mode or"
                " use only one-time prices.",
                param=f"line_items[{number}][price]",
            )
        quantity = entry.get("quantity", 1)
        amount = amount_of(price, quantity)
        rows.append(line_item_shape(state, price, quantity, amount))
    if mode == "subscription" and not any(state.get("price", row["price"])["recurring"] for row in rows):
        raise InvalidRequest(
            "You must provide at least one recurring price in `subscription` mode when using prices.",
            param="line_items",
        )
    return rows


def price_of(state: State, entry: Object, number: int) -> Object:
    if "price_data" in entry:
        from .prices import create as create_price

        data = dict(entry["price_data"])
        if isinstance(data.get("product_data"), dict):
            data["product_data"] = {
                k: v for k, v in data["product_data"].items() if k in ("name", "unit_label")
            }
        return create_price(state, data)
    if "price" not in entry:
        raise missing(f"line_items[{number}][price]")
    return state.get("price", entry["price"], param=f"line_items[{number}][price]")


def _shown_item(state: State, row: Object) -> Object:
    return {**row, "price": state.store.get(row["price"])}


def _details(customer: Object | None, address: str | None) -> Object | None:
    if customer is None and address is None:
        return None
    return {
        "address": customer and customer["address"],
        "business_name": None,
        "email": customer["email"] if customer else address,
        "individual_name": None,
        "name": customer and customer["name"],
        "phone": customer and customer["phone"],
        "tax_exempt": customer["tax_exempt"] if customer else "none",
        "tax_ids": None,
    }
