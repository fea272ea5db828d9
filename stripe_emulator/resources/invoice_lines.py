"""Lines of a draft invoice: added, changed, taken away.

Source: https://docs.stripe.com/api/invoices/add_lines, https://docs.stripe.com/api/invoice-line-item/update
"""

from __future__ import annotations

from ..billing import discounts, invoicing
from ..errors import InvalidRequest, missing, no_such
from ..metadata import merged, metadata
from ..params import array, boolean, discounts_param, enum, idle, integer, record, required, text
from ..state import State
from ..store import Object
from . import invoice_items
from .invoices import invoice

PLAIN = {
    "amount": integer(),
    "description": text(),
    "discountable": boolean(),
    "discounts": discounts_param(),
    "metadata": metadata(),
    "period": invoice_items.PERIOD,
    "price_data": invoice_items.FIELDS["price_data"],
    "pricing": invoice_items.FIELDS["pricing"],
    "quantity": integer(minimum=0),
    "quantity_decimal": idle(),
    "tax_amounts": idle(),
    "tax_rates": array(text()),
}
SHARED = {"invoice_metadata": metadata()}
ADDED = record({**PLAIN, "invoice_item": text(clear=False)})
NAMED = record({**PLAIN, "id": required(text(clear=False))})
GONE = record({"behavior": required(enum("delete", "unassign")), "id": required(text(clear=False))})


@invoice.post("/v1/invoices/{id}/add_lines", {**SHARED, "lines": required(array(ADDED))})
def add_lines(state: State, params: Object, id: str) -> Object:
    obj = _draft(state, id, params)
    before = state.render(obj)
    for row in params["lines"] or []:
        if row.get("invoice_item"):
            item = state.get("invoiceitem", row["invoice_item"], param="lines[0][invoice_item]")
        else:
            given = {key: value for key, value in row.items() if key in invoice_items.FIELDS}
            if "amount" not in given and "pricing" not in given and "price_data" not in given:
                raise missing("lines[0][amount]")
            currency = {} if "pricing" in given else {"currency": obj["currency"]}
            item = invoice_items.create(state, {**given, **currency, "customer": obj["customer"]})
        obj = invoicing.add_item(state, state.get("invoice", id), item)
    return _told(state, obj, before)


@invoice.post("/v1/invoices/{id}/update_lines", {**SHARED, "lines": required(array(NAMED))})
def update_lines(state: State, params: Object, id: str) -> Object:
    obj = _draft(state, id, params)
    before = state.render(obj)
    for row in params["lines"] or []:
        obj = _changed(state, state.get("invoice", id), row.pop("id"), row)
    return _told(state, obj, before)


@invoice.post("/v1/invoices/{id}/remove_lines", {**SHARED, "lines": required(array(GONE))})
def remove_lines(state: State, params: Object, id: str) -> Object:
    """`unassign` leaves the invoice item for the next invoice, `delete` does not."""
    obj = _draft(state, id, params)
    before = state.render(obj)
    for row in params["lines"] or []:
        line = _line(obj, row["id"])
        kept = [one for one in obj["lines"] if one["id"] != line["id"]]
        obj = state.change(obj, invoicing.with_totals(state, {**obj, "lines": kept}))
        item = state.store.get(invoice_items.item_of(line), "invoiceitem")
        if item and row["behavior"] == "unassign":
            state.change(item, {"invoice": None}, "invoiceitem.updated")
        elif item:
            state.emit("invoiceitem.deleted", item)
            state.store.remove(item["id"])
    return _told(state, obj, before)


@invoice.post("/v1/invoices/{invoice}/lines/{id}", PLAIN)
def update_line(state: State, params: Object, invoice: str, id: str) -> Object:
    obj = _draft(state, invoice, {})
    before = state.render(obj)
    return _line(_told(state, _changed(state, obj, id, params), before), id)


def _draft(state: State, id: str, params: Object) -> Object:
    obj = state.get("invoice", id)
    if obj["status"] != "draft":
        raise InvalidRequest(
            "This invoice is no longer a draft: its lines cannot be changed.", code="invoice_not_editable"
        )
    if "invoice_metadata" in params:
        obj = state.change(obj, {"metadata": merged(obj["metadata"], params["invoice_metadata"])})
    return obj


def _line(obj: Object, id: str) -> Object:
    found: Object | None = next((line for line in obj["lines"] if line["id"] == id), None)
    if found is None:
        raise no_such("line_item", id)
    return found


def _changed(state: State, obj: Object, id: str, given: Object) -> Object:
    line = _line(obj, id)
    changes: Object = {
        key: given[key]
        for key in ("amount", "description", "discountable", "period", "quantity")
        if key in given
    }
    if "metadata" in given:
        changes["metadata"] = merged(line["metadata"], given["metadata"])
    if "quantity" in given and "amount" not in given and line["quantity"]:
        changes["amount"] = line["amount"] * given["quantity"] // line["quantity"]
    if "amount" in changes:
        changes["subtotal"] = changes["amount"]
    if "quantity" in changes:
        changes["quantity_decimal"] = str(changes["quantity"])
    if "discounts" in given:
        own = {"customer": obj["customer"], "invoice": obj["id"]}
        changes["discounts"] = discounts.redeem(state, given["discounts"], **own)
    if "tax_rates" in given:
        changes["_tax_rates"] = invoice_items.tax_rates_of(state, given["tax_rates"])
    lines = [{**one, **changes} if one["id"] == id else one for one in obj["lines"]]
    return state.change(obj, invoicing.with_totals(state, {**obj, "lines": lines}))


def _told(state: State, obj: Object, before: Object) -> Object:
    if state.render(obj) != before:
        state.emit("invoice.updated", obj, previous=before)
    return obj
