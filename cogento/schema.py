"""How errors look in the OpenAPI schema: one shape for all of them."""

from __future__ import annotations

from rest_framework import serializers


class ErrorSerializer(serializers.Serializer[object]):
    code = serializers.CharField(help_text="For programs, such as card_declined.")
    detail = serializers.CharField(help_text="For people: what happened and what to do.")
    attr = serializers.CharField(
        allow_null=True, help_text="The field it is about, such as metadata.shirt_size."
    )


class ErrorsSerializer(serializers.Serializer[object]):
    """What every answer that is not a success looks like."""

    type = serializers.ChoiceField(choices=["validation_error", "client_error", "server_error"])
    errors = ErrorSerializer(many=True)  # type: ignore[assignment]  # DRF's own `errors` is of no use here
