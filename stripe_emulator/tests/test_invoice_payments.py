"""Payments that were made otherwise and are attached to an invoice, in full, in part or too much."""

from __future__ import annotations

from typing import Any

import pytest
import stripe

from . import club
from .conftest import Program
from .contract import problems


def open_invoice(emulator: Program, customer: str, amount: int = 3000) -> Any:
    emulator.v1.invoice_items.create({"customer": customer, "amount": amount, "currency": "gbp"})
    made = emulator.v1.invoices.create({"customer": customer, "pending_invoice_items_behavior": "include"})
    return emulator.v1.invoices.finalize_invoice(made.id)


def paid(emulator: Program, customer: str, amount: int, **given: Any) -> Any:
    data: Any = {"amount": amount, "currency": "gbp", "customer": customer, "confirm": True,
                 "payment_method": "pm_card_visa", **given}  # fmt: skip
    return emulator.v1.payment_intents.create(data)


def test_two_parts_and_the_rest(emulator: Program) -> None:
    ann = club.customer(emulator)
    bill = open_invoice(emulator, ann.id)
    part = paid(emulator, ann.id, 1000)
    after = emulator.v1.invoices.attach_payment(bill.id, {"payment_intent": part.id, "expand": ["payments"]})
    assert (after.status, after.amount_paid, after.amount_remaining) == ("open", 1000, 2000)
    assert after.payments is not None
    assert {(row.is_default, row.status, row.amount_requested) for row in after.payments.data} == {
        (True, "open", 2000),
        (False, "paid", 1000),
    }
    assert not problems(stripe.Invoice, emulator.http.get(f"/v1/invoices/{bill.id}").json(), "invoice")
    with pytest.raises(stripe.InvalidRequestError, match="already attached"):
        emulator.v1.invoices.attach_payment(bill.id, {"payment_intent": part.id})
    done = emulator.v1.invoices.pay(bill.id)
    assert (done.status, done.amount_paid, done.amount_remaining) == ("paid", 3000, 0)
    assert sorted(row.amount for row in emulator.v1.charges.list().data) == [1000, 2000]


def test_a_payment_that_succeeds_later(emulator: Program) -> None:
    ann = club.customer(emulator)
    bill = open_invoice(emulator, ann.id)
    later: Any = {"amount": 3500, "currency": "gbp", "customer": ann.id, "payment_method": "pm_card_visa"}
    intent = emulator.v1.payment_intents.create(later)
    assert emulator.v1.invoices.attach_payment(bill.id, {"payment_intent": intent.id}).status == "open"
    emulator.v1.payment_intents.confirm(intent.id)
    after = emulator.v1.invoices.retrieve(bill.id)
    assert (after.status, after.amount_paid, after.amount_overpaid) == ("paid", 3500, 500)


def test_what_cannot_be_attached(emulator: Program) -> None:
    ann, bob = club.customer(emulator), club.customer(emulator)
    bill = open_invoice(emulator, ann.id)
    with pytest.raises(stripe.InvalidRequestError, match="invoice's customer"):
        emulator.v1.invoices.attach_payment(bill.id, {"payment_intent": paid(emulator, bob.id, 100).id})
    with pytest.raises(stripe.InvalidRequestError) as nothing:
        emulator.v1.invoices.attach_payment(bill.id)
    assert nothing.value.code == "parameter_missing"
    emulator.v1.invoices.void_invoice(bill.id)
    with pytest.raises(stripe.InvalidRequestError, match="open invoice"):
        emulator.v1.invoices.attach_payment(bill.id, {"payment_intent": paid(emulator, ann.id, 100).id})


def test_the_lines_of_a_credit_note_to_come(emulator: Program) -> None:
    ann = club.customer(emulator)
    bill = open_invoice(emulator, ann.id)
    row: Any = {"type": "custom_line_item", "unit_amount": 50, "description": "Kind", "quantity": 2}
    found = emulator.v1.credit_notes.preview_lines.list({"invoice": bill.id, "lines": [row]})
    assert [line.amount for line in found.data] == [100]
    assert emulator.v1.credit_notes.list().data == []


def test_verbs_that_cards_do_not_have(emulator: Program) -> None:
    ann = club.customer(emulator)
    held = paid(emulator, ann.id, 100, capture_method="manual")
    with pytest.raises(stripe.InvalidRequestError, match="not eligible for incremental"):
        emulator.v1.payment_intents.increment_authorization(held.id, {"amount": 200})
    with pytest.raises(stripe.InvalidRequestError, match="`customer_balance`"):
        emulator.v1.payment_intents.apply_customer_balance(held.id)
    with pytest.raises(stripe.InvalidRequestError, match="next_action") as refused:
        emulator.v1.payment_intents.verify_microdeposits(held.id, {"amounts": [32, 45]})
    assert refused.value.code == "payment_intent_unexpected_state"
    setup = emulator.v1.setup_intents.create({"customer": ann.id})
    with pytest.raises(stripe.InvalidRequestError, match="SetupIntent"):
        emulator.v1.setup_intents.verify_microdeposits(setup.id, {"descriptor_code": "SM1234"})
    assert emulator.v1.accounts.list().data == []


def test_from_classic_to_flexible(emulator: Program) -> None:
    ann, price = club.customer(emulator), club.price(emulator)
    assert club.subscribe(emulator, ann.id, price.id).billing_mode.type == "flexible"
    old = club.subscribe(emulator, ann.id, price.id, billing_mode={"type": "classic"})
    assert old.billing_mode.to_dict() == {"flexible": None, "type": "classic"}
    new = emulator.v1.subscriptions.migrate(old.id, {"billing_mode": {"type": "flexible"}})
    assert new.billing_mode.type == "flexible"
    assert new.billing_mode.updated_at
    with pytest.raises(stripe.InvalidRequestError, match="already"):
        emulator.v1.subscriptions.migrate(old.id, {"billing_mode": {"type": "flexible"}})
