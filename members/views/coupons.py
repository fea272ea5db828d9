"""`/stripe/coupons`, `/stripe/promotion-codes`, and the discount of a membership."""

from __future__ import annotations

from django.http import HttpResponseBase
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from cogento.permissions import IsAdmin
from members import gateway
from members.serializers import coupons as bodies
from members.serializers.money import PageQuery
from members.serializers.subscriptions import StripeSubscription
from members.services import coupons
from members.views.base import WritingView
from members.views.stripe_lists import StripeListView
from members.views.writing import IDEMPOTENCY_KEY, body, caller


class Coupons(StripeListView):
    permission_classes = [IsAdmin]

    @extend_schema(parameters=[PageQuery], responses=bodies.StripeCoupons)
    def get(self, request: Request) -> HttpResponseBase:
        """Coupons as Stripe has them now, newest first, 100 a page."""
        return self.listed(request, gateway.list_coupons, query=PageQuery, page=bodies.StripeCoupons)

    @extend_schema(
        request=bodies.CouponCreation, responses={201: bodies.StripeCoupon}, parameters=[IDEMPOTENCY_KEY]
    )
    def post(self, request: Request) -> Response:
        answer = coupons.create(**body(bodies.CouponCreation, request), **caller(request))
        return Response(bodies.StripeCoupon(answer.data).data, status=201)


class OneCoupon(WritingView):
    permission_classes = [IsAdmin]

    @extend_schema(responses={204: None}, parameters=[IDEMPOTENCY_KEY])
    def delete(self, request: Request, coupon_id: str) -> Response:
        """Stop a coupon and its codes. Whoever has its discount keeps it."""
        coupons.delete(coupon_id=coupon_id, **caller(request))
        return Response(status=204)


class PromotionCodes(StripeListView):
    permission_classes = [IsAdmin]

    @extend_schema(parameters=[PageQuery], responses=bodies.StripePromotionCodes)
    def get(self, request: Request) -> HttpResponseBase:
        """Promotion codes as Stripe has them now, newest first, 100 a page."""
        return self.listed(
            request, gateway.list_promotion_codes, query=PageQuery, page=bodies.StripePromotionCodes
        )

    @extend_schema(
        request=bodies.PromotionCodeCreation,
        responses={201: bodies.StripePromotionCode},
        parameters=[IDEMPOTENCY_KEY],
    )
    def post(self, request: Request) -> Response:
        answer = coupons.create_code(**body(bodies.PromotionCodeCreation, request), **caller(request))
        return Response(bodies.StripePromotionCode(answer.data).data, status=201)


class OnePromotionCode(WritingView):
    permission_classes = [IsAdmin]

    @extend_schema(
        request=bodies.PromotionCodeSwitch,
        responses=bodies.StripePromotionCode,
        parameters=[IDEMPOTENCY_KEY],
    )
    def patch(self, request: Request, promotion_code_id: str) -> Response:
        """Let a code be redeemed, or no longer."""
        values = body(bodies.PromotionCodeSwitch, request)
        answer = coupons.switch_code(promotion_code_id=promotion_code_id, **values, **caller(request))
        return Response(bodies.StripePromotionCode(answer.data).data)


class SubscriptionDiscount(WritingView):
    permission_classes = [IsAdmin]

    @extend_schema(request=bodies.DiscountChoice, responses=StripeSubscription, parameters=[IDEMPOTENCY_KEY])
    def put(self, request: Request, subscription_id: str) -> Response:
        """Put a coupon or code on a membership, in place of what stood there."""
        values = body(bodies.DiscountChoice, request)
        answer = coupons.apply(subscription_id=subscription_id, **values, **caller(request))
        return Response(StripeSubscription(answer.data).data)

    @extend_schema(responses={200: StripeSubscription}, parameters=[IDEMPOTENCY_KEY])
    def delete(self, request: Request, subscription_id: str) -> Response:
        """Take the discount off a membership."""
        answer = coupons.apply(subscription_id=subscription_id, **caller(request))
        return Response(StripeSubscription(answer.data).data)
