"""Invoice items: what waits for the customer's next invoice, or stands on a draft.

Source: https://docs.stripe.com/api/invoiceitems
"""

from __future__ import annotations

from typing import Any

from ..billing import discounts, invoicing
from ..billing.lines import product_name
from ..billing.money import amount_of
from ..errors import InvalidRequest, missing
from ..lists import LIST, Page, list_objects
from ..metadata import merged, metadata
from ..params import array, boolean, decimal, discounts_param, integer, record, required, text, timestamp
from ..registry import Resource
from ..shapes.invoices import pricing_of
from ..state import State
from ..store import Object
from .currencies import check_currency, refuse_other_currency


def show(state: State, obj: Object) -> Object:
    return {**obj, "tax_rates": [state.store.objects[id] for id in obj["tax_rates"]]}


invoiceitem = Resource(
    "invoiceitem",
    expandable=(
        "customer",
        "invoice",
        "parent.subscription_details.subscription",
        "pricing.price_details.price",
        "discounts",
        "test_clock",
    ),
    indexes=("customer", "invoice"),
    render=show,
)
PERIOD = record({"end": required(timestamp()), "start": required(timestamp())})
FIELDS = {
    "amount": integer(),
    "description": text(),
    "discountable": boolean(),
    "discounts": discounts_param(),
    "metadata": metadata(),
    "period": PERIOD,
    "price_data": record(
        {
            "currency": required(text(clear=False)),
            "product": required(text(clear=False)),
            "tax_behavior": text(),
            "unit_amount": integer(),
            "unit_amount_decimal": decimal(),
        }
    ),
    "pricing": record({"price": text(clear=False)}),
    "quantity": integer(minimum=0),
    "quantity_decimal": decimal(),
    "tax_behavior": text(),
    "tax_code": text(),
    "tax_rates": array(text()),
    "unit_amount_decimal": decimal(),
}
CREATE = {
    **FIELDS,
    "currency": text(clear=False),
    "customer": required(text(clear=False)),
    "invoice": text(clear=False),
    "subscription": text(clear=False),
}
INDEX = {**LIST, "customer": text(), "invoice": text(), "pending": boolean()}


def item_shape(state: State, **fields: Any) -> Object:
    quantity = fields.get("quantity", 1)
    return {
        "id": state.new_id("ii"),
        "object": "invoiceitem",
        "amount": 0,
        "currency": "usd",
        "customer": None,
        "customer_account": None,
        "date": state.now(),
        "description": None,
        "discountable": True,
        "discounts": [],
        "invoice": None,
        "livemode": False,
        "metadata": {},
        "net_amount": fields.get("amount", 0),
        "parent": None,
        "period": {"end": state.now(), "start": state.now()},
        "pricing": None,
        "proration": False,
        "quantity_decimal": str(quantity),
        "tax_rates": [],
        "test_clock": None,
        **fields,
        "quantity": quantity,
    }


@invoiceitem.post("/v1/invoiceitems", CREATE)
def create(state: State, params: Object) -> Object:
    customer = state.get("customer", params["customer"], param="customer")
    fields = _priced(state, params, customer)
    refuse_other_currency(customer, fields["currency"])
    fields.update({key: params[key] for key in ("description", "discountable", "period") if key in params})
    fields["metadata"] = merged({}, params.get("metadata", {}))
    fields["tax_rates"] = tax_rates_of(state, params.get("tax_rates"))
    fields["test_clock"] = customer["test_clock"]
    if sub_id := params.get("subscription"):
        sub = state.get("subscription", sub_id, param="subscription")
        fields["parent"] = {
            "subscription_details": {"subscription": sub["id"]},
            "type": "subscription_details",
        }
    target = state.get("invoice", params["invoice"], param="invoice") if "invoice" in params else None
    if target and target["status"] != "draft":
        raise InvalidRequest(
            "The specified invoice is not a draft; items can only be added to draft invoices.",
            param="invoice",
        )
    obj = item_shape(state, customer=customer["id"], **fields)
    given = params.get("discounts")
    obj["discounts"] = discounts.redeem(state, given, customer=customer["id"], invoice_item=obj["id"])
    obj = state.create(obj, "invoiceitem.created")
    if target:
        before = state.render(target)
        target = invoicing.add_item(state, target, obj)
        state.emit("invoice.updated", target, previous=before)
    return state.get("invoiceitem", obj["id"])


@invoiceitem.get("/v1/invoiceitems/{id}")
def retrieve(state: State, params: Object, id: str) -> Object:
    return state.get("invoiceitem", id)


@invoiceitem.post("/v1/invoiceitems/{id}", FIELDS)
def update(state: State, params: Object, id: str) -> Object:
    obj = state.get("invoiceitem", id)
    _refuse_finalized(state, obj)
    changes: Object = {
        k: params[k] for k in ("amount", "description", "discountable", "period", "quantity") if k in params
    }
    if "metadata" in params:
        changes["metadata"] = merged(obj["metadata"], params["metadata"])
    if "discounts" in params:
        own = {"customer": obj["customer"], "invoice_item": id}
        changes["discounts"] = discounts.redeem(state, params["discounts"], **own)
    if "tax_rates" in params:
        changes["tax_rates"] = tax_rates_of(state, params["tax_rates"])
    obj = state.change(obj, changes, "invoiceitem.updated")
    if obj["invoice"]:
        target = state.get("invoice", obj["invoice"])
        rows = [invoicing.changed_line(state, row, obj) if item_of(row) == id else row
                for row in target["lines"]]  # fmt: skip
        state.change(target, invoicing.with_totals(state, {**target, "lines": rows}), "invoice.updated")
    return obj


@invoiceitem.delete("/v1/invoiceitems/{id}")
def delete(state: State, params: Object, id: str) -> Object:
    obj = state.get("invoiceitem", id)
    _refuse_finalized(state, obj)
    if obj["invoice"]:
        target = state.get("invoice", obj["invoice"])
        kept = [row for row in target["lines"] if item_of(row) != id]
        state.change(target, invoicing.with_totals(state, {**target, "lines": kept}), "invoice.updated")
    state.emit("invoiceitem.deleted", obj)
    state.store.remove(id)
    return {"id": id, "object": "invoiceitem", "deleted": True}


@invoiceitem.get("/v1/invoiceitems", INDEX)
def index(state: State, params: Object) -> Page:
    pending = params.pop("pending", None)
    if "created" in params:
        params["date"] = params.pop("created")
    return list_objects(
        state,
        "invoiceitem",
        "/v1/invoiceitems",
        params,
        keep=lambda obj: pending is None or (obj["invoice"] is None) == pending,
    )


def tax_rates_of(state: State, ids: list[str] | None) -> list[str]:
    return [state.get("tax_rate", id, param="tax_rates")["id"] for id in ids or []]


def _priced(state: State, params: Object, customer: Object) -> Object:
    quantity = params.get("quantity", 1)
    price_id = (params.get("pricing") or {}).get("price")
    if "price_data" in params:
        from .prices import create as create_price

        price_id = create_price(state, dict(params["price_data"]))["id"]
    if price_id:
        price = state.get("price", price_id, param="pricing[price]")
        if price["type"] != "one_time":
            raise InvalidRequest(
                "The price specified is set to `type=recurring` but this field only accepts prices with"
                " `type=one_time`.",
                param="pricing[price]",
            )
        return {
            "amount": amount_of(price, quantity),
            "currency": price["currency"],
            "description": product_name(state, price),
            "pricing": pricing_of(price),
            "quantity": quantity,
        }
    if "amount" not in params and "unit_amount_decimal" not in params:
        raise missing("amount")
    each = params.get("unit_amount_decimal")
    amount = params["amount"] if each is None else amount_of({"unit_amount_decimal": each}, quantity)
    currency = check_currency(params.get("currency") or customer["currency"] or "gbp")
    pricing = {"price_details": None, "type": "price_details", "unit_amount_decimal": each or str(amount)}
    return {"amount": amount, "currency": currency, "quantity": quantity, "pricing": pricing}


def item_of(line: Object) -> str | None:
    parent = line["parent"] or {}
    details = parent.get("invoice_item_details") or parent.get("subscription_item_details") or {}
    found: str | None = details.get("invoice_item")
    return found


def _refuse_finalized(state: State, obj: Object) -> None:
    target = state.store.get(obj["invoice"], "invoice")
    if target and target["status"] != "draft":
        raise InvalidRequest(
            "You can only change invoice items of a draft invoice.", code="invoice_not_editable"
        )
