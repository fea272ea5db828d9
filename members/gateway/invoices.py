"""Invoices, and which payment paid which."""

from __future__ import annotations

from members.gateway.client import Params, once, stripe
from reporting.reader import Answer, call


def create_invoice(*, params: Params, idempotency_key: str) -> Answer:
    """https://docs.stripe.com/api/invoices/create"""
    return call(stripe().v1.invoices.create, params, once(idempotency_key))


def add_invoice_lines(*, invoice_id: str, params: Params, idempotency_key: str) -> Answer:
    """Only to a draft. https://docs.stripe.com/api/invoices/add_lines"""
    return call(stripe().v1.invoices.add_lines, invoice_id, params, once(idempotency_key))


def retrieve_invoice(*, invoice_id: str) -> Answer:
    """With its Customer in full. https://docs.stripe.com/api/invoices/retrieve"""
    return call(stripe().v1.invoices.retrieve, invoice_id, {"expand": ["customer"]})


def list_invoices(*, customer_id: str, status: str) -> Answer:
    """At most 100, newest first. https://docs.stripe.com/api/invoices/list"""
    params: Params = {"customer": customer_id, "status": status, "limit": 100}
    return call(stripe().v1.invoices.list, params)


def update_invoice(*, invoice_id: str, params: Params, idempotency_key: str) -> Answer:
    """https://docs.stripe.com/api/invoices/update"""
    return call(stripe().v1.invoices.update, invoice_id, params, once(idempotency_key))


def pay_invoice(*, invoice_id: str, params: Params, idempotency_key: str) -> Answer:
    """https://docs.stripe.com/api/invoices/pay"""
    return call(stripe().v1.invoices.pay, invoice_id, params, once(idempotency_key))


def send_invoice(*, invoice_id: str, idempotency_key: str) -> Answer:
    """A draft is finalized first; no mail leaves Stripe's test mode. https://docs.stripe.com/api/invoices/send"""
    return call(stripe().v1.invoices.send_invoice, invoice_id, None, once(idempotency_key))


def void_invoice(*, invoice_id: str, idempotency_key: str) -> Answer:
    """https://docs.stripe.com/api/invoices/void"""
    return call(stripe().v1.invoices.void_invoice, invoice_id, None, once(idempotency_key))


def list_invoice_payments(*, invoice_id: str) -> Answer:
    """Those that were paid, at most 100. https://docs.stripe.com/api/invoice-payment/list"""
    return call(stripe().v1.invoice_payments.list, {"invoice": invoice_id, "status": "paid", "limit": 100})


def list_pending_invoice_items(*, customer_id: str) -> Answer:
    """What waits for the next invoice, at most 100. https://docs.stripe.com/api/invoiceitems/list"""
    return call(stripe().v1.invoice_items.list, {"customer": customer_id, "pending": True, "limit": 100})
