"""Where somebody is signed in, and signing out from afar."""

from __future__ import annotations

from django.contrib.auth import logout
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from cogento.permissions import IsSignedIn
from members.serializers.sessions import SessionRowSerializer
from members.sign_in import sessions
from members.views.writing import user_of


@method_decorator(never_cache, name="dispatch")
class SessionsView(APIView):
    permission_classes = [IsSignedIn]

    @extend_schema(responses=SessionRowSerializer(many=True))
    def get(self, request: Request) -> Response:
        """Where you are signed in, the latest used first."""
        rows = SessionRowSerializer(
            sessions.of(user_of(request)), many=True, context={"key": request._request.session.session_key}
        )
        return Response(rows.data)

    @extend_schema(responses={204: None}, operation_id="auth_sessions_end_all")
    def delete(self, request: Request) -> Response:
        """Sign out everywhere, here too."""
        sessions.end_all(user_of(request))
        logout(request._request)
        return Response(status=204)


@method_decorator(never_cache, name="dispatch")
class OneSessionView(APIView):
    permission_classes = [IsSignedIn]

    @extend_schema(responses={204: None}, operation_id="auth_sessions_end_one")
    def delete(self, request: Request, session_id: str) -> Response:
        """Sign out in one of these places."""
        if not sessions.end(user_of(request), public_id=session_id):
            raise NotFound("You are not signed in there any more.")
        return Response(status=204)
