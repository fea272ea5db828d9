"""`/stripe/joinings`: becoming a member without being signed in."""

from __future__ import annotations

from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from drf_spectacular.utils import extend_schema
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response

from members.authentication import CsrfOnly
from members.serializers import joining as bodies
from members.services import joining, writing
from members.sign_in import network
from members.views.base import WritingView
from members.views.writing import IDEMPOTENCY_KEY, body
from reporting.views.base import MirrorView

ASKED = "A mail is on its way to this address. It says how to go on."


@method_decorator(never_cache, name="dispatch")
class Joinings(WritingView):
    authentication_classes = [CsrfOnly]
    permission_classes = [AllowAny]

    def asked_by(self, request: Request) -> str:
        """Nobody is signed in, so everybody on one network; the network's own address is not kept."""
        return writing.digest("joining", network.of(request))

    @extend_schema(
        request=bodies.Joining,
        responses={202: bodies.JoiningAsked},
        parameters=[IDEMPOTENCY_KEY],
    )
    def post(self, request: Request) -> Response:
        """Ask for a mail with a link to pay. The answer is the same for every address, known or not."""
        values = body(bodies.Joining, request)
        joining.ask(**{"birth_date": None, **values}, network=network.of(request))
        return Response({"detail": ASKED}, status=202)


@method_decorator(never_cache, name="dispatch")
class OneJoining(MirrorView, WritingView):
    authentication_classes = [CsrfOnly]
    permission_classes = [AllowAny]

    @extend_schema(responses=bodies.JoiningStanding)
    def get(self, request: Request, session_id: str) -> Response:
        """Whether the membership that was paid for on Stripe's page has arrived. Says nothing of anybody."""
        return Response(bodies.JoiningStanding(joining.standing(session_id=session_id)).data)
