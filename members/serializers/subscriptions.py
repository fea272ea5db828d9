"""Bodies of `/stripe/subscriptions`."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from members.serializers.strict import MetadataField, StrictSerializer, StripeIdField, StripeTimeField


class SubscriptionStart(StrictSerializer):
    customer_id = StripeIdField(help_text="Whose membership it is: cus_…")
    price_id = StripeIdField(help_text="The plan: price_…, from /postgres/plans")
    start_date = serializers.DateField(
        required=False,
        help_text="In the past: nothing is charged for it, the next renewal is the next anniversary. "
        "In the future: a trial until then.",
    )
    trial_days = serializers.IntegerField(min_value=0, max_value=730, required=False)
    trial_end_behavior = serializers.ChoiceField(
        ["create_invoice", "pause", "cancel"],
        required=False,
        help_text="What happens where there is no way to pay when the trial ends.",
    )
    collection_method = serializers.ChoiceField(
        ["charge_automatically", "send_invoice"], required=False, help_text="By card, or by invoice."
    )
    days_until_due = serializers.IntegerField(
        min_value=1, max_value=365, required=False, help_text="By invoice only: 14 where none is given."
    )
    metadata = MetadataField(required=False, help_text="Values of defined fields, by key.")

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if "days_until_due" in attrs and attrs.get("collection_method") != "send_invoice":
            raise serializers.ValidationError(
                {"days_until_due": ["Only invoices have a due date. Set collection_method to send_invoice."]}
            )
        return attrs


class SubscriptionCancellation(StrictSerializer):
    at_period_end = serializers.BooleanField(
        help_text="true: when the paid period is over. false: now, with nothing paid back."
    )


class StripeSubscription(serializers.Serializer):
    """A Subscription as Stripe answered with it. Amounts are in minor units, of one period."""

    id = serializers.CharField()
    customer_id = serializers.CharField()
    status = serializers.CharField()
    product_id = serializers.CharField()
    price_id = serializers.CharField()
    amount_cents = serializers.IntegerField(allow_null=True)
    currency = serializers.CharField()
    interval = serializers.CharField()
    interval_count = serializers.IntegerField()
    quantity = serializers.IntegerField()
    start_at = StripeTimeField(allow_null=True)
    trial_end_at = StripeTimeField(allow_null=True)
    current_period_start_at = StripeTimeField(allow_null=True)
    current_period_end_at = StripeTimeField(allow_null=True)
    cancel_at_period_end = serializers.BooleanField()
    cancel_at = StripeTimeField(allow_null=True)
    canceled_at = StripeTimeField(allow_null=True)
    ended_at = StripeTimeField(allow_null=True)
    collection_method = serializers.CharField()
    metadata = serializers.DictField(child=serializers.CharField())

    def to_representation(self, instance: dict[str, Any]) -> dict[str, Any]:
        item = instance["items"]["data"][0]
        price, recurring = item["price"], item["price"].get("recurring") or {}
        as_they_are = ("id", "status", "cancel_at_period_end", "cancel_at", "canceled_at", "ended_at")
        shown: dict[str, Any] = super().to_representation(
            {
                **{key: instance.get(key) for key in (*as_they_are, "collection_method", "metadata")},
                "customer_id": _id(instance["customer"]),
                "product_id": _id(price["product"]),
                "price_id": price["id"],
                "amount_cents": price.get("unit_amount"),
                "currency": price["currency"],
                "interval": recurring.get("interval", ""),
                "interval_count": recurring.get("interval_count", 1),
                "quantity": item.get("quantity") or 1,
                "start_at": instance.get("start_date"),
                "trial_end_at": instance.get("trial_end"),
                "current_period_start_at": item.get("current_period_start"),
                "current_period_end_at": item.get("current_period_end"),
            }
        )
        return shown


def _id(value: Any) -> str:
    return value["id"] if isinstance(value, dict) else value
