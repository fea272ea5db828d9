"""Payment pages: not documented, but it is how Stripe's CLI pays in a checkout session.

Source: the fixtures of https://github.com/stripe/stripe-cli
"""

from __future__ import annotations

from ..billing import checkout
from ..errors import InvalidRequest
from ..params import idle, integer, required, text
from ..state import State
from ..store import Object
from .checkout_sessions import session

CONFIRM = {
    "eid": text(),
    "expected_amount": integer(),
    "payment_method": required(text(clear=False)),
    "return_url": text(),
    "shipping": idle(),
}


@session.get("/v1/payment_pages/{id}")
def retrieve(state: State, params: Object, id: str) -> Object:
    return state.get("checkout.session", id)


@session.post("/v1/payment_pages/{id}/confirm", CONFIRM)
def confirm(state: State, params: Object, id: str) -> Object:
    obj = state.get("checkout.session", id)
    if obj["status"] != "open":
        raise InvalidRequest(f"This Checkout Session has a status of `{obj['status']}` and cannot be paid.")
    method = state.get("payment_method", params["payment_method"], param="payment_method")
    details = method["billing_details"]
    email, name = details["email"] or "", details["name"] or ""
    return checkout.complete(state, obj, method, email=email, name=name)
