"""Credit notes: less to pay on an open invoice, money or credit back on a paid one.

Source: https://docs.stripe.com/api/credit_notes
"""

from __future__ import annotations

from ..billing import credits
from ..errors import InvalidRequest
from ..lists import LIST, PAGE, Page, Shown, embedded, list_objects, page_of
from ..metadata import merged, metadata
from ..params import array, decimal, enum, idle, integer, record, required, text, timestamp
from ..registry import Resource
from ..state import State
from ..store import Object


def show(state: State, obj: Object) -> Object:
    lines = embedded(f"/v1/credit_notes/{obj['id']}/lines", obj["lines"], limit=10)
    return {**obj, "lines": lines, "pdf": state.absolute(obj["pdf"])}


credit_note = Resource(
    "credit_note",
    expandable=("customer", "customer_balance_transaction", "invoice", "refunds.refund"),
    indexes=("customer", "invoice"),
    render=show,
)
line = Resource("credit_note_line_item")
LINE = record(
    {
        "amount": integer(minimum=0),
        "description": text(),
        "invoice_line_item": text(clear=False),
        "metadata": metadata(),
        "quantity": integer(minimum=0),
        "tax_amounts": idle(),
        "tax_rates": idle(),
        "type": required(enum("custom_line_item", "invoice_line_item")),
        "unit_amount": integer(),
        "unit_amount_decimal": decimal(),
    }
)
REFUND = record(
    {
        "amount_refunded": integer(minimum=1),
        "payment_record_refund": idle(),
        "refund": text(clear=False),
        "type": enum("payment_record_refund", "refund"),
    }
)
CREATE = {
    "amount": integer(minimum=1),
    "credit_amount": integer(minimum=0),
    "effective_at": timestamp(),
    "email_type": enum("credit_note", "none"),
    "invoice": required(text(clear=False)),
    "lines": array(LINE),
    "memo": text(),
    "metadata": metadata(),
    "out_of_band_amount": integer(minimum=0),
    "reason": enum("duplicate", "fraudulent", "order_change", "product_unsatisfactory"),
    "refund_amount": integer(minimum=0),
    "refunds": array(REFUND),
    "shipping_cost": idle(),
}
INDEX = {**LIST, "customer": text(), "invoice": text()}


@credit_note.post("/v1/credit_notes", CREATE)
def create(state: State, params: Object) -> Object:
    invoice = state.get("invoice", params["invoice"], param="invoice")
    return credits.issue(state, invoice, params)


@credit_note.get("/v1/credit_notes/preview", CREATE)
def preview(state: State, params: Object) -> Object:
    """What would be issued; nothing of it stays."""
    obj = Shown(state.render(create(state, params)))
    state.forget()
    return obj


@credit_note.get("/v1/credit_notes/preview/lines", {**CREATE, **PAGE})
def preview_lines(state: State, params: Object) -> Page:
    asked = {key: value for key, value in params.items() if key not in PAGE}
    obj = create(state, asked)
    state.forget()
    return page_of(obj["lines"], "/v1/credit_notes/preview/lines", params)


@credit_note.get("/v1/credit_notes/{id}")
def retrieve(state: State, params: Object, id: str) -> Object:
    return state.get("credit_note", id)


@credit_note.post("/v1/credit_notes/{id}", {"memo": text(), "metadata": metadata()})
def update(state: State, params: Object, id: str) -> Object:
    obj = state.get("credit_note", id)
    if "metadata" in params:
        params["metadata"] = merged(obj["metadata"], params["metadata"])
    return state.change(obj, params, "credit_note.updated")


@credit_note.post("/v1/credit_notes/{id}/void")
def void(state: State, params: Object, id: str) -> Object:
    obj = state.get("credit_note", id)
    if obj["status"] == "void" or obj["type"] != "pre_payment":
        raise InvalidRequest("You can only void a credit note that was issued for an open invoice.")
    return credits.take_back(state, obj)


@credit_note.get("/v1/credit_notes/{id}/lines", PAGE)
def lines(state: State, params: Object, id: str) -> Page:
    return page_of(state.get("credit_note", id)["lines"], f"/v1/credit_notes/{id}/lines", params)


@credit_note.get("/v1/credit_notes", INDEX)
def index(state: State, params: Object) -> Page:
    return list_objects(state, "credit_note", "/v1/credit_notes", params)
