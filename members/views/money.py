"""`/stripe/refunds`, `/stripe/payment-intents`, `/stripe/customers/…/credit`: money that moves."""

from __future__ import annotations

from functools import partial

from django.http import HttpResponseBase
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from cogento.permissions import IsAdmin, IsSignedIn
from members import gateway
from members.serializers import money
from members.services import credit, payments, refunds
from members.views.base import WritingView
from members.views.stripe_lists import StripeListView
from members.views.writing import IDEMPOTENCY_KEY, as_member, body, caller, email_of


class Refunds(WritingView):
    permission_classes = [IsAdmin]

    @extend_schema(
        request=money.RefundOrder, responses={201: money.StripeRefund}, parameters=[IDEMPOTENCY_KEY]
    )
    def post(self, request: Request) -> Response:
        """Give money back, all that is left or a part. Never twice for one request."""
        answer = refunds.create(**body(money.RefundOrder, request), **caller(request))
        return Response(money.StripeRefund(answer.data).data, status=201)


class PaymentIntents(WritingView):
    permission_classes = [IsAdmin]

    @extend_schema(
        request=money.PaymentOrder, responses={201: money.StripePayment}, parameters=[IDEMPOTENCY_KEY]
    )
    def post(self, request: Request) -> Response:
        """Charge a person's stored card once, such as for a court fee."""
        answer = payments.charge(**body(money.PaymentOrder, request), **caller(request))
        return Response(money.StripePayment(answer.data).data, status=201)


class OnePaymentIntent(WritingView):
    permission_classes = [IsSignedIn]

    @extend_schema(responses=money.StripePayment)
    def get(self, request: Request, payment_intent_id: str) -> Response:
        """Where a payment stands in Stripe now: members their own."""
        answer = payments.retrieve(
            payment_intent_id=payment_intent_id, by=email_of(request), as_member=as_member(request)
        )
        return Response(money.StripePayment(answer.data).data)


class CustomerCredit(StripeListView):
    permission_classes = [IsAdmin]

    @extend_schema(parameters=[money.PageQuery], responses=money.CreditEntries)
    def get(self, request: Request, customer_id: str) -> HttpResponseBase:
        """What was given, taken and used up of a person's credit, newest first, 100 a page."""
        ask = partial(gateway.list_balance_entries, customer_id=customer_id)
        return self.listed(request, ask, query=money.PageQuery, page=money.CreditEntries)

    @extend_schema(
        request=money.CreditOrder, responses={201: money.CreditEntry}, parameters=[IDEMPOTENCY_KEY]
    )
    def post(self, request: Request, customer_id: str) -> Response:
        """Give a person credit that their next invoices use up, or take it back."""
        answer = credit.give(customer_id=customer_id, **body(money.CreditOrder, request), **caller(request))
        return Response(money.CreditEntry(answer.data).data, status=201)
