"""Bodies of `/stripe/customers`."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from members.serializers.strict import MetadataField, StrictSerializer, StripeTimeField, example
from members.services.customers import ADDRESS, LIMITS


class AddressChange(StrictSerializer):
    line1 = serializers.CharField(allow_blank=True, max_length=500, required=False)
    line2 = serializers.CharField(allow_blank=True, max_length=500, required=False)
    city = serializers.CharField(allow_blank=True, max_length=500, required=False)
    state = serializers.CharField(allow_blank=True, max_length=500, required=False)
    postal_code = serializers.CharField(allow_blank=True, max_length=500, required=False)
    country = serializers.CharField(
        allow_blank=True, max_length=2, required=False, help_text="Two letters, such as GB."
    )


@example("Another address", {"email": "anna@example.net", "address": {"city": "Wells"}})
class CustomerChange(StrictSerializer):
    name = serializers.CharField(max_length=LIMITS["name"])
    email = serializers.EmailField(max_length=LIMITS["email"], allow_blank=True)
    phone = serializers.CharField(max_length=LIMITS["phone"], allow_blank=True, required=False)
    address = AddressChange(required=False, help_text="May be given in part; the other lines stay.")


@example(
    "Somebody new",
    {
        "name": "Anna Archer",
        "email": "anna@example.org",
        "phone": "+44 7700 900123",
        "address": {"line1": "1 River Lane", "city": "Bath", "postal_code": "BA1 1AA", "country": "GB"},
        "metadata": {"shirt_size": "M"},
    },
)
class CustomerCreation(CustomerChange):
    metadata = MetadataField(required=False, help_text="Values of defined fields, by key.")


class CustomerDeletion(StrictSerializer):
    memberships = serializers.ChoiceField(
        ["refuse", "cancel_now"],
        required=False,
        help_text="What becomes of running ones. Without it: refuse.",
    )
    refund = serializers.ChoiceField(
        ["none", "unused"],
        required=False,
        help_text="Of those that end now: what is paid and unused.",
    )


class StripeAddress(serializers.Serializer):
    line1 = serializers.CharField()
    line2 = serializers.CharField()
    city = serializers.CharField()
    state = serializers.CharField()
    postal_code = serializers.CharField()
    country = serializers.CharField()


@example(
    "Anna",
    {
        "id": "cus_Q",
        "name": "Anna Archer",
        "email": "anna@example.org",
        "phone": "",
        "address": {
            "line1": "",
            "line2": "",
            "city": "Bath",
            "state": "",
            "postal_code": "",
            "country": "GB",
        },
        "metadata": {"shirt_size": "M"},
        "currency": "gbp",
        "balance_cents": 0,
        "delinquent": False,
        "created_at": "2026-03-01T12:00:00Z",
    },
    answer=True,
)
class StripeCustomer(serializers.Serializer):
    """A Customer as Stripe has it now."""

    id = serializers.CharField()
    name = serializers.CharField()
    email = serializers.CharField()
    phone = serializers.CharField()
    address = StripeAddress()
    metadata = serializers.DictField(child=serializers.CharField())
    currency = serializers.CharField(allow_null=True)
    balance_cents = serializers.IntegerField(
        help_text="In minor units; below zero is credit that the next invoice uses up."
    )
    delinquent = serializers.BooleanField(help_text="Whether the latest invoice is overdue or was declined.")
    created_at = StripeTimeField()

    def to_representation(self, instance: dict[str, Any]) -> dict[str, Any]:
        address = instance.get("address") or {}
        shown: dict[str, Any] = super().to_representation(
            {
                "id": instance["id"],
                **{key: instance.get(key) or "" for key in ("name", "email", "phone")},
                "address": {part: address.get(part) or "" for part in ADDRESS},
                "metadata": instance.get("metadata") or {},
                "currency": instance.get("currency"),
                "balance_cents": instance.get("balance") or 0,
                "delinquent": bool(instance.get("delinquent")),
                "created_at": instance.get("created"),
            }
        )
        return shown
