from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from cogento.permissions import IsAdmin, IsSuperuser
from cogento.spreadsheets import ListAlsoAsFile
from members.serializers.undefined_keys import KeyRemoval, KeyRemovalQueued, UndefinedKey
from members.services import undefined_keys
from members.views.base import WritingView
from members.views.writing import IDEMPOTENCY_KEY, body, email_of


class UndefinedKeys(ListAlsoAsFile):
    """Keys in Stripe's metadata that no field is defined for, the most frequent first."""

    permission_classes = [IsAdmin]
    serializer_class = UndefinedKey
    pagination_class = None

    def get_queryset(self) -> list[Any]:  # type: ignore[override]
        return undefined_keys.listed()


class KeyRemovals(WritingView):
    throttle_kind = "bulk"
    permission_classes = [IsSuperuser]

    @extend_schema(request=KeyRemoval, responses={202: KeyRemovalQueued}, parameters=[IDEMPOTENCY_KEY])
    def post(self, request: Request) -> Response:
        """Remove a key that no field is defined for from everything in Stripe that has it."""
        wanted = body(KeyRemoval, request)
        count = undefined_keys.remove(**wanted, by=email_of(request))
        return Response(KeyRemovalQueued({**wanted, "count": count}).data, status=202)
