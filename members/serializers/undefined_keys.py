from __future__ import annotations

from drf_spectacular.utils import OpenApiExample, extend_schema_serializer
from rest_framework import serializers

from members.models import FieldDefinition
from members.serializers.strict import StrictSerializer, example

TARGET = FieldDefinition.Target.choices
EXAMPLE = {"target": "customer", "key": "old_id"}


@extend_schema_serializer(examples=[OpenApiExample("A key of 214 members", {**EXAMPLE, "count": 214})])
class UndefinedKey(serializers.Serializer):
    """A key in Stripe that nobody has defined."""

    target = serializers.ChoiceField(choices=TARGET, source="kind", help_text="What carries it.")
    key = serializers.CharField()
    count = serializers.IntegerField(help_text="How many of these carry it.")


@example("A key of an old program", EXAMPLE)
class KeyRemoval(StrictSerializer):
    target = serializers.ChoiceField(choices=TARGET)
    key = serializers.CharField(max_length=40, trim_whitespace=False)


@example("It is queued", {**EXAMPLE, "count": 214}, answer=True)
class KeyRemovalQueued(KeyRemoval):
    count = serializers.IntegerField(help_text="From how many it is being removed.")
