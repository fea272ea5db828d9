"""Verbs of payment and setup intents that need what no card of a small club has; refused as such.

Source: https://docs.stripe.com/api/payment_intents/increment_authorization, …/apply_customer_balance,
…/verify_microdeposits
"""

from __future__ import annotations

from typing import NoReturn

from ..errors import InvalidRequest
from ..metadata import metadata
from ..params import array, integer, required, text
from ..state import State
from ..store import Object
from .payment_intents import payment_intent, unexpected
from .setup_intents import setup_intent

INCREMENT = {
    "amount": required(integer(minimum=1)),
    "description": text(),
    "metadata": metadata(),
    "statement_descriptor": text(limit=22),
}
DEPOSITS = {"amounts": array(integer()), "descriptor_code": text()}


@payment_intent.post("/v1/payment_intents/{id}/increment_authorization", INCREMENT)
def increment_authorization(state: State, params: Object, id: str) -> NoReturn:
    """Cards offer it only to merchants of other kinds, such as hotels."""
    obj = state.get("payment_intent", id)
    if obj["status"] != "requires_capture":
        raise unexpected(state, obj, "incremented")
    if params["amount"] <= obj["amount"]:
        raise InvalidRequest(
            "The amount of an incremental authorization must be greater than the authorized amount.",
            param="amount",
        )
    raise InvalidRequest("This PaymentIntent is not eligible for incremental authorization.", param="intent")


@payment_intent.post(
    "/v1/payment_intents/{id}/apply_customer_balance", {"amount": integer(minimum=1), "currency": text()}
)
def apply_customer_balance(state: State, params: Object, id: str) -> NoReturn:
    obj = state.get("payment_intent", id)
    if obj["status"] in ("succeeded", "canceled"):
        raise unexpected(state, obj, "funded")
    raise InvalidRequest(
        "This PaymentIntent cannot be funded from a cash balance: its payment_method_types do not include"
        " `customer_balance`.",
        code="payment_intent_unexpected_state",
        payment_intent=state.render(obj),
    )


@payment_intent.post("/v1/payment_intents/{id}/verify_microdeposits", DEPOSITS)
def verify_payment(state: State, params: Object, id: str) -> NoReturn:
    raise _nothing_to_verify("PaymentIntent", state.get("payment_intent", id))


@setup_intent.post("/v1/setup_intents/{id}/verify_microdeposits", DEPOSITS)
def verify_setup(state: State, params: Object, id: str) -> NoReturn:
    raise _nothing_to_verify("SetupIntent", state.get("setup_intent", id))


def _nothing_to_verify(name: str, obj: Object) -> InvalidRequest:
    return InvalidRequest(
        f"You cannot verify microdeposits of this {name} because its next_action is not"
        " `verify_with_microdeposits`.",
        code=f"{obj['object']}_unexpected_state",
    )
