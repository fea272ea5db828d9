"""Bodies of what is said before a person is deleted or merged, and of the merge itself."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from members.serializers.strict import StrictSerializer, StripeIdField, StripeTimeField, example
from members.services.deleting import Preview
from members.services.merging import Plan


class MembershipItem(serializers.Serializer):
    price_id = serializers.CharField()
    amount_cents = serializers.IntegerField(allow_null=True, help_text="Of one period and one piece.")
    quantity = serializers.IntegerField()


class RunningMembership(serializers.Serializer):
    subscription_id = serializers.CharField()
    status = serializers.CharField()
    items = MembershipItem(many=True, help_text="One plan, or several that Stripe's dashboard put together.")
    currency = serializers.CharField()
    current_period_end_at = StripeTimeField()


class DeletionPreview(serializers.Serializer):
    customer_id = serializers.CharField()
    name = serializers.CharField()
    memberships = RunningMembership(many=True, help_text="What runs, and would have to end.")
    open_invoices = serializers.IntegerField(help_text="How many are still to be paid.")
    open_cents = serializers.IntegerField(help_text="What they ask for, in minor units.")
    credit_cents = serializers.IntegerField(help_text="What would be lost, in minor units.")
    currency = serializers.CharField(allow_null=True)

    def to_representation(self, preview: Preview) -> dict[str, Any]:
        customer = preview.customer
        return {
            "customer_id": customer["id"],
            "name": customer.get("name") or "",
            "memberships": RunningMembership([running(each) for each in preview.running], many=True).data,
            "open_invoices": len(preview.open_invoices),
            "open_cents": sum(invoice["amount_remaining"] for invoice in preview.open_invoices),
            "credit_cents": preview.credit_cents,
            "currency": customer.get("currency"),
        }


@example("Keep Anna's record", {"other_id": "cus_Q", "take_from_other": ["shirt_size"]})
class MergeOrder(StrictSerializer):
    other_id = StripeIdField(help_text="Whose record goes up in this one and is deleted: cus_…")
    take_from_other = serializers.ListField(
        child=serializers.CharField(max_length=40),
        required=False,
        max_length=50,
        help_text="Metadata keys whose value the other one has right.",
    )


class DifferingValue(serializers.Serializer):
    key = serializers.CharField()
    survivor = serializers.CharField()
    other = serializers.CharField()
    kept = serializers.ChoiceField(["survivor", "other"])


class MovedMembership(RunningMembership):
    collection_method = serializers.CharField(help_text="How the new one will be paid.")
    begun = serializers.BooleanField(help_text="Whether an earlier try has begun it already.")


@example(
    "Possible",
    {
        "survivor_id": "cus_Q",
        "other_id": "cus_R",
        "possible": True,
        "problems": [],
        "notes": [],
        "metadata": {"shirt_size": "M"},
        "differing": [{"key": "shirt_size", "survivor": "S", "other": "M", "kept": "other"}],
        "details": {"phone": "+44 7700 900123"},
        "memberships": [
            {
                "subscription_id": "sub_1R",
                "status": "active",
                "items": [{"price_id": "price_1Q", "amount_cents": 12000, "quantity": 1}],
                "currency": "gbp",
                "current_period_end_at": "2027-03-01T12:00:00Z",
                "collection_method": "charge_automatically",
                "begun": False,
            }
        ],
        "credit_cents": 500,
        "currency": "gbp",
    },
    answer=True,
)
class MergePreview(serializers.Serializer):
    """All that a merge would do. Nothing is done while there are problems."""

    survivor_id = serializers.CharField()
    other_id = serializers.CharField()
    possible = serializers.BooleanField()
    problems = serializers.ListField(
        child=serializers.CharField(), help_text="What to settle first, in sentences."
    )
    notes = serializers.ListField(child=serializers.CharField(), help_text="What to know, in sentences.")
    metadata = serializers.DictField(
        child=serializers.CharField(), help_text="What is added to the one who stays, or replaced there."
    )
    differing = DifferingValue(many=True)
    details = serializers.DictField(help_text="Name, email, phone, address that the one who stays lacks.")
    memberships = MovedMembership(many=True, help_text="Begun again for the one who stays.")
    credit_cents = serializers.IntegerField(help_text="Carried over, in minor units; below zero: owed.")
    currency = serializers.CharField(allow_null=True)

    def to_representation(self, plan: Plan) -> dict[str, Any]:
        moved = [
            {
                **running(move.old),
                "collection_method": move.params["collection_method"],
                "begun": bool(move.begun),
            }
            for move in plan.moves
        ]
        return {
            "survivor_id": plan.survivor["id"],
            "other_id": plan.other["id"],
            "possible": not plan.problems,
            "problems": plan.problems,
            "notes": plan.notes,
            "metadata": plan.metadata,
            "differing": plan.differing,
            "details": plan.details,
            "memberships": MovedMembership(moved, many=True).data,
            "credit_cents": plan.credit_cents,
            "currency": plan.other.get("currency"),
        }


def running(data: dict[str, Any]) -> dict[str, Any]:
    """A Subscription in few words."""
    items = data["items"]["data"]
    return {
        "subscription_id": data["id"],
        "status": data["status"],
        "items": [
            {
                "price_id": item["price"]["id"],
                "amount_cents": item["price"].get("unit_amount"),
                "quantity": item.get("quantity") or 1,
            }
            for item in items
        ],
        "currency": data["currency"],
        "current_period_end_at": max(item["current_period_end"] for item in items),
    }
