"""Bodies of `/stripe/subscriptions`."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from members.serializers.strict import (
    MetadataField,
    StrictSerializer,
    StripeIdField,
    StripeTimeField,
    example,
)
from members.services.subscriptions import NEXT_PRICE, Preview


@example(
    "By invoice",
    {
        "customer_id": "cus_Q",
        "price_id": "price_1Q",
        "start_date": "2026-03-01",
        "collection_method": "send_invoice",
        "days_until_due": 30,
        "metadata": {"court": "3"},
        "member_name": "Ben Archer",
    },
)
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
    free_of_charge = serializers.BooleanField(
        required=False, help_text="The same plan with a coupon of 100 % for ever."
    )
    member_name = serializers.CharField(
        required=False, max_length=200, help_text="Whose it is, where one person pays for several."
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if "days_until_due" in attrs and attrs.get("collection_method") != "send_invoice":
            raise serializers.ValidationError(
                {"days_until_due": ["Only invoices have a due date. Set collection_method to send_invoice."]}
            )
        return attrs


@example("With the paid period", {"at_period_end": True})
class SubscriptionCancellation(StrictSerializer):
    """Without `at_period_end` and `on_date`, it ends now."""

    at_period_end = serializers.BooleanField(
        required=False, help_text="true: when the paid period is over. Members can do only this."
    )
    on_date = serializers.DateField(required=False, help_text="From tomorrow on, within two years.")
    refund = serializers.ChoiceField(
        ["none", "unused", "full"],
        required=False,
        help_text="Of the last card payment for the period that runs, where it ends now: nothing, the part "
        "for the days that are left, or all of it.",
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if "at_period_end" not in attrs and "on_date" not in attrs:
            text = "Say when it ends: true for the end of the period, false for now, or give on_date."
            raise serializers.ValidationError({"at_period_end": [text]}, code="required")
        return attrs


@example("Now, and the difference is charged", {"price_id": "price_1R", "when": "now", "prorate": True})
class SubscriptionChangePreview(StrictSerializer):
    price_id = StripeIdField(help_text="The other plan: price_…, from /postgres/plans")
    when = serializers.ChoiceField(
        ["now", "renewal"], required=False, help_text="now, or from the next renewal on. Default: now."
    )
    prorate = serializers.BooleanField(
        required=False,
        help_text="For now: whether what is left of the old plan is set off and the rest is charged at once. "
        "Default: true; always so for members.",
    )


@example(
    "What the preview showed",
    {"price_id": "price_1R", "when": "now", "prorate": True, "proration_date": 1772366400},
)
class SubscriptionChange(SubscriptionChangePreview):
    proration_date = serializers.IntegerField(
        required=False,
        min_value=0,
        max_value=9_999_999_999,
        help_text="From the preview, not older than an hour: charges exactly what was shown.",
    )


@example("Over the winter", {"invoices": "void", "until_date": "2027-03-01"})
class SubscriptionPause(StrictSerializer):
    invoices = serializers.ChoiceField(
        ["void", "keep_as_draft", "mark_uncollectible"],
        required=False,
        help_text="What becomes of the invoices of that time. Default: void.",
    )
    until_date = serializers.DateField(required=False, help_text="Without it, until it is resumed.")


@example("On 1 April", {"renewal_date": "2026-04-01"})
class SubscriptionRenewal(StrictSerializer):
    renewal_date = serializers.DateField(
        help_text="Today charges a new period now; later, nothing until then."
    )


class PreviewLine(serializers.Serializer):
    description = serializers.CharField()
    amount_cents = serializers.IntegerField()


@example(
    "To a plan that costs more",
    {
        "due_now_cents": 8000,
        "currency": "gbp",
        "lines": [
            {"description": "Unused time on Adult", "amount_cents": -12000},
            {"description": "Family", "amount_cents": 20000},
        ],
        "next_amount_cents": 20000,
        "next_payment_at": "2027-03-01T12:00:00Z",
        "proration_date": 1772366400,
    },
    answer=True,
)
class ChangePreview(serializers.Serializer):
    """By Stripe's own reckoning. Amounts are in minor units."""

    due_now_cents = serializers.IntegerField(help_text="Negative: stands to the person's credit.")
    currency = serializers.CharField()
    lines = PreviewLine(many=True, help_text="What makes up the amount that is due now.")
    next_amount_cents = serializers.IntegerField(help_text="Of each later period, before discounts.")
    next_payment_at = StripeTimeField(allow_null=True)
    proration_date = serializers.IntegerField(
        allow_null=True, help_text="Seconds since 1970. Send it with the change."
    )

    def to_representation(self, instance: Preview) -> dict[str, Any]:
        lines = [{"description": text, "amount_cents": amount} for text, amount in instance.lines]
        shown: dict[str, Any] = super().to_representation({**vars(instance), "lines": lines})
        return shown


@example(
    "Running",
    {
        "id": "sub_1Q",
        "customer_id": "cus_Q",
        "status": "active",
        "product_id": "prod_Q",
        "price_id": "price_1Q",
        "amount_cents": 12000,
        "currency": "gbp",
        "interval": "year",
        "interval_count": 1,
        "quantity": 1,
        "start_at": "2026-03-01T12:00:00Z",
        "trial_end_at": None,
        "current_period_start_at": "2026-03-01T12:00:00Z",
        "current_period_end_at": "2027-03-01T12:00:00Z",
        "cancel_at_period_end": False,
        "cancel_at": None,
        "canceled_at": None,
        "ended_at": None,
        "collection_method": "send_invoice",
        "paused": False,
        "paused_until_at": None,
        "next_price_id": "",
        "metadata": {"member_name": "Ben Archer"},
    },
    answer=True,
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
    paused = serializers.BooleanField(help_text="Payments rest. The status stays as it is.")
    paused_until_at = StripeTimeField(allow_null=True)
    next_price_id = serializers.CharField(help_text="The plan from the renewal on; empty: the same.")
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
                "paused": bool(instance.get("pause_collection")),
                "paused_until_at": (instance.get("pause_collection") or {}).get("resumes_at"),
                "next_price_id": (instance.get("metadata") or {}).get(NEXT_PRICE, ""),
                "start_at": instance.get("start_date"),
                "trial_end_at": instance.get("trial_end"),
                "current_period_start_at": item.get("current_period_start"),
                "current_period_end_at": item.get("current_period_end"),
            }
        )
        return shown


def _id(value: Any) -> str:
    return value["id"] if isinstance(value, dict) else value
