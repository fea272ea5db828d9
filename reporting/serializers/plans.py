from __future__ import annotations

from rest_framework import serializers

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
