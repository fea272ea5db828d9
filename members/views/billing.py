"""Stripe's hosted pages (`/stripe/portal-sessions`, `/stripe/checkout-sessions`) and plans."""

from __future__ import annotations

from django.http import HttpResponseBase
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from cogento.permissions import IsAdmin, IsSignedIn
from members import gateway
from members.serializers import billing
from members.services import checkout, payment_pages, plans, portal
from members.views.base import WritingView
from members.views.stripe_lists import StripeListView
from members.views.writing import IDEMPOTENCY_KEY, as_member, body, caller, email_of


class PortalSessions(WritingView):
    throttle_kind = "payment_pages"
    permission_classes = [IsSignedIn]

    @extend_schema(
        request=billing.PortalOpening, responses={201: billing.HostedPage}, parameters=[IDEMPOTENCY_KEY]
    )
    def post(self, request: Request) -> Response:
        """Open Stripe's pages for cards, invoices and cancelling: members their own."""
        values = body(billing.PortalOpening, request)
        url = portal.open_session(**values, as_member=as_member(request), **caller(request))
        return Response({"url": url}, status=201)


class CheckoutSessions(WritingView):
    throttle_kind = "payment_pages"
    permission_classes = [IsSignedIn]

    @extend_schema(
        request=billing.CheckoutOpening, responses={201: billing.HostedPage}, parameters=[IDEMPOTENCY_KEY]
    )
    def post(self, request: Request) -> Response:
        """Open Stripe's page that begins a membership by card, or where something is paid once."""
        values = body(billing.CheckoutOpening, request)
        if values.pop("mode", "subscription") == "payment":
            page = payment_pages.open_page(**values, as_member=as_member(request), **caller(request)).data
            return Response({"id": page["id"], "url": page["url"]}, status=201)
        url = checkout.open_session(**values, as_member=as_member(request), **caller(request))
        return Response({"url": url}, status=201)


class OneCheckoutSession(WritingView):
    permission_classes = [IsSignedIn]

    @extend_schema(responses=billing.CheckoutSession)
    def get(self, request: Request, session_id: str) -> Response:
        """What has become of a payment page: members their own."""
        answer = payment_pages.retrieve(
            session_id=session_id, by=email_of(request), as_member=as_member(request)
        )
        return Response(billing.CheckoutSession(answer.data).data)


class Products(StripeListView):
    permission_classes = [IsAdmin]

    @extend_schema(parameters=[billing.StripePageQuery], responses=billing.StripeProducts)
    def get(self, request: Request) -> HttpResponseBase:
        """Products as Stripe has them now, 100 a page."""
        return self.listed(
            request, gateway.list_products, query=billing.StripePageQuery, page=billing.StripeProducts
        )

    @extend_schema(
        request=billing.ProductCreation, responses={201: billing.StripeProduct}, parameters=[IDEMPOTENCY_KEY]
    )
    def post(self, request: Request) -> Response:
        answer = plans.create_product(**body(billing.ProductCreation, request), **caller(request))
        return Response(billing.StripeProduct(answer.data).data, status=201)


class Prices(StripeListView):
    permission_classes = [IsAdmin]

    @extend_schema(parameters=[billing.StripePageQuery], responses=billing.StripePrices)
    def get(self, request: Request) -> HttpResponseBase:
        """Prices as Stripe has them now, 100 a page."""
        return self.listed(
            request, gateway.list_prices, query=billing.StripePageQuery, page=billing.StripePrices
        )

    @extend_schema(
        request=billing.PriceCreation, responses={201: billing.StripePrice}, parameters=[IDEMPOTENCY_KEY]
    )
    def post(self, request: Request) -> Response:
        answer = plans.create_price(**body(billing.PriceCreation, request), **caller(request))
        return Response(billing.StripePrice(answer.data).data, status=201)
