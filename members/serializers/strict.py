"""What all bodies of the write side share."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from drf_spectacular.utils import OpenApiExample, extend_schema_serializer
from rest_framework import serializers

STRIPE_ID = r"^[A-Za-z0-9][A-Za-z0-9_.\- ]*$"
CODES = ["200", "201", "202"]  # of answers that are shown


def example(name: str, value: dict[str, Any], *, answer: bool = False) -> Any:
    """An example in the schema: of a body, or of an answer. `test_examples.py` holds it to the serializer."""
    shown = OpenApiExample(
        name, value=value, response_only=answer, request_only=not answer, status_codes=CODES
    )
    return extend_schema_serializer(examples=[shown])


# Refuses names that it does not know: a misspelt or forbidden one is never passed over. (No docstring: the
# schema would repeat it at every body that inherits it.)
class StrictSerializer(serializers.Serializer):
    def to_internal_value(self, data: Any) -> Any:
        if isinstance(data, dict) and (unknown := [name for name in data if name not in self.fields]):
            raise serializers.ValidationError(
                {name: ["This is not something that can be written here."] for name in unknown},
                code="unknown_field",
            )
        return super().to_internal_value(data)


class StripeIdField(serializers.RegexField):
    def __init__(self, **kwargs: Any) -> None:
        wrong = {"invalid": "This is no id of Stripe's, which look like cus_Q1a2b3 or price_1Q2w3e."}
        super().__init__(STRIPE_ID, max_length=255, **{"error_messages": wrong, **kwargs})


class StripeTimeField(serializers.DateTimeField):
    """Seconds since 1970 in Stripe, ISO 8601 here."""

    def to_representation(self, value: Any) -> Any:
        return super().to_representation(datetime.fromtimestamp(value, UTC)) if value is not None else None


class MetadataField(serializers.DictField):
    """Texts by key; null or an empty text removes a key."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(child=serializers.CharField(allow_null=True, allow_blank=True), **kwargs)


@example("One changed, one removed", {"metadata": {"shirt_size": "M", "locker": None}})
class MetadataChange(StrictSerializer):
    metadata = MetadataField(help_text="Only the keys to change. null or an empty text removes a key.")


@example("What is there now", {"metadata": {"shirt_size": "M"}}, answer=True)
class MetadataShown(serializers.Serializer):
    metadata = serializers.DictField(
        child=serializers.CharField(), help_text="What is stored now, as far as you may read it."
    )
