from __future__ import annotations

from typing import Any

from djstripe.models import Charge
from rest_framework import serializers

PAYMENT_STATUSES = ("succeeded", "pending", "failed")


class PaymentSerializer(serializers.Serializer[Charge]):
    """A payment that was made or tried. Amounts are in minor units."""

    id = serializers.CharField()
    customer_id = serializers.CharField(allow_null=True)
    created_at = serializers.DateTimeField()
    amount_cents = serializers.IntegerField()
    amount_refunded_cents = serializers.IntegerField()
    currency = serializers.CharField()
    status = serializers.ChoiceField(choices=PAYMENT_STATUSES)
    description = serializers.CharField()
    method = serializers.CharField(help_text='Such as "Visa •••• 4242", or empty.')
    failure_message = serializers.CharField(help_text="Why it failed, or empty.")
    receipt_url = serializers.CharField(help_text="Stripe's receipt, or empty.")

    def to_representation(self, instance: Charge) -> dict[str, Any]:
        return super().to_representation(_shape(instance))  # type: ignore[arg-type]


def _shape(row: Charge) -> dict[str, Any]:
    data = row.stripe_data
    return {
        "id": row.id,
        "customer_id": row.customer_id,
        "created_at": row.created,
        "amount_cents": data["amount"],
        "amount_refunded_cents": data.get("amount_refunded") or 0,
        "currency": row.currency,
        "status": row.status,
        "description": data.get("description") or "",
        "method": _method(data.get("payment_method_details") or {}),
        "failure_message": data.get("failure_message") or "",
        "receipt_url": data.get("receipt_url") or "",
    }


def _method(details: dict[str, Any]) -> str:
    """How it was paid, in words: the brand of a card, or the kind of anything else, and the last digits."""
    kind = details.get("type") or ""
    inner = details.get(kind) or {}
    name = (inner.get("brand") or kind).replace("_", " ").capitalize()
    return f"{name} •••• {inner['last4']}" if inner.get("last4") else name
