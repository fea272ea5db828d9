from __future__ import annotations

from typing import Any

from djstripe.models import Invoice
from rest_framework import serializers

from reporting.columns import moment

INVOICE_STATUSES = ("draft", "open", "paid", "uncollectible", "void")


class InvoiceLineSerializer(serializers.Serializer[dict[str, Any]]):
    description = serializers.CharField()
    amount_cents = serializers.IntegerField()
    period_start_at = serializers.DateTimeField(allow_null=True)
    period_end_at = serializers.DateTimeField(allow_null=True)


class InvoiceSerializer(serializers.Serializer[Invoice]):
    """Amounts are in minor units."""

    id = serializers.CharField()
    customer_id = serializers.CharField()
    number = serializers.CharField(help_text="As printed on the invoice.")
    status = serializers.ChoiceField(choices=INVOICE_STATUSES)
    created_at = serializers.DateTimeField(allow_null=True)
    due_at = serializers.DateTimeField(allow_null=True)
    paid_at = serializers.DateTimeField(allow_null=True)
    total_cents = serializers.IntegerField()
    amount_due_cents = serializers.IntegerField()
    amount_paid_cents = serializers.IntegerField()
    amount_remaining_cents = serializers.IntegerField()
    currency = serializers.CharField()
    description = serializers.CharField()
    hosted_invoice_url = serializers.CharField(help_text="Stripe's page to look at it and pay, or empty.")
    invoice_pdf = serializers.CharField(help_text="Address of the PDF, or empty.")
    lines = InvoiceLineSerializer(many=True)

    def to_representation(self, instance: Invoice) -> dict[str, Any]:
        return super().to_representation(_shape(instance))  # type: ignore[arg-type]


def _shape(row: Invoice) -> dict[str, Any]:
    data = row.stripe_data
    return {
        "id": row.id,
        "customer_id": row.customer_id,
        "number": data.get("number") or "",
        "status": data.get("status") or "draft",
        "created_at": row.created,
        "due_at": moment(data.get("due_date")),
        "paid_at": moment((data.get("status_transitions") or {}).get("paid_at")),
        "total_cents": data["total"],
        "amount_due_cents": data["amount_due"],
        "amount_paid_cents": data["amount_paid"],
        "amount_remaining_cents": data["amount_remaining"],
        "currency": data["currency"],
        "description": data.get("description") or "",
        "hosted_invoice_url": data.get("hosted_invoice_url") or "",
        "invoice_pdf": data.get("invoice_pdf") or "",
        "lines": [_line(line) for line in data["lines"]["data"]],
    }


def _line(line: dict[str, Any]) -> dict[str, Any]:
    period = line.get("period") or {}
    return {
        "description": line.get("description") or "",
        "amount_cents": line["amount"],
        "period_start_at": moment(period.get("start")),
        "period_end_at": moment(period.get("end")),
    }
