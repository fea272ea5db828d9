"""Bodies of `/stripe/plans`."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from members.models import PriceMove, PriceMoveRow
from members.serializers.money import currency_field
from members.serializers.strict import StrictSerializer, example
from reporting.plan_details import JOINING, KEYS, MAX_NUMBER


class _Details(StrictSerializer):
    tier = serializers.IntegerField(
        min_value=0, max_value=MAX_NUMBER, required=False, allow_null=True, help_text="What the plan opens."
    )
    order = serializers.IntegerField(
        min_value=0, max_value=MAX_NUMBER, required=False, allow_null=True, help_text="Its place in lists."
    )
    features = serializers.ListField(
        child=serializers.CharField(max_length=200), required=False, max_length=30
    )
    joining = serializers.ChoiceField(
        JOINING, required=False, help_text="Who may join by themselves. Without it, nobody."
    )
    min_age = serializers.IntegerField(min_value=0, max_value=150, required=False, allow_null=True)
    max_age = serializers.IntegerField(min_value=0, max_value=150, required=False, allow_null=True)
    capacity = serializers.IntegerField(
        min_value=0, max_value=MAX_NUMBER, required=False, allow_null=True, help_text="Places."
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        details = {name: attrs.pop(name) for name in KEYS if name in attrs}
        return {**attrs, "details": details}


@example(
    "Juniors",
    {
        "name": "Junior",
        "description": "For the youth teams.",
        "amount_cents": 6000,
        "currency": "gbp",
        "interval": "year",
        "joining": "anyone",
        "max_age": 17,
        "capacity": 40,
        "features": ["All courts", "Coaching on Saturdays"],
        "order": 2,
    },
)
class PlanCreation(_Details):
    name = serializers.CharField(max_length=250)
    description = serializers.CharField(max_length=1000, required=False)
    amount_cents = serializers.IntegerField(min_value=0, max_value=99_999_999, help_text="In minor units.")
    currency = currency_field(required=True, help_text="Such as gbp.")
    interval = serializers.ChoiceField(["day", "week", "month", "year"])
    interval_count = serializers.IntegerField(min_value=1, max_value=36, required=False)
    lookup_key = serializers.CharField(max_length=200, required=False)


@example("More places, no age limit", {"capacity": 60, "max_age": None})
class PlanChange(_Details):
    name = serializers.CharField(max_length=250, required=False)
    description = serializers.CharField(max_length=1000, required=False, allow_blank=True)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        values = super().validate(attrs)
        details = values.pop("details")
        return {"changes": values, "details": details}


@example("From the next renewal on", {"amount_cents": 13000, "members": "renewal"})
class NewAmount(StrictSerializer):
    amount_cents = serializers.IntegerField(min_value=0, max_value=99_999_999, help_text="In minor units.")
    members = serializers.ChoiceField(
        PriceMove.Members.choices, help_text="What becomes of those who pay the old amount."
    )


class PriceMoveRowShown(serializers.ModelSerializer[PriceMoveRow]):
    class Meta:
        model = PriceMoveRow
        fields = ["subscription_id", "customer_id", "outcome", "message"]


@example(
    "Done",
    {
        "id": 7,
        "product_id": "prod_Q",
        "old_price_id": "price_1Q",
        "price_id": "price_1R",
        "amount_cents": 13000,
        "currency": "gbp",
        "members": "renewal",
        "state": "done",
        "message": "",
        "created_at": "2026-03-01T12:00:00Z",
        "created_by": "secretary@example.org",
        "ended_at": "2026-03-01T12:00:00Z",
        "rows": [{"subscription_id": "sub_1Q", "customer_id": "cus_Q", "outcome": "moved", "message": ""}],
    },
    answer=True,
)
class PriceMoveShown(serializers.ModelSerializer[PriceMove]):
    """A plan's new amount, and what became of each membership that had the old one."""

    rows = PriceMoveRowShown(many=True)

    class Meta:
        model = PriceMove
        fields = [
            "id",
            "product_id",
            "old_price_id",
            "price_id",
            "amount_cents",
            "currency",
            "members",
            "state",
            "message",
            "created_at",
            "created_by",
            "ended_at",
            "rows",
        ]
