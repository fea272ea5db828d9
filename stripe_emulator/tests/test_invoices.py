from __future__ import annotations

from typing import Any

import pytest
import stripe

from . import club
from .conftest import Program


def draft(emulator: Program, customer_id: str, amount: int = 2500) -> str:
    emulator.v1.invoice_items.create({"customer": customer_id, "amount": amount, "currency": "gbp"})
    made = emulator.v1.invoices.create({"customer": customer_id, "pending_invoice_items_behavior": "include"})
    assert (made.status, made.amount_due) == ("draft", amount)
    return made.id


def test_finalize_numbers_it_and_pay_charges_the_default_card(emulator: Program) -> None:
    ann = club.customer(emulator)
    first = emulator.v1.invoices.finalize_invoice(draft(emulator, ann.id))
    assert first.status == "open"
    assert first.number
    assert first.number.endswith("-0001")
    paid = emulator.v1.invoices.pay(first.id, {"expand": ["payments.data.payment.payment_intent"]}).to_dict()
    assert (paid["status"], paid["amount_remaining"]) == ("paid", 0)
    assert paid["payments"]["data"][0]["payment"]["payment_intent"]["amount_received"] == 2500
    with pytest.raises(stripe.InvalidRequestError, match="already paid"):
        emulator.v1.invoices.pay(first.id)


def test_a_decline_is_told_and_kept(emulator: Program) -> None:
    ann = club.customer(emulator, "pm_card_chargeCustomerFail")
    id = draft(emulator, ann.id)
    with pytest.raises(stripe.CardError, match="Your card was declined") as declined:
        emulator.v1.invoices.pay(id)
    assert (declined.value.code, declined.value.http_status) == ("card_declined", 402)
    assert emulator.v1.invoices.retrieve(id).attempt_count == 1
    assert emulator.v1.charges.list({"customer": ann.id}).data[0].failure_code == "card_declined"
    assert {"charge.failed", "invoice.payment_failed"} <= set(club.event_types(emulator))


def test_without_a_card_it_cannot_be_charged_but_can_be_paid_in_cash(emulator: Program) -> None:
    bob = club.customer(emulator, None)
    id = draft(emulator, bob.id)
    with pytest.raises(stripe.InvalidRequestError, match="no `default_payment_method`"):
        emulator.v1.invoices.pay(id)
    paid = emulator.v1.invoices.pay(id, {"paid_out_of_band": True})
    assert (paid.status, paid.amount_paid_off_stripe) == ("paid", 2500)
    assert emulator.v1.charges.list().data == []


def test_void_and_uncollectible(emulator: Program) -> None:
    bob = club.customer(emulator, None)
    ids = [emulator.v1.invoices.finalize_invoice(draft(emulator, bob.id)).id for _ in range(2)]
    assert emulator.v1.invoices.void_invoice(ids[0]).status == "void"
    assert emulator.v1.invoices.mark_uncollectible(ids[1]).status == "uncollectible"
    with pytest.raises(stripe.InvalidRequestError, match="isn't open"):
        emulator.v1.invoices.void_invoice(ids[0])
    assert {"invoice.voided", "invoice.marked_uncollectible"} <= set(club.event_types(emulator))


def test_many_lines_are_paged(emulator: Program) -> None:
    bob = club.customer(emulator, None)
    for n in range(12):
        emulator.v1.invoice_items.create({"customer": bob.id, "amount": 100 + n, "currency": "gbp"})
    made = emulator.v1.invoices.create({"customer": bob.id, "pending_invoice_items_behavior": "include"})
    assert (len(made.lines.data), made.lines.has_more) == (10, True)
    assert len(list(emulator.v1.invoices.line_items.list(made.id, {"limit": 5}).auto_paging_iter())) == 12


def test_filters(emulator: Program) -> None:
    ann, bob = club.customer(emulator), club.customer(emulator, None)
    sub = club.subscribe(emulator, ann.id, club.price(emulator).id)
    other = draft(emulator, bob.id)
    invoices = emulator.v1.invoices
    assert [i.id for i in invoices.list({"subscription": sub.id}).data] == [sub.latest_invoice]
    assert [i.id for i in invoices.list({"customer": bob.id}).data] == [other]
    assert [i.id for i in invoices.list({"status": "draft"}).data] == [other]
    with pytest.raises(stripe.InvalidRequestError, match="No such customer"):
        invoices.list({"customer": "cus_0"})


def test_refunds(emulator: Program) -> None:
    ann = club.customer(emulator)
    club.subscribe(emulator, ann.id, club.price(emulator).id)
    charge = emulator.v1.charges.list({"expand": ["data.balance_transaction"]}).data[0].to_dict()
    assert (charge["balance_transaction"]["fee"], charge["balance_transaction"]["net"]) == (200, 11800)
    emulator.v1.refunds.create({"charge": charge["id"], "amount": 5000})
    part = emulator.v1.charges.retrieve(charge["id"], {"expand": ["refunds"]}).to_dict()
    assert (part["amount_refunded"], part["refunded"], len(part["refunds"]["data"])) == (5000, False, 1)
    with pytest.raises(stripe.InvalidRequestError, match="greater than unrefunded amount"):
        emulator.v1.refunds.create({"charge": charge["id"], "amount": 7001})
    emulator.v1.refunds.create({"payment_intent": charge["payment_intent"]})
    assert emulator.v1.charges.retrieve(charge["id"]).refunded
    with pytest.raises(stripe.InvalidRequestError) as again:
        emulator.v1.refunds.create({"charge": charge["id"]})
    assert again.value.code == "charge_already_refunded"
    assert {"charge.refunded", "refund.created"} <= set(club.event_types(emulator))


def test_lines_of_a_draft(emulator: Program) -> None:
    ann = club.customer(emulator)
    draft = emulator.v1.invoices.create({"customer": ann.id, "currency": "gbp"})
    two: Any = [{"amount": 500, "description": "Key"}, {"amount": 800, "description": "Guest", "quantity": 2}]
    added = emulator.v1.invoices.add_lines(draft.id, {"lines": two})
    assert (added.total, [line.description for line in added.lines.data]) == (1300, ["Key", "Guest"])
    key, guest = (line.id for line in added.lines.data)
    emulator.v1.invoices.line_items.update(draft.id, key, {"amount": 700})
    changed = emulator.v1.invoices.update_lines(draft.id, {"lines": [{"id": guest, "quantity": 1}]})
    assert (changed.total, changed.lines.data[1].amount) == (1100, 400)
    gone: Any = [{"id": key, "behavior": "unassign"}, {"id": guest, "behavior": "delete"}]
    assert emulator.v1.invoices.remove_lines(draft.id, {"lines": gone}).total == 0
    assert [row.amount for row in emulator.v1.invoice_items.list({"pending": True}).data] == [500]
    emulator.v1.invoices.finalize_invoice(draft.id)
    with pytest.raises(stripe.InvalidRequestError, match="no longer a draft"):
        emulator.v1.invoices.add_lines(draft.id, {"lines": two})


def test_a_charge_is_captured(emulator: Program) -> None:
    data: Any = {"amount": 900, "currency": "gbp", "capture_method": "manual", "confirm": True,
                 "payment_method": "pm_card_visa"}  # fmt: skip
    held = emulator.v1.payment_intents.create(data)
    assert emulator.v1.charges.capture(str(held.latest_charge)).captured is True
    assert emulator.v1.payment_intents.retrieve(held.id).status == "succeeded"
