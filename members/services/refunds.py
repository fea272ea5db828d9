"""Money given back, in full or in part."""

from __future__ import annotations

from typing import Any, Literal

from cogento.errors import (
    FieldInvalid,
    InvoiceUnpaid,
    PaidOutsideStripe,
    PaymentNotRefundable,
    RefundTooLarge,
)
from members import gateway
from members.money import money
from members.services import authority, writing
from reporting.reader import Answer

Reason = Literal["requested_by_customer", "duplicate", "fraudulent"]


def create(
    *,
    by: str,
    charge_id: str | None = None,
    payment_intent_id: str | None = None,
    invoice_id: str | None = None,
    amount_cents: int | None = None,
    reason: Reason | None = None,
    metadata: dict[str, str] | None = None,
    idempotency_key: str | None = None,
) -> Answer:
    """Give back `amount_cents` (minor units, all that is left if not given) of one payment.

    The payment is named by its charge, its PaymentIntent or the invoice that it paid. The same request again
    within seconds, or with the same key, gives nothing back twice.

    Raises:
        AlreadyRefunded, RefundTooLarge, PaymentDisputed, PaymentNotRefundable: Stripe refuses it.
        PaidOutsideStripe, InvoiceUnpaid: no payment of Stripe's stands behind the invoice.
        FieldInvalid: several payments do.
        NotAllowed: it is a superuser's, and `by` is not one.

    Source: https://docs.stripe.com/refunds
    """
    charge = _charge(charge_id, payment_intent_id, invoice_id)
    authority.demand_owner(charge.get("customer"), by=by)
    params: dict[str, Any] = {"charge": charge["id"]}
    given = {"amount": amount_cents, "reason": reason, "metadata": metadata}
    params |= {name: value for name, value in given.items() if value}
    alone = ("refund", charge["id"])
    with writing.once(idempotency_key, action="refund.create", by=by, params=params, alone=alone) as (
        key,
        made_id,
    ):
        if made_id:
            return gateway.retrieve_refund(refund_id=made_id)
        try:
            answer = gateway.create_refund(params=params, idempotency_key=key)
        except RefundTooLarge as error:
            raise _with_what_is_left(error, charge["id"]) from error
        before = {"amount_refunded": charge["amount_refunded"]}
        writing.finish(answer, by=by, action="refund.create", before=before, after=params)
    writing.see("charge", charge["id"])
    return answer


def _charge(charge_id: str | None, payment_intent_id: str | None, invoice_id: str | None) -> dict[str, Any]:
    if sum(map(bool, (charge_id, payment_intent_id, invoice_id))) != 1:
        raise FieldInvalid({"charge_id": "Name one of charge_id, payment_intent_id and invoice_id."})
    if invoice_id:
        payment = _payment_of(invoice_id)
        charge_id, payment_intent_id = payment.get("charge"), payment.get("payment_intent")
    if not charge_id:
        intent = gateway.retrieve_payment_intent(payment_intent_id=str(payment_intent_id)).data
        charge_id = intent.get("latest_charge")
        if not charge_id or intent["status"] != "succeeded":
            raise PaymentNotRefundable
    return gateway.retrieve_charge(charge_id=charge_id).data


def _payment_of(invoice_id: str) -> dict[str, Any]:
    """The one payment through Stripe that paid an invoice."""
    invoice = gateway.retrieve_invoice(invoice_id=invoice_id).data
    paid = [row["payment"] for row in gateway.list_invoice_payments(invoice_id=invoice_id).data["data"]]
    paid = [payment for payment in paid if payment.get("charge") or payment.get("payment_intent")]
    if len(paid) > 1:
        raise FieldInvalid({"invoice_id": "Several payments paid this invoice. Refund them one by one."})
    if not paid:
        raise PaidOutsideStripe if invoice["amount_paid"] else InvoiceUnpaid
    payment: dict[str, Any] = paid[0]
    return payment


def _with_what_is_left(error: RefundTooLarge, charge_id: str) -> RefundTooLarge:
    charge = gateway.retrieve_charge(charge_id=charge_id).data
    left = money(charge["amount_captured"] - charge["amount_refunded"], charge["currency"])
    clearer = RefundTooLarge(f"Only {left} of this payment is left. Enter at most that, or nothing for all.")
    clearer.request_id = error.request_id
    return clearer
