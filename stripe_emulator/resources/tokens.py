"""Tokens: a card that was typed, used once, as a payment method or a source.

Source: https://docs.stripe.com/api/tokens
"""

from __future__ import annotations

from ..cards import by_token
from ..errors import InvalidRequest, missing
from ..params import idle, integer, record, text
from ..registry import Resource
from ..shapes.cards import card_shape
from ..state import State
from ..store import Object
from . import payment_methods

token = Resource("token")
ADDRESS = (
    "address_city",
    "address_country",
    "address_line1",
    "address_line2",
    "address_state",
    "address_zip",
)
CARD = {
    **{key: text() for key in ADDRESS},
    "currency": text(),
    "cvc": text(),
    "exp_month": integer(),
    "exp_year": integer(),
    "name": text(),
    "networks": idle(),
    "number": text(clear=False),
}


@token.post("/v1/tokens", {"card": record(CARD), "customer": text(clear=False)})
def create(state: State, params: Object) -> Object:
    if "card" not in params:
        raise missing("card")
    method = payment_methods.from_card(state, params["card"])
    method["billing_details"] = {**method["billing_details"], "name": params["card"].get("name")}
    return state.create(token_shape(state, state.new_id("tok"), method))


@token.get("/v1/tokens/{id}")
def retrieve(state: State, params: Object, id: str) -> Object:
    known = by_token(id)
    if known and id.startswith("tok_"):
        return token_shape(state, id, payment_methods.method_shape(state, known))
    return state.get("token", id)


def token_shape(state: State, id: str, method: Object) -> Object:
    return {
        "id": id,
        "object": "token",
        "card": {**card_shape(method), "id": state.new_id("card")},
        "client_ip": "127.0.0.1",
        "created": state.now(),
        "livemode": False,
        "type": "card",
        "used": False,
        "_method": method,
    }


def spend(state: State, id: str) -> Object | None:
    """The payment method inside a token that was made here; it works once."""
    found = state.store.get(id, "token")
    if found is None:
        return None
    if found["used"]:
        raise InvalidRequest(
            f"You cannot use a Stripe token more than once: {id}.", code="token_already_used", param="card"
        )
    state.change(found, {"used": True})
    method: Object = found["_method"]
    return {**method, "id": state.new_id("pm"), "created": state.now()}
