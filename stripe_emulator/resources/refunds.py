"""Refunds, in full or in part.

Source: https://docs.stripe.com/api/refunds
"""

from __future__ import annotations

from ..billing.money import formatted
from ..errors import InvalidRequest, missing
from ..lists import LIST, Page, list_objects
from ..metadata import merged, metadata
from ..params import anything, boolean, email, enum, integer, text
from ..registry import Resource
from ..shapes.balance import balance_transaction
from ..state import State
from ..store import Object

refund = Resource(
    "refund",
    expandable=("balance_transaction", "charge", "customer", "payment_intent", "payment_method"),
    indexes=("charge", "payment_intent"),
)
CREATE = {
    "amount": integer(minimum=1),
    "charge": text(clear=False),
    "currency": text(),
    "customer": text(),
    "instructions_email": email(),
    "metadata": metadata(),
    "origin": anything(),
    "payment_intent": text(clear=False),
    "reason": enum("duplicate", "fraudulent", "requested_by_customer"),
    "refund_application_fee": boolean(),
    "reverse_transfer": boolean(),
}


@refund.post("/v1/refunds", CREATE)
def create(state: State, params: Object) -> Object:
    charge = _charge(state, params)
    left = charge["amount_captured"] - charge["amount_refunded"]
    amount = params.get("amount", left)
    if left == 0:
        raise InvalidRequest(
            f"Charge {charge['id']} has already been refunded.", code="charge_already_refunded"
        )
    if amount > left:
        shown = formatted(amount, charge["currency"])
        rest = formatted(left, charge["currency"])
        raise InvalidRequest(
            f"Refund amount ({shown}) is greater than unrefunded amount on charge ({rest})", param="amount"
        )
    obj = {
        "id": state.new_id("re"),
        "object": "refund",
        "amount": amount,
        "balance_transaction": state.new_id("txn"),
        "charge": charge["id"],
        "created": state.now(),
        "currency": charge["currency"],
        "customer": charge["customer"],
        "customer_account": None,
        "destination_details": {"card": {"type": "refund"}, "type": "card"},
        "metadata": merged({}, params.get("metadata", {})),
        "payment_intent": charge["payment_intent"],
        "payment_method": charge["payment_method"],
        "reason": params.get("reason"),
        "receipt_number": None,
        "source_transfer_reversal": None,
        "status": "succeeded",
        "transfer_reversal": None,
    }
    state.create(obj)
    state.create(balance_transaction(state, obj, -amount, "refund"))
    before = state.render(charge)
    refunded = charge["amount_refunded"] + amount
    charge = state.change(
        charge, {"amount_refunded": refunded, "refunded": refunded == charge["amount_captured"]}
    )
    state.emit("refund.created", obj)
    state.emit("charge.refunded", charge, previous=before)
    return obj


@refund.get("/v1/refunds/{id}")
def retrieve(state: State, params: Object, id: str) -> Object:
    return state.get("refund", id)


@refund.post("/v1/refunds/{id}", {"metadata": metadata()})
def update(state: State, params: Object, id: str) -> Object:
    obj = state.get("refund", id)
    changes = {"metadata": merged(obj["metadata"], params["metadata"])} if "metadata" in params else {}
    before = state.render(obj)
    obj = state.change(obj, changes, "refund.updated")
    if obj != before:
        state.emit("charge.refund.updated", obj, previous=before)
    return obj


@refund.get("/v1/refunds", {**LIST, "charge": text(), "payment_intent": text()})
def index(state: State, params: Object) -> Page:
    return list_objects(state, "refund", "/v1/refunds", params)


def _charge(state: State, params: Object) -> Object:
    if "charge" in params:
        found = state.get("charge", params["charge"], param="charge")
    elif "payment_intent" in params:
        intent = state.get("payment_intent", params["payment_intent"], param="payment_intent")
        if not intent["latest_charge"] or intent["status"] != "succeeded":
            raise InvalidRequest(
                f"This PaymentIntent ({intent['id']}) does not have a successful charge to refund.",
                param="payment_intent",
            )
        found = state.get("charge", intent["latest_charge"])
    else:
        raise missing("charge")
    if found["status"] != "succeeded":
        raise InvalidRequest(
            f"Charge {found['id']} was not successful and cannot be refunded.", param="charge"
        )
    return found
