"""Bodies of Stripe's hosted pages and of plans."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from members.serializers.strict import StrictSerializer, StripeIdField


class PortalOpening(StrictSerializer):
    customer_id = StripeIdField(help_text="cus_… of your own; admins may name any.")


class CheckoutOpening(StrictSerializer):
    price_id = StripeIdField(help_text="The plan: price_…, from /postgres/plans")
    customer_id = StripeIdField(
        required=False, help_text="Without it, Stripe makes a new Customer with your email address."
    )
    birth_date = serializers.DateField(required=False, help_text="For plans of an age group.")


class HostedPage(serializers.Serializer):
    url = serializers.URLField(help_text="Lets in whoever has it: go there, do not keep it.")


class StripePageQuery(StrictSerializer):
    active = serializers.BooleanField(required=False, allow_null=True, default=None)
    starting_after = StripeIdField(required=False, help_text="The last id of the page before.")


class ProductCreation(StrictSerializer):
    name = serializers.CharField(max_length=250)
    description = serializers.CharField(max_length=1000, required=False)


class StripeProduct(serializers.Serializer):
    id = serializers.CharField()
    name = serializers.CharField()
    description = serializers.CharField(allow_null=True)
    active = serializers.BooleanField()
    metadata = serializers.DictField(child=serializers.CharField())


class StripeProducts(serializers.Serializer):
    results = StripeProduct(many=True)
    has_more = serializers.BooleanField()


class PriceCreation(StrictSerializer):
    product_id = StripeIdField()
    amount_cents = serializers.IntegerField(min_value=0, max_value=99_999_999, help_text="In minor units.")
    currency = serializers.RegexField(r"^[A-Za-z]{3}$", help_text="Such as gbp.")
    interval = serializers.ChoiceField(["day", "week", "month", "year"])
    interval_count = serializers.IntegerField(min_value=1, max_value=36, required=False)
    nickname = serializers.CharField(max_length=200, required=False)
    lookup_key = serializers.CharField(max_length=200, required=False)


class StripePrice(serializers.Serializer):
    id = serializers.CharField()
    product_id = serializers.CharField()
    active = serializers.BooleanField()
    amount_cents = serializers.IntegerField(allow_null=True, help_text="Of one period, in minor units.")
    currency = serializers.CharField()
    interval = serializers.CharField(help_text="Empty for a price that is paid once.")
    interval_count = serializers.IntegerField()
    nickname = serializers.CharField()
    lookup_key = serializers.CharField()

    def to_representation(self, instance: dict[str, Any]) -> dict[str, Any]:
        recurring = instance.get("recurring") or {}
        shown: dict[str, Any] = super().to_representation(
            {
                **{key: instance[key] for key in ("id", "active", "currency")},
                "product_id": instance["product"],
                "amount_cents": instance.get("unit_amount"),
                "interval": recurring.get("interval", ""),
                "interval_count": recurring.get("interval_count", 1),
                "nickname": instance.get("nickname") or "",
                "lookup_key": instance.get("lookup_key") or "",
            }
        )
        return shown


class StripePrices(serializers.Serializer):
    results = StripePrice(many=True)
    has_more = serializers.BooleanField()
