"""Invoice payments: which payment intent paid which invoice.

Source: https://docs.stripe.com/api/invoice-payment
"""

from __future__ import annotations

from ..lists import LIST, Page, list_objects
from ..params import enum, record, required, text
from ..registry import Resource
from ..state import State
from ..store import Object

invoice_payment = Resource(
    "invoice_payment",
    expandable=("invoice", "payment.payment_intent", "payment.charge"),
    indexes=("invoice", "payment.payment_intent"),
)
PAYMENT = record({"payment_intent": text(), "payment_record": text(), "type": required(text())})
INDEX = {**LIST, "invoice": text(), "payment": PAYMENT, "status": enum("canceled", "open", "paid")}


@invoice_payment.get("/v1/invoice_payments/{id}")
def retrieve(state: State, params: Object, id: str) -> Object:
    return state.get("invoice_payment", id)


@invoice_payment.get("/v1/invoice_payments", INDEX)
def index(state: State, params: Object) -> Page:
    payment = params.pop("payment", {})
    if payment.get("payment_intent"):
        params["payment.payment_intent"] = payment["payment_intent"]
    return list_objects(state, "invoice_payment", "/v1/invoice_payments", params)
