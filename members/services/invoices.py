"""What is done with invoices that are there. New ones: services/billing.py."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any, Literal

from django.utils import timezone

from cogento.errors import (
    FieldInvalid,
    InvoiceAlreadyPaid,
    InvoiceIsDraft,
    InvoiceNotSent,
    InvoiceVoided,
    StripeError,
    StripeUnavailable,
)
from members import gateway
from members.services import authority, writing
from reporting.reader import Answer

Method = Literal["cash", "cheque", "bank_transfer"]
LONGEST_REFERENCE = 200


def send(*, invoice_id: str, by: str, idempotency_key: str | None = None) -> Answer:
    """Let Stripe mail an open invoice once more.

    Raises:
        InvoiceNotSent: it is charged to a card, and Stripe sends none of these.
        InvoiceAlreadyPaid, InvoiceVoided, InvoiceIsDraft: it asks for nothing, or not yet.

    Source: https://docs.stripe.com/api/invoices/send
    """
    params, alone = {"invoice": invoice_id}, ("invoice", invoice_id)
    with writing.once(idempotency_key, action="invoice.send", by=by, params=params, alone=alone) as (
        key,
        sent,
    ):
        current = authority.invoice(invoice_id=invoice_id, by=by)
        if sent:
            return current
        _demand_open(current.data)
        if current.data["collection_method"] != "send_invoice":
            raise InvoiceNotSent
        answer = gateway.send_invoice(invoice_id=invoice_id, idempotency_key=key)
        return writing.finish(answer, by=by, action="invoice.send", before={}, after=params)


def void(*, invoice_id: str, by: str, idempotency_key: str | None = None) -> Answer:
    """Take an invoice back: nothing is owed on it any more. One that is void already stays so.

    Source: https://docs.stripe.com/api/invoices/void
    """
    with writing.lock("invoice", invoice_id):
        current = authority.invoice(invoice_id=invoice_id, by=by)
        if current.data["status"] == "void":
            return current
        _demand_open(current.data)
        key = idempotency_key or writing.fresh_key()
        answer = gateway.void_invoice(invoice_id=invoice_id, idempotency_key=key)
        before = {"status": current.data["status"]}
        writing.finish(answer, by=by, action="invoice.void", before=before, after={"status": "void"})
    writing.see("subscription", subscription_id(answer.data))
    return answer


def mark_paid(
    *,
    invoice_id: str,
    method: Method,
    by: str,
    reference: str = "",
    paid_date: date | None = None,
    idempotency_key: str | None = None,
) -> Answer:
    """Record that an invoice was paid in full outside Stripe; how and when is kept in its metadata.

    The note is written first, so that a crash in between can be followed by the same again. Carried out
    twice, the second finds the first.

    Raises:
        InvoiceAlreadyPaid: it was paid in another way.
        FieldInvalid: the date is ahead, or the reference too long.

    Source: https://docs.stripe.com/api/invoices/pay (`paid_out_of_band`)
    """
    note = _note(method, reference, paid_date or timezone.localdate())
    with writing.lock("invoice", invoice_id):
        current = authority.invoice(invoice_id=invoice_id, by=by)
        status, kept = current.data["status"], current.data.get("metadata") or {}
        if status == "paid" and {key: kept.get(key, "") for key in note} == note:
            return _finish_paid(replace(current, replayed=True), note, before="open", by=by)
        _demand_open(current.data)
        _annotate(invoice_id, note)
        key = idempotency_key or writing.fresh_key()
        try:
            paid = {"paid_out_of_band": True}
            answer = gateway.pay_invoice(invoice_id=invoice_id, params=paid, idempotency_key=key)
        except StripeUnavailable:
            raise
        except StripeError:
            _annotate(invoice_id, {key: kept.get(key, "") for key in note})
            raise
        _finish_paid(answer, note, before=status, by=by)
    writing.see("subscription", subscription_id(answer.data))
    return answer


def subscription_id(data: dict[str, Any]) -> str | None:
    """Which membership an invoice is for, if for one."""
    details = (data.get("parent") or {}).get("subscription_details") or {}
    found: str | None = details.get("subscription")
    return found


def _demand_open(data: dict[str, Any]) -> None:
    refusals = {"paid": InvoiceAlreadyPaid, "void": InvoiceVoided, "draft": InvoiceIsDraft}
    if refusal := refusals.get(data["status"]):
        raise refusal


def _note(method: Method, reference: str, paid_date: date) -> dict[str, str]:
    if paid_date > timezone.localdate():
        raise FieldInvalid({"paid_date": "This date is still to come. Enter the day on which it was paid."})
    reference = reference.strip()
    if len(reference) > LONGEST_REFERENCE or "\x00" in reference:
        raise FieldInvalid({"reference": f"Enter at most {LONGEST_REFERENCE} plain characters."})
    return {"paid_by": method, "paid_date": paid_date.isoformat(), "paid_reference": reference}


def _annotate(invoice_id: str, note: dict[str, str]) -> None:
    gateway.update_invoice(
        invoice_id=invoice_id, params={"metadata": note}, idempotency_key=writing.fresh_key()
    )


def _finish_paid(answer: Answer, note: dict[str, str], *, before: str, by: str) -> Answer:
    return writing.finish(answer, by=by, action="invoice.pay", before={"status": before}, after=note)
