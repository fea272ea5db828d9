from __future__ import annotations

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from cogento.permissions import IsAdmin
from reporting.condition import condition
from reporting.serializers import MirrorSerializer
from reporting.views.base import MirrorView


class MirrorDetail(MirrorView, APIView):
    """How well the reports follow Stripe."""

    permission_classes = [IsAdmin]

    @extend_schema(responses=MirrorSerializer)
    def get(self, request: Request) -> Response:
        return Response(MirrorSerializer(condition()).data)
