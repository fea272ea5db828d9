"""Signing in and out."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.auth import logout
from django.middleware.csrf import get_token
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from drf_spectacular.utils import extend_schema
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from members.authentication import CsrfOnly
from members.models import User
from members.serializers.auth import (
    AskedSerializer,
    AskSerializer,
    ProofSerializer,
    SessionSerializer,
    SignedInSerializer,
)
from members.services import self_service, sign_in
from members.sign_in import eligibility, network, providers, ticket

ASKED = "If this address belongs to a member, a mail with a link and a code is on its way."


@method_decorator(never_cache, name="dispatch")
class SignInView(APIView):
    throttle_kind = None  # has limits of its own
    authentication_classes = [CsrfOnly]
    permission_classes = [AllowAny]

    @extend_schema(request=AskSerializer, responses={202: AskedSerializer})
    def post(self, request: Request) -> Response:
        """Ask for a mail. The answer is the same for every address, known or not."""
        asked = AskSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        browser = sign_in.ask(
            email=asked.validated_data["email"],
            page=asked.validated_data.get("next") or "",
            network=network.of(request),
        )
        response = Response({"detail": ASKED, "seconds": settings.SIGN_IN_SECONDS}, status=202)
        ticket.put(response, browser)
        return response


@method_decorator(never_cache, name="dispatch")
class TokenView(APIView):
    throttle_kind = None  # has limits of its own
    authentication_classes = [CsrfOnly]
    permission_classes = [AllowAny]

    @extend_schema(request=ProofSerializer, responses={200: SignedInSerializer})
    def post(self, request: Request) -> Response:
        """Exchange a link's token, or the code in the browser that asked for it, for a session."""
        proof = ProofSerializer(data=request.data)
        proof.is_valid(raise_exception=True)
        given = proof.validated_data
        wanted = given.get("next") or ""
        if "token" in given:
            user = sign_in.with_link(request=request._request, token=given["token"])
        else:
            wanted = wanted or sign_in.page_asked_for(request=request._request)
            user = sign_in.with_code(request=request._request, code=given["code"])
        response = Response({"next": sign_in.first_page(user=user, wanted=wanted)})
        ticket.take_back(response)
        return response


@method_decorator(never_cache, name="dispatch")
class SessionView(APIView):
    throttle_kind = None  # has limits of its own
    permission_classes = [AllowAny]

    @extend_schema(responses=SessionSerializer)
    def get(self, request: Request) -> Response:
        """Who is signed in. Sets the CSRF cookie that every writing request needs."""
        get_token(request._request)
        return Response(SessionSerializer(_session(request.user)).data)

    @extend_schema(responses={204: None})
    def delete(self, request: Request) -> Response:
        """Sign out. The session ends on the server."""
        logout(request._request)
        return Response(status=204)


def _session(user: Any) -> dict[str, Any]:
    known = isinstance(user, User)
    return {
        "signed_in": known,
        "email": user.email if known else None,
        "role": user.role if known else None,
        "is_member": known and eligibility.is_member(user),
        "may_join": self_service.allowed()["join"],
        "passkey_needed": known and user.role_waits,
        "ways_in": [*(["passkey"] if settings.PASSKEY_HOST else []), *providers.configured()],
        "club_name": settings.CLUB_NAME,
    }
