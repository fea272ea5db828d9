"""What the OpenAPI schema says of errors, one shape for all of them, of files, and of Stripe's deliveries."""

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
    """A list as a file is a file, an error is never one, and any write may come from another site's page."""

    def _should_add_http403_error_response(self) -> bool:
        return self.method not in ("GET", "HEAD", "OPTIONS") or super()._should_add_http403_error_response()

    def _get_response_for_code(self, serializer: Any, status_code: Any, *args: Any, **kwargs: Any) -> Any:
        response = super()._get_response_for_code(serializer, status_code, *args, **kwargs)
        content = response.get("content", {})
        for media_type in set(FILES) & set(content):
            if str(status_code).startswith("2"):
                content[media_type] = {"schema": {"type": "string", "format": "binary"}}
            else:
                del content[media_type]
        return response


def with_webhooks(result: dict[str, Any], **_: Any) -> dict[str, Any]:
    """Stripe's deliveries go to a plain view, for speed, which the library does not see. This tells of it."""
    result["paths"]["/stripe/webhooks"] = {"post": WEBHOOKS}
    return result


def _answer(description: str, schema: dict[str, Any]) -> dict[str, Any]:
    return {"content": {"application/json": {"schema": schema}}, "description": description}


_ERRORS = {"$ref": "#/components/schemas/Errors"}
WEBHOOKS = {
    "operationId": "stripe_webhooks_create",
    "description": "Where Stripe delivers events; whoever signs as Stripe does is let in. Nothing is stored "
    "before the signature is verified. Anything but 200 has Stripe deliver the event again.",
    "tags": ["stripe"],
    "parameters": [
        {
            "in": "header",
            "name": "Stripe-Signature",
            "required": True,
            "schema": {"type": "string"},
            "description": "https://docs.stripe.com/webhooks#verify-official-libraries",
        }
    ],
    "requestBody": {
        "required": True,
        "content": {
            "application/json": {
                "schema": {"type": "object", "additionalProperties": {}, "description": "Stripe's event."}
            }
        },
    },
    "security": [{}],
    "responses": {
        "200": _answer(
            "The event is in the mirror, or was before, or follows once the mirror is rebuilt.",
            {
                "type": "object",
                "properties": {"code": {"type": "string"}, "detail": {"type": "string"}},
                "required": ["code", "detail"],
            },
        ),
        "400": _answer("Not signed as Stripe does, or no event.", _ERRORS),
        "413": _answer("Larger than any event.", _ERRORS),
        "503": _answer("It could not be applied yet.", _ERRORS),
    },
}
