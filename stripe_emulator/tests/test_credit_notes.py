"""Credit notes, on open and on paid invoices; tax ids."""

from __future__ import annotations

from typing import Any

import pytest
import stripe

from . import club
from .conftest import Program


def bill(emulator: Program, amount: int = 3000, *, paid: bool) -> Any:
    ann = club.customer(emulator)
    emulator.v1.invoice_items.create({"customer": ann.id, "amount": amount, "currency": "gbp"})
    invoice = emulator.v1.invoices.create({"customer": ann.id, "pending_invoice_items_behavior": "include"})
    done = emulator.v1.invoices.finalize_invoice(invoice.id)
    return emulator.v1.invoices.pay(done.id) if paid else done


def test_less_to_pay(emulator: Program) -> None:
    invoice = bill(emulator, paid=False)
    line: Any = {"type": "invoice_line_item", "invoice_line_item": invoice.lines.data[0].id, "amount": 1000}
    note = emulator.v1.credit_notes.create({"invoice": invoice.id, "lines": [line]})
    assert (note.type, note.pre_payment_amount, note.number) == (
        "pre_payment",
        1000,
        f"{invoice.number}-CN-01",
    )
    after = emulator.v1.invoices.retrieve(invoice.id)
    assert (after.amount_remaining, after.pre_payment_credit_notes_amount) == (2000, 1000)
    assert emulator.v1.invoices.pay(invoice.id).amount_paid == 2000
    assert emulator.v1.charges.list().data[0].amount == 2000


def test_nothing_left_to_pay(emulator: Program) -> None:
    invoice = bill(emulator, paid=False)
    emulator.v1.credit_notes.create({"invoice": invoice.id, "amount": 3000})
    assert emulator.v1.invoices.retrieve(invoice.id).status == "paid"
    assert emulator.v1.charges.list().data == []


def test_void(emulator: Program) -> None:
    invoice = bill(emulator, paid=False)
    note = emulator.v1.credit_notes.create({"invoice": invoice.id, "amount": 1000})
    assert emulator.v1.credit_notes.void_credit_note(note.id).status == "void"
    assert emulator.v1.invoices.retrieve(invoice.id).amount_remaining == 3000
    with pytest.raises(stripe.InvalidRequestError):
        emulator.v1.credit_notes.void_credit_note(note.id)


def test_money_and_credit_back(emulator: Program) -> None:
    invoice = bill(emulator, paid=True)
    note = emulator.v1.credit_notes.create(
        {"invoice": invoice.id, "amount": 1500, "refund_amount": 1000, "credit_amount": 500}
    )
    assert (note.type, note.refunds[0].amount_refunded) == ("post_payment", 1000)
    assert emulator.v1.refunds.list().data[0].amount == 1000
    assert emulator.v1.customers.retrieve(invoice.customer).balance == -500
    after = emulator.v1.invoices.retrieve(invoice.id)
    assert (after.post_payment_credit_notes_amount, after.status) == (1500, "paid")


@pytest.mark.parametrize(
    "given",
    [{"amount": 1000}, {"amount": 4000, "credit_amount": 4000}, {}, {"amount": 100, "refund_amount": 99}],
)
def test_refused_on_a_paid_invoice(emulator: Program, given: Any) -> None:
    invoice = bill(emulator, paid=True)
    with pytest.raises(stripe.InvalidRequestError):
        emulator.v1.credit_notes.create({"invoice": invoice.id, **given})
    assert emulator.v1.credit_notes.list({"invoice": invoice.id}).data == []


def test_a_preview_leaves_nothing(emulator: Program) -> None:
    invoice = bill(emulator, paid=True)
    shown = emulator.v1.credit_notes.preview({"invoice": invoice.id, "amount": 700, "refund_amount": 700})
    assert shown.amount == 700
    assert emulator.v1.credit_notes.list().data == []
    assert emulator.v1.refunds.list().data == []
    assert "credit_note.created" not in club.event_types(emulator)


def test_tax_ids(emulator: Program) -> None:
    ann = club.customer(emulator)
    made = emulator.v1.customers.tax_ids.create(ann.id, {"type": "eu_vat", "value": "DE123456789"})
    assert made.country == "DE"
    assert [row.id for row in emulator.v1.customers.tax_ids.list(ann.id).data] == [made.id]
    emulator.v1.customers.tax_ids.delete(ann.id, made.id)
    assert emulator.v1.customers.tax_ids.list(ann.id).data == []


def test_a_payment_link_opens_a_checkout_page_for_each_visit(emulator: Program) -> None:
    rows: Any = [{"price": club.price(emulator).id, "quantity": 1}]
    link = emulator.v1.payment_links.create({"line_items": rows})
    pages = [emulator.http.get(link.url).headers["location"] for _ in range(2)]
    assert len(set(pages)) == 2
    form = {"card_number": "4242424242424242", "card_expiry": "12/34", "card_cvc": "1", "email": "a@b.test"}
    done = emulator.http.post(pages[0], data=form)
    assert "Thank you" in emulator.http.get(done.headers["location"]).text
    session = emulator.v1.checkout.sessions.list({"limit": 1}).data[0]
    assert session.payment_link == link.id
    assert [row.status for row in emulator.v1.subscriptions.list().data] == ["active"]
    emulator.v1.payment_links.update(link.id, {"active": False, "inactive_message": "We are full."})
    assert "We are full." in emulator.http.get(link.url).text
