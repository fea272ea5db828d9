"""A person's passkeys, and signing in with one."""

from __future__ import annotations

from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from drf_spectacular.utils import extend_schema
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from cogento.permissions import IsSignedIn
from members.authentication import CsrfOnly
from members.serializers.auth import SignedInSerializer
from members.serializers.passkeys import (
    NewPasskeySerializer,
    OptionsSerializer,
    PasskeySerializer,
    PasskeyUseSerializer,
)
from members.services import passkeys, sign_in
from members.sign_in import challenges, network
from members.views.writing import body, email_of, user_of


@method_decorator(never_cache, name="dispatch")
class PasskeysView(APIView):
    permission_classes = [IsSignedIn]

    @extend_schema(responses=PasskeySerializer(many=True))
    def get(self, request: Request) -> Response:
        """Your passkeys, the oldest first."""
        return Response(PasskeySerializer(user_of(request).passkeys.all(), many=True).data)

    @extend_schema(request=NewPasskeySerializer, responses={201: PasskeySerializer})
    def post(self, request: Request) -> Response:
        """Add the passkey that this browser has made from the options."""
        given = body(NewPasskeySerializer, request)
        passkey = passkeys.add(request=request._request, user=user_of(request), by=email_of(request), **given)
        return Response(PasskeySerializer(passkey).data, status=201)


@method_decorator(never_cache, name="dispatch")
class PasskeyOptionsView(APIView):
    permission_classes = [IsSignedIn]

    @extend_schema(request=None, responses=OptionsSerializer)
    def post(self, request: Request) -> Response:
        """What the browser needs to make a passkey for you."""
        options, sealed = passkeys.start_adding(user=user_of(request))
        response = Response({"options": options})
        challenges.put(response, sealed)
        return response


@method_decorator(never_cache, name="dispatch")
class OnePasskeyView(APIView):
    permission_classes = [IsSignedIn]

    @extend_schema(responses={204: None})
    def delete(self, request: Request, passkey_id: int) -> Response:
        """Remove one of your passkeys, and end the other sessions that it opened."""
        passkeys.remove(
            request=request._request, user=user_of(request), passkey_id=passkey_id, by=email_of(request)
        )
        return Response(status=204)


@method_decorator(never_cache, name="dispatch")
class PasskeySignInOptionsView(APIView):
    authentication_classes = [CsrfOnly]
    permission_classes = [AllowAny]

    @extend_schema(request=None, responses=OptionsSerializer)
    def post(self, request: Request) -> Response:
        """What the browser needs to sign in with a passkey: the same for everybody."""
        options, sealed = sign_in.start_with_passkey()
        response = Response({"options": options})
        challenges.put(response, sealed)
        return response


@method_decorator(never_cache, name="dispatch")
class PasskeySignInView(APIView):
    authentication_classes = [CsrfOnly]
    permission_classes = [AllowAny]

    @extend_schema(request=PasskeyUseSerializer, responses={200: SignedInSerializer})
    def post(self, request: Request) -> Response:
        """Exchange what the passkey signed for a session."""
        given = body(PasskeyUseSerializer, request)
        user = sign_in.with_passkey(
            request=request._request, credential=given["credential"], network=network.of(request)
        )
        response = Response({"next": sign_in.first_page(user=user, wanted=given.get("next") or "")})
        challenges.take_back(response)
        return response
