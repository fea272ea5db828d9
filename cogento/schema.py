"""What the OpenAPI schema says of errors, one shape for all of them, and of files."""

from __future__ import annotations

from typing import Any

from drf_standardized_errors.openapi import AutoSchema
from rest_framework import serializers

FILES = ("text/csv", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")


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


class Schema(AutoSchema):  # type: ignore[misc]
    """A list as a file is a file, and an error is never one."""

    def _get_response_for_code(self, serializer: Any, status_code: Any, *args: Any, **kwargs: Any) -> Any:
        response = super()._get_response_for_code(serializer, status_code, *args, **kwargs)
        content = response.get("content", {})
        for media_type in set(FILES) & set(content):
            if str(status_code).startswith("2"):
                content[media_type] = {"schema": {"type": "string", "format": "binary"}}
            else:
                del content[media_type]
        return response
