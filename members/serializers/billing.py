"""Bodies of Stripe's hosted pages and of plans."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from members.serializers.money import amount_field, currency_field
from members.serializers.strict import StrictSerializer, StripeIdField, example


@example("Your own", {"customer_id": "cus_Q"})
class PortalOpening(StrictSerializer):
    customer_id = StripeIdField(help_text="cus_… of your own; admins may name any.")


NOT_ONCE = {
    "birth_date": "Only for plans of an age group.",
    "member_name": "Only for memberships.",
}


@example("Begin a membership", {"price_id": "price_1Q", "customer_id": "cus_Q"})
class CheckoutOpening(StrictSerializer):
    mode = serializers.ChoiceField(
        ["subscription", "payment"], required=False, help_text="payment: paid once, such as a court fee."
    )
    price_id = StripeIdField(required=False, help_text="The plan: price_…, from /postgres/plans")
    customer_id = StripeIdField(
        required=False, help_text="Without it, Stripe makes a new Customer with your email address."
    )
    birth_date = serializers.DateField(required=False, help_text="For plans of an age group.")
    member_name = serializers.CharField(
        max_length=200,
        required=False,
        help_text="Staff alone: whose it is, where one person pays for several.",
    )
    amount_cents = amount_field(required=False)
    currency = currency_field()
    description = serializers.CharField(max_length=250, required=False, help_text="What is paid for.")

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        once = attrs.get("mode") == "payment"
        needed = "customer_id" if once else "price_id"
        if needed not in attrs:
            raise serializers.ValidationError({needed: ["This field is required."]})
        foreign = {"amount_cents", "currency", "description"} & attrs.keys()
        if foreign and not once:
            raise serializers.ValidationError(
                {name: ["Only for what is paid once: set mode to payment."] for name in foreign}
            )
        for name, text in NOT_ONCE.items():
            if once and name in attrs:
                raise serializers.ValidationError({name: [text]})
        return attrs


@example(
    "Paid",
    {
        "id": "cs_1Q",
        "mode": "subscription",
        "status": "complete",
        "payment_status": "paid",
        "customer_id": "cus_Q",
        "subscription_id": "sub_1Q",
        "payment_intent_id": None,
        "amount_cents": 12000,
        "currency": "gbp",
    },
    answer=True,
)
class CheckoutSession(serializers.Serializer):
    """What has become of a payment page, as Stripe has it now."""

    id = serializers.CharField()
    mode = serializers.CharField()
    status = serializers.CharField(help_text="open, complete or expired")
    payment_status = serializers.CharField(help_text="paid, unpaid or no_payment_required")
    customer_id = serializers.CharField(source="customer", allow_null=True)
    subscription_id = serializers.CharField(source="subscription", allow_null=True)
    payment_intent_id = serializers.CharField(source="payment_intent", allow_null=True)
    amount_cents = serializers.IntegerField(source="amount_total", allow_null=True)
    currency = serializers.CharField(allow_null=True)


@example("A page of Stripe", {"url": "https://checkout.stripe.com/c/pay/cs_1Q"}, answer=True)
class HostedPage(serializers.Serializer):
    id = serializers.CharField(
        required=False, help_text="Of a page that is paid once: ask what became of it."
    )
    url = serializers.URLField(help_text="Lets in whoever has it: go there, do not keep it.")


class StripePageQuery(StrictSerializer):
    active = serializers.BooleanField(required=False, allow_null=True, default=None)
    starting_after = StripeIdField(required=False, help_text="The last id of the page before.")


@example("Adults", {"name": "Adult", "description": "All courts, all week."})
class ProductCreation(StrictSerializer):
    name = serializers.CharField(max_length=250)
    description = serializers.CharField(max_length=1000, required=False)


@example(
    "Offered",
    {
        "id": "prod_Q",
        "name": "Adult",
        "description": "All courts, all week.",
        "active": True,
        "metadata": {"joining": "anyone"},
    },
    answer=True,
)
class StripeProduct(serializers.Serializer):
    id = serializers.CharField()
    name = serializers.CharField()
    description = serializers.CharField(allow_null=True)
    active = serializers.BooleanField()
    metadata = serializers.DictField(child=serializers.CharField())


class StripeProducts(serializers.Serializer):
    results = StripeProduct(many=True)
    has_more = serializers.BooleanField()


@example("Every year", {"product_id": "prod_Q", "amount_cents": 12000, "currency": "gbp", "interval": "year"})
class PriceCreation(StrictSerializer):
    product_id = StripeIdField()
    amount_cents = serializers.IntegerField(min_value=0, max_value=99_999_999, help_text="In minor units.")
    currency = currency_field(required=True, help_text="Such as gbp.")
    interval = serializers.ChoiceField(["day", "week", "month", "year"])
    interval_count = serializers.IntegerField(min_value=1, max_value=36, required=False)
    nickname = serializers.CharField(max_length=200, required=False)
    lookup_key = serializers.CharField(max_length=200, required=False)


@example(
    "Every year",
    {
        "id": "price_1Q",
        "product_id": "prod_Q",
        "active": True,
        "amount_cents": 12000,
        "currency": "gbp",
        "interval": "year",
        "interval_count": 1,
        "nickname": "",
        "lookup_key": "",
    },
    answer=True,
)
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
