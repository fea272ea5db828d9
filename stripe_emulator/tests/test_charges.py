"""Direct charges, and refunds of all kinds of charges."""

from __future__ import annotations

from typing import Any

import pytest
import stripe

from . import club
from .conftest import Program
from .contract import problems


def charge(emulator: Program, **given: Any) -> Any:
    return emulator.v1.charges.create({"amount": 2000, "currency": "gbp", **given})


def test_a_token_is_charged(emulator: Program) -> None:
    place: Any = {"name": "Ann", "address": {"line1": "1 High Street"}}
    paid = charge(emulator, source="tok_visa", description="Bar tab", metadata={"a": "b"}, shipping=place)
    shown = paid.to_dict()
    assert (shown["status"], shown["captured"], shown["payment_intent"]) == ("succeeded", True, None)
    assert (shown["source"]["last4"], shown["shipping"]["address"]["line1"]) == ("4242", "1 High Street")
    assert not problems(stripe.Charge, shown, "charge")
    assert emulator.v1.balance_transactions.list({"source": paid.id}).data[0].amount == 2000
    assert club.event_types(emulator)[-1] == "charge.succeeded"


def test_the_customers_source_is_charged(emulator: Program) -> None:
    ann = emulator.v1.customers.create({"source": "tok_visa"})
    first = charge(emulator, customer=ann.id)
    assert first.source is not None
    assert first.source.id == ann.default_source
    assert charge(emulator, customer=ann.id, source=first.source.id).customer == ann.id
    bob = emulator.v1.customers.create({})
    with pytest.raises(stripe.CardError, match="no active card") as refused:
        charge(emulator, customer=bob.id)
    assert refused.value.code == "missing"
    with pytest.raises(stripe.InvalidRequestError, match="does not have a linked source"):
        charge(emulator, customer=bob.id, source=first.source.id)
    with pytest.raises(stripe.InvalidRequestError, match="Must provide source or customer"):
        charge(emulator)


@pytest.mark.parametrize(
    ("token", "code"),
    [
        ("tok_chargeDeclined", "card_declined"),
        ("tok_chargeDeclinedExpiredCard", "expired_card"),
        ("tok_threeDSecure2Required", "authentication_required"),
    ],
)
def test_declined(emulator: Program, token: str, code: str) -> None:
    with pytest.raises(stripe.CardError) as declined:
        charge(emulator, source=token)
    assert declined.value.code == code
    (kept,) = emulator.v1.charges.list().data
    assert (kept.status, kept.failure_code, kept.paid) == ("failed", code, False)
    assert declined.value.json_body["error"]["charge"] == kept.id
    assert club.event_types(emulator) == ["charge.failed"]


def test_captured_later(emulator: Program) -> None:
    held = charge(emulator, source="tok_visa", capture=False)
    assert (held.captured, held.amount_captured) == (False, 0)
    with pytest.raises(stripe.InvalidRequestError, match="greater than"):
        emulator.v1.charges.capture(held.id, {"amount": 2001})
    taken = emulator.v1.charges.capture(held.id, {"amount": 1500})
    assert (taken.captured, taken.amount_captured, taken.amount_refunded) == (True, 1500, 500)
    with pytest.raises(stripe.InvalidRequestError, match="already been captured") as refused:
        emulator.v1.charges.capture(held.id)
    assert refused.value.code == "charge_already_captured"
    emulator.v1.refunds.create({"charge": held.id, "amount": 1000})
    emulator.v1.refunds.create({"charge": held.id})
    after = emulator.v1.charges.retrieve(held.id)
    assert (after.amount_refunded, after.refunded) == (2000, True)


def test_let_go_by_a_refund(emulator: Program) -> None:
    held = charge(emulator, source="tok_visa", capture=False)
    with pytest.raises(stripe.InvalidRequestError, match="partially refund"):
        emulator.v1.refunds.create({"charge": held.id, "amount": 100})
    assert emulator.v1.refunds.create({"charge": held.id}).balance_transaction is None
    assert emulator.v1.balance_transactions.list().data == []
    with pytest.raises(stripe.InvalidRequestError, match="cannot be captured"):
        emulator.v1.charges.capture(held.id)


def test_what_cannot_be_refunded(emulator: Program) -> None:
    paid = charge(emulator, source="tok_visa")
    with pytest.raises(stripe.InvalidRequestError) as more:
        emulator.v1.refunds.create({"charge": paid.id, "amount": 2001})
    assert more.value.user_message == ("Refund amount (£20.01) is greater than charge amount (£20.00)")
    emulator.v1.refunds.create({"charge": paid.id, "amount": 500})
    with pytest.raises(stripe.InvalidRequestError) as rest:
        emulator.v1.refunds.create({"charge": paid.id, "amount": 1501})
    assert rest.value.user_message == (
        "Refund amount (£15.01) is greater than unrefunded amount on charge (£15.00)"
    )
    refund = emulator.v1.refunds.create({"charge": paid.id})
    with pytest.raises(stripe.InvalidRequestError, match="has already been refunded") as again:
        emulator.v1.refunds.create({"charge": paid.id})
    assert again.value.code == "charge_already_refunded"
    with pytest.raises(stripe.InvalidRequestError, match="`requires_action`"):
        emulator.v1.refunds.cancel(refund.id)
    disputed = charge(emulator, source="tok_createDispute")
    with pytest.raises(stripe.InvalidRequestError, match="has been charged back") as back:
        emulator.v1.refunds.create({"charge": disputed.id})
    assert back.value.code == "charge_disputed"
