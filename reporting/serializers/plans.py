from __future__ import annotations

from rest_framework import serializers

from reporting.plan_details import JOINING
from reporting.plans import Plan


class PlanSerializer(serializers.Serializer[Plan]):
    """What a membership costs. The amount is of one period, in minor units."""

    price_id = serializers.CharField()
    product_id = serializers.CharField()
    name = serializers.CharField()
    nickname = serializers.CharField()
    description = serializers.CharField()
    amount_cents = serializers.IntegerField(allow_null=True)
    currency = serializers.CharField()
    interval = serializers.ChoiceField(choices=["day", "week", "month", "year"])
    interval_count = serializers.IntegerField()
    tier = serializers.IntegerField(source="details.tier", allow_null=True, help_text="What it opens.")
    features = serializers.ListField(child=serializers.CharField(), source="details.features")
    joining = serializers.ChoiceField(
        choices=JOINING, source="details.joining", help_text="Who may join by themselves."
    )
    min_age = serializers.IntegerField(source="details.min_age", allow_null=True)
    max_age = serializers.IntegerField(source="details.max_age", allow_null=True)
    places_left = serializers.IntegerField(allow_null=True, help_text="null: as many as there are.")
