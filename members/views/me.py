"""`/postgres/members/me`: what a person may see of themselves."""

from __future__ import annotations

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from cogento.permissions import IsSignedIn
from members.serializers import me
from members.services import profile
from members.views.writing import email_of
from reporting.views.base import MirrorView


class MyMemberships(MirrorView, APIView):
    permission_classes = [IsSignedIn]

    @extend_schema(responses=me.Me)
    def get(self, request: Request) -> Response:
        """Everyone on the address that signed in: details, memberships and the club's own fields."""
        email = email_of(request)
        return Response(me.Me(profile.of(email)).data)
