"""`/stripe/plans`: Products with their Prices, and what becomes of members when an amount changes."""

from __future__ import annotations

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from cogento.permissions import IsAdmin
from members.models import PriceMove
from members.serializers import plans as bodies
from members.serializers.billing import StripeProduct
from members.services import plans
from members.views.base import WritingView
from members.views.writing import IDEMPOTENCY_KEY, body, caller

KEY = [IDEMPOTENCY_KEY]


class Plans(WritingView):
    permission_classes = [IsAdmin]

    @extend_schema(request=bodies.PlanCreation, responses={201: StripeProduct}, parameters=KEY)
    def post(self, request: Request) -> Response:
        """Make a plan: a Product with its Price. /postgres/plans lists them."""
        answer = plans.create(**body(bodies.PlanCreation, request), **caller(request))
        return Response(StripeProduct(answer.data).data, status=201)


class OnePlan(WritingView):
    permission_classes = [IsAdmin]

    @extend_schema(request=bodies.PlanChange, responses=StripeProduct, parameters=KEY)
    def patch(self, request: Request, product_id: str) -> Response:
        """Change name, description and details; null or an empty list removes a detail."""
        values = body(bodies.PlanChange, request)
        answer = plans.change(product_id=product_id, **values, **caller(request))
        return Response(StripeProduct(answer.data).data)


class PlanArchive(WritingView):
    permission_classes = [IsAdmin]

    @extend_schema(request=None, responses=StripeProduct, parameters=KEY)
    def post(self, request: Request, product_id: str) -> Response:
        """Offer a plan no longer. Memberships that run go on."""
        answer = plans.archive(product_id=product_id, **caller(request))
        return Response(StripeProduct(answer.data).data)


class PlanRestore(WritingView):
    permission_classes = [IsAdmin]

    @extend_schema(request=None, responses=StripeProduct, parameters=KEY)
    def post(self, request: Request, product_id: str) -> Response:
        """Offer an archived plan again."""
        answer = plans.restore(product_id=product_id, **caller(request))
        return Response(StripeProduct(answer.data).data)


class PriceReplace(WritingView):
    permission_classes = [IsAdmin]

    @extend_schema(request=bodies.NewAmount, responses={201: bodies.PriceMoveShown}, parameters=KEY)
    def post(self, request: Request, price_id: str) -> Response:
        """Replace a price by one of another amount, and say what becomes of members who have it."""
        values = body(bodies.NewAmount, request)
        move = plans.change_amount(price_id=price_id, **values, **caller(request))
        return Response(bodies.PriceMoveShown(move).data, status=201)


class OnePriceMove(WritingView):
    permission_classes = [IsAdmin]

    @extend_schema(responses=bodies.PriceMoveShown)
    def get(self, request: Request, move_id: int) -> Response:
        """How far the members of a plan have moved to its new price."""
        return Response(bodies.PriceMoveShown(get_object_or_404(PriceMove, pk=move_id)).data)


class PriceMoveGoOn(WritingView):
    permission_classes = [IsAdmin]

    @extend_schema(request=None, responses=bodies.PriceMoveShown)
    def post(self, request: Request, move_id: int) -> Response:
        """Try again those who failed, and go on where it stopped."""
        get_object_or_404(PriceMove, pk=move_id)
        return Response(bodies.PriceMoveShown(plans.go_on(move_id=move_id)).data)
