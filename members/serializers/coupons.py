"""Bodies of coupons and promotion codes. Amounts are in minor units, with their currency."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from members.serializers.money import amount_field, currency_field
from members.serializers.strict import StrictSerializer, StripeIdField, StripeTimeField, example


@example("Half price for a year", {"name": "Student", "percent_off": 50, "duration": "forever"})
class CouponCreation(StrictSerializer):
    name = serializers.CharField(max_length=40, help_text="Members read it on invoices.")
    percent_off = serializers.FloatField(min_value=0.01, max_value=100, required=False)
    amount_off_cents = amount_field(required=False)
    currency = currency_field(help_text="Of the amount, such as gbp.")
    duration = serializers.ChoiceField(["once", "repeating", "forever"], required=False)
    duration_in_months = serializers.IntegerField(min_value=1, max_value=120, required=False)
    max_redemptions = serializers.IntegerField(min_value=1, max_value=1_000_000, required=False)
    redeem_by = serializers.DateField(required=False, help_text="The last day on which it can be redeemed.")


@example(
    "Half price",
    {
        "id": "Z4OV52SU",
        "name": "Student",
        "percent_off": 50.0,
        "amount_off_cents": None,
        "currency": None,
        "duration": "forever",
        "duration_in_months": None,
        "max_redemptions": None,
        "times_redeemed": 0,
        "redeem_by_at": None,
        "valid": True,
    },
    answer=True,
)
class StripeCoupon(serializers.Serializer):
    id = serializers.CharField()
    name = serializers.CharField(allow_null=True)
    percent_off = serializers.FloatField(allow_null=True)
    amount_off_cents = serializers.IntegerField(source="amount_off", allow_null=True)
    currency = serializers.CharField(allow_null=True)
    duration = serializers.CharField()
    duration_in_months = serializers.IntegerField(allow_null=True)
    max_redemptions = serializers.IntegerField(allow_null=True)
    times_redeemed = serializers.IntegerField()
    redeem_by_at = StripeTimeField(source="redeem_by", allow_null=True)
    valid = serializers.BooleanField(help_text="Whether it can be redeemed now.")


class StripeCoupons(serializers.Serializer):
    results = StripeCoupon(many=True)
    has_more = serializers.BooleanField()


@example("For one spring", {"coupon_id": "Z4OV52SU", "code": "SPRING26", "expires_date": "2026-05-31"})
class PromotionCodeCreation(StrictSerializer):
    coupon_id = StripeIdField()
    code = serializers.RegexField(
        r"^[A-Za-z0-9-]{1,500}$",
        max_length=500,
        help_text="What people type.",
        error_messages={"invalid": "Use letters, digits and hyphens only, such as SPRING26."},
    )
    customer_id = StripeIdField(required=False, help_text="For this person alone.")
    max_redemptions = serializers.IntegerField(min_value=1, max_value=1_000_000, required=False)
    expires_date = serializers.DateField(required=False, help_text="The last day on which it works.")
    first_time_only = serializers.BooleanField(required=False, help_text="For whoever has paid nothing yet.")


@example("No longer", {"active": False})
class PromotionCodeSwitch(StrictSerializer):
    active = serializers.BooleanField()


@example(
    "Can be redeemed",
    {
        "id": "promo_1Q",
        "code": "SPRING26",
        "coupon_id": "Z4OV52SU",
        "active": True,
        "customer_id": None,
        "max_redemptions": None,
        "times_redeemed": 0,
        "expires_at": "2026-05-31T22:59:59Z",
    },
    answer=True,
)
class StripePromotionCode(serializers.Serializer):
    id = serializers.CharField()
    code = serializers.CharField()
    coupon_id = serializers.SerializerMethodField()
    active = serializers.BooleanField(help_text="Whether it can be redeemed now.")
    customer_id = serializers.CharField(source="customer", allow_null=True)
    max_redemptions = serializers.IntegerField(allow_null=True)
    times_redeemed = serializers.IntegerField()
    expires_at = StripeTimeField(allow_null=True)

    def get_coupon_id(self, data: dict[str, Any]) -> str:
        coupon = data["promotion"]["coupon"]
        found: str = coupon["id"] if isinstance(coupon, dict) else coupon
        return found


class StripePromotionCodes(serializers.Serializer):
    results = StripePromotionCode(many=True)
    has_more = serializers.BooleanField()


@example("A coupon", {"coupon_id": "Z4OV52SU"})
class DiscountChoice(StrictSerializer):
    coupon_id = StripeIdField(required=False)
    promotion_code_id = StripeIdField(required=False, help_text="promo_…")

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if len(attrs) != 1:
            raise serializers.ValidationError({"coupon_id": ["Give a coupon, or a code."]})
        return attrs
