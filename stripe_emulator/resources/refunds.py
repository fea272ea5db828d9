"""Refunds, in full or in part.

Source: https://docs.stripe.com/api/refunds
"""

from __future__ import annotations

from typing import NoReturn

from ..billing.money import formatted
from ..errors import InvalidRequest, missing
from ..lists import LIST, Page, list_objects
from ..metadata import merged, metadata
from ..params import boolean, email, enum, idle, integer, text
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
    "origin": idle(),
    "payment_intent": text(clear=False),
    "reason": enum("duplicate", "fraudulent", "requested_by_customer"),
    "refund_application_fee": boolean(),
    "reverse_transfer": boolean(),
}


@refund.post("/v1/refunds", CREATE)
def create(state: State, params: Object) -> Object:
    charge = _charge(state, params)
    left = charge["amount"] - charge["amount_refunded"]
    amount = params.get("amount", left)
    if left == 0:
        raise InvalidRequest(
            f"Charge {charge['id']} has already been refunded.", code="charge_already_refunded"
        )
    if amount > left:
        shown = formatted(amount, charge["currency"])
        rest = formatted(left, charge["currency"])
        what = "unrefunded amount on charge" if charge["amount_refunded"] else "charge amount"
        raise InvalidRequest(f"Refund amount ({shown}) is greater than {what} ({rest})", param="amount")
    if not charge["captured"] and amount < left:
        raise InvalidRequest("You cannot partially refund an uncaptured charge.", param="amount")
    obj = {
        "id": state.new_id("re"),
        "object": "refund",
        "amount": amount,
        "balance_transaction": state.new_id("txn") if charge["captured"] else None,
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
    if charge["captured"]:
        state.create(balance_transaction(state, obj, -amount, "refund"))
    before = state.render(charge)
    refunded = charge["amount_refunded"] + amount
    charge = state.change(charge, {"amount_refunded": refunded, "refunded": refunded == charge["amount"]})
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


@refund.post("/v1/refunds/{id}/cancel")
def cancel(state: State, params: Object, id: str) -> NoReturn:
    """Only a refund that waits for the customer can be; one of a card or a bank debit never does."""
    obj = state.get("refund", id)
    raise InvalidRequest(
        f"You can only cancel a refund that has a status of `requires_action`. This refund has a status of"
        f" `{obj['status']}`.",
        param="refund",
    )


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
    for dispute in state.store.all("dispute", charge=found["id"]):
        if not dispute["is_charge_refundable"] and dispute["status"] != "won":
            raise InvalidRequest(
                f"Charge {found['id']} has been charged back; cannot issue a refund.", code="charge_disputed"
            )
    return found
