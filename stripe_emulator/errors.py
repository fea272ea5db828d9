"""Errors as Stripe answers them.

Source: https://docs.stripe.com/api/errors and https://docs.stripe.com/error-codes
"""

from __future__ import annotations

from typing import Any


class StripeError(Exception):
    """An answer other than 200; `keep` says that what was written before it stays written."""

    status = 400
    type = "invalid_request_error"
    keep = False

    def __init__(
        self, message: str, *, code: str | None = None, param: str | None = None, **extra: Any
    ) -> None:
        super().__init__(message)
        self.message = message
        self.code = code
        self.param = param
        self.extra = extra
        self.headers: dict[str, str] = {}

    def body(self) -> dict[str, Any]:
        error: dict[str, Any] = {}
        if self.code:
            error["code"] = self.code
            error["doc_url"] = f"https://stripe.com/docs/error-codes/{self.code.replace('_', '-')}"
        error["message"] = self.message
        if self.param:
            error["param"] = self.param
        error.update(self.extra)
        error["type"] = self.type
        return {"error": error}


class InvalidRequest(StripeError):
    pass


class Unauthorized(StripeError):
    status = 401


class Forbidden(StripeError):
    status = 403


class NotFound(StripeError):
    status = 404


class CardError(StripeError):
    status = 402
    type = "card_error"
    keep = True


class IdempotencyError(StripeError):
    type = "idempotency_error"


class KeyInUse(IdempotencyError):
    status = 409


class RateLimited(StripeError):
    status = 429


class ApiError(StripeError):
    status = 500
    type = "api_error"


def missing(param: str) -> InvalidRequest:
    return InvalidRequest(f"Missing required param: {param}.", code="parameter_missing", param=param)


def unknown(names: list[str]) -> InvalidRequest:
    word = "parameter" if len(names) == 1 else "parameters"
    return InvalidRequest(
        f"Received unknown {word}: {', '.join(names)}", code="parameter_unknown", param=names[0]
    )


def no_such(kind: str, id: str, *, param: str = "id") -> StripeError:
    """`resource_missing`: 404 for the object in the URL, 400 for one in a parameter."""
    cls = NotFound if param == "id" else InvalidRequest
    label = {
        "payment_method": "PaymentMethod",
        "checkout.session": "checkout.session",
        "billing_portal.configuration": "configuration",
    }.get(kind, kind)
    return cls(f"No such {label}: '{id}'", code="resource_missing", param=param)
