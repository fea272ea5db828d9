"""`/stripe/invoices`: one-off invoices, and what is done with those that are there."""

from __future__ import annotations

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from cogento.permissions import IsAdmin
from members.serializers.money import InvoiceOrder, InvoicePaid, StripeInvoice
from members.services import billing, invoices
from members.views.base import WritingView
from members.views.writing import IDEMPOTENCY_KEY, body, caller


class Invoices(WritingView):
    permission_classes = [IsAdmin]

    @extend_schema(request=InvoiceOrder, responses={201: StripeInvoice}, parameters=[IDEMPOTENCY_KEY])
    def post(self, request: Request) -> Response:
        """Bill a person once; Stripe mails them the invoice."""
        answer = billing.invoice(**body(InvoiceOrder, request), **caller(request))
        return Response(StripeInvoice(answer.data).data, status=201)


class InvoiceSend(WritingView):
    permission_classes = [IsAdmin]

    @extend_schema(request=None, responses=StripeInvoice, parameters=[IDEMPOTENCY_KEY])
    def post(self, request: Request, invoice_id: str) -> Response:
        """Let Stripe mail an open invoice once more."""
        answer = invoices.send(invoice_id=invoice_id, **caller(request))
        return Response(StripeInvoice(answer.data).data)


class InvoiceVoid(WritingView):
    permission_classes = [IsAdmin]

    @extend_schema(request=None, responses=StripeInvoice, parameters=[IDEMPOTENCY_KEY])
    def post(self, request: Request, invoice_id: str) -> Response:
        """Take an invoice back: nothing is owed on it any more."""
        answer = invoices.void(invoice_id=invoice_id, **caller(request))
        return Response(StripeInvoice(answer.data).data)


class InvoicePay(WritingView):
    permission_classes = [IsAdmin]

    @extend_schema(request=InvoicePaid, responses=StripeInvoice, parameters=[IDEMPOTENCY_KEY])
    def post(self, request: Request, invoice_id: str) -> Response:
        """Mark an invoice as paid by cash, cheque or bank transfer."""
        answer = invoices.mark_paid(invoice_id=invoice_id, **body(InvoicePaid, request), **caller(request))
        return Response(StripeInvoice(answer.data).data)
