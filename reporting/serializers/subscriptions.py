from __future__ import annotations

from typing import Any

from djstripe.models import Subscription
from rest_framework import serializers

from reporting.access import STATUSES
from reporting.columns import moment


class SubscriptionSerializer(serializers.Serializer[Subscription]):
    """A membership. Amounts are of one period, in minor units."""

    id = serializers.CharField()
    customer_id = serializers.CharField()
    status = serializers.ChoiceField(choices=STATUSES)
    plan_name = serializers.CharField(help_text="Stripe's product.")
    product_id = serializers.CharField()
    price_id = serializers.CharField()
    amount_cents = serializers.IntegerField(allow_null=True)
    currency = serializers.CharField()
    interval = serializers.ChoiceField(choices=["day", "week", "month", "year"], allow_null=True)
    interval_count = serializers.IntegerField(allow_null=True)
    quantity = serializers.IntegerField()
    start_at = serializers.DateTimeField(allow_null=True)
    trial_end_at = serializers.DateTimeField(allow_null=True)
    current_period_start_at = serializers.DateTimeField(allow_null=True)
    current_period_end_at = serializers.DateTimeField(allow_null=True)
    cancel_at_period_end = serializers.BooleanField()
    cancel_at = serializers.DateTimeField(allow_null=True)
    ended_at = serializers.DateTimeField(allow_null=True)
    canceled_at = serializers.DateTimeField(allow_null=True)
    collection_method = serializers.ChoiceField(choices=["charge_automatically", "send_invoice"])
    paused = serializers.BooleanField(help_text="Payments rest. The status stays as it is.")
    next_price_id = serializers.CharField(help_text="The plan from the renewal on; empty: the same.")

    def to_representation(self, instance: Subscription) -> dict[str, Any]:
        return super().to_representation(_shape(instance))  # type: ignore[arg-type]


class SubscriptionDetailSerializer(SubscriptionSerializer):
    """With all of its metadata, which admins alone may see."""

    metadata = serializers.DictField(child=serializers.CharField())


def _shape(row: Subscription) -> dict[str, Any]:
    data = row.stripe_data
    items = data["items"]["data"]
    first = items[0] if items else {}
    price = first.get("price") or {}
    recurring = price.get("recurring") or {}
    amounts = [i["price"].get("unit_amount") for i in items]
    quantities = [i.get("quantity") or 1 for i in items]
    known = bool(items) and None not in amounts
    return {
        "id": row.id,
        "customer_id": row.customer_id,
        "status": data["status"],
        "plan_name": getattr(row, "plan_name", None) or "",
        "product_id": price.get("product") or "",
        "price_id": price.get("id") or "",
        "amount_cents": sum(a * q for a, q in zip(amounts, quantities, strict=True)) if known else None,
        "currency": price.get("currency") or data.get("currency") or "",
        "interval": recurring.get("interval"),
        "interval_count": recurring.get("interval_count"),
        "quantity": sum(quantities),
        "start_at": moment(data.get("start_date")),
        "trial_end_at": moment(data.get("trial_end")),
        "current_period_start_at": moment(first.get("current_period_start")),
        "current_period_end_at": moment(first.get("current_period_end")),
        "cancel_at_period_end": data["cancel_at_period_end"],
        "cancel_at": moment(data.get("cancel_at")),
        "ended_at": moment(data.get("ended_at")),
        "canceled_at": moment(data.get("canceled_at")),
        "collection_method": data["collection_method"],
        "paused": bool(data.get("pause_collection")),
        "next_price_id": (row.metadata or {}).get("next_price", ""),
        "metadata": row.metadata or {},
    }
