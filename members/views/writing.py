"""What the views of the write side share: the caller's key, the caller's role, the body."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import OpenApiParameter
from rest_framework.request import Request
from rest_framework.serializers import Serializer

from members.models import User
from members.services import writing

IDEMPOTENCY_KEY = OpenApiParameter(
    "Idempotency-Key",
    str,
    OpenApiParameter.HEADER,
    description="Any text of yours. The same key twice does it once; without it, a double click is caught.",
)


def body(serializer_class: type[Serializer], request: Request, *, partial: bool = False) -> dict[str, Any]:
    serializer = serializer_class(data=request.data, partial=partial)
    serializer.is_valid(raise_exception=True)
    values: dict[str, Any] = serializer.validated_data
    return values


def page_query(serializer_class: type[Serializer], request: Request) -> dict[str, Any]:
    asked = request.query_params.dict()
    asked.pop("format", None)  # was looked at when the answer's form was chosen
    serializer = serializer_class(data=asked)
    serializer.is_valid(raise_exception=True)
    values: dict[str, Any] = serializer.validated_data
    return {key: value for key, value in values.items() if value is not None}


def user_of(request: Request) -> User:
    """Whose session it is, behind a permission that lets nobody unknown in."""
    assert isinstance(request.user, User)  # noqa: S101
    return request.user


def email_of(request: Request) -> str:
    return user_of(request).email


def caller(request: Request) -> dict[str, Any]:
    """Who asks, and a key that only the same person at the same address can use again."""
    key = request.headers.get("Idempotency-Key")
    email = email_of(request)
    return {
        "by": email,
        "idempotency_key": writing.digest("api", email, request.method, request.path, key) if key else None,
    }


def as_member(request: Request) -> bool:
    return not request.user.is_staff
