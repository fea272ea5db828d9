"""Charges made directly, of a token or of a customer's card: the way before payment intents.

Source: https://docs.stripe.com/api/charges/create, …/capture
"""

from __future__ import annotations

from ..billing import payments
from ..cards import DECLINES, asks_for_authentication, behind
from ..errors import CardError, InvalidRequest, missing
from ..metadata import merged, metadata
from ..params import boolean, email, integer, text
from ..registry import shipping
from ..shapes.cards import card_shape
from ..shapes.payments import charge_shape
from ..state import State
from ..store import Object
from . import payment_methods
from .charges import charge
from .currencies import check_currency

PLAIN = ("description", "receipt_email", "shipping", "statement_descriptor", "statement_descriptor_suffix",
         "transfer_group")  # fmt: skip
CREATE = {
    "amount": integer(minimum=1),
    "capture": boolean(),
    "currency": text(clear=False),
    "customer": text(clear=False),
    "description": text(),
    "metadata": metadata(),
    "receipt_email": email(),
    "shipping": shipping(),
    "source": text(clear=False),
    "statement_descriptor": text(limit=22),
    "statement_descriptor_suffix": text(limit=22),
    "transfer_group": text(),
}
CAPTURE = {
    "amount": integer(minimum=1),
    "receipt_email": email(),
    "statement_descriptor": text(limit=22),
    "statement_descriptor_suffix": text(limit=22),
    "transfer_group": text(),
}


@charge.post("/v1/charges", CREATE)
def create(state: State, params: Object) -> Object:
    for needed in ("amount", "currency"):
        if needed not in params:
            raise missing(needed)
    method = _card(state, params)
    decline = DECLINES[why] if (why := _refusal(method)) else None
    asked = {
        "id": None,
        "amount": params["amount"],
        "capture_method": "automatic" if params.get("capture", True) else "manual",
        "currency": check_currency(params["currency"]),
        "customer": params.get("customer"),
        "description": None,
        "metadata": merged({}, params.get("metadata", {})),
        "receipt_email": None,
    }
    own = {key: params[key] for key in PLAIN if key in params}
    obj = {**charge_shape(state, asked, method, decline), **own, "source": card_shape(method)}
    obj = payments.keep_charge(state, obj, method)
    if decline:
        error = payments.decline_error(decline, charge=obj["id"])
        error.keep = True
        raise error
    return obj


@charge.post("/v1/charges/{id}/capture", CAPTURE)
def capture(state: State, params: Object, id: str) -> Object:
    """Also the old way to capture a payment intent."""
    obj = state.get("charge", id)
    if obj["captured"] or obj["refunded"] or not obj["paid"]:
        code = "charge_already_captured" if obj["captured"] else None
        text = "has already been captured" if code else "cannot be captured"
        raise InvalidRequest(f"Charge {id} {text}.", code=code, param="id")
    amount = params.pop("amount", obj["amount"])
    if amount > obj["amount"]:
        raise InvalidRequest(
            "You cannot capture a charge for an amount greater than it already has.", param="amount"
        )
    obj = state.change(obj, params)
    if obj["payment_intent"]:
        payments.capture(state, state.get("payment_intent", obj["payment_intent"]), amount)
    else:
        payments.capture_charge(state, obj, amount)
    return state.get("charge", id)


def _card(state: State, params: Object) -> Object:
    """What is charged: a token, a card of the customer, or the customer's default."""
    source, owner = params.get("source"), params.get("customer")
    customer = state.get("customer", owner, param="customer") if owner else None
    if source is None and customer is None:
        raise InvalidRequest("Must provide source or customer.", code="parameter_missing")
    if customer is None:
        source = str(source)
        if source.startswith("card_"):
            raise InvalidRequest(
                "A card of a customer can only be charged together with its customer.", param="source"
            )
        return state.create(payment_methods.from_card(state, {"token": source}))
    id = source or customer["default_source"]
    if not id:
        raise CardError("Cannot charge a customer that has no active card", code="missing", param="card")
    found = state.store.get(id, "payment_method")
    if found is None or found["customer"] != customer["id"]:
        raise InvalidRequest(
            f"Customer {customer['id']} does not have a linked source with ID {id}.",
            code="missing",
            param="source",
        )
    return found


def _refusal(method: Object) -> str | None:
    asks = asks_for_authentication(method, off_session=True)
    return "authentication_required" if asks else behind(method).decline
