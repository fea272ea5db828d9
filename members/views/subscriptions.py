"""`/stripe/subscriptions`: memberships."""

from __future__ import annotations

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from cogento.permissions import IsAdmin, IsSignedIn
from members.serializers.strict import MetadataChange, MetadataShown
from members.serializers.subscriptions import StripeSubscription, SubscriptionCancellation, SubscriptionStart
from members.services import metadata, subscriptions
from members.views.writing import IDEMPOTENCY_KEY, as_member, body, caller


class Subscriptions(APIView):
    permission_classes = [IsAdmin]

    @extend_schema(
        request=SubscriptionStart, responses={201: StripeSubscription}, parameters=[IDEMPOTENCY_KEY]
    )
    def post(self, request: Request) -> Response:
        """Begin a membership. Refused where the person has a running one of the same plan."""
        values = body(SubscriptionStart, request)
        answer = subscriptions.start(**values, **caller(request))
        return Response(StripeSubscription(answer.data).data, status=201)


class SubscriptionCancel(APIView):
    permission_classes = [IsAdmin]

    @extend_schema(
        request=SubscriptionCancellation, responses=StripeSubscription, parameters=[IDEMPOTENCY_KEY]
    )
    def post(self, request: Request, subscription_id: str) -> Response:
        """End a membership, now or when the paid period is over."""
        values = body(SubscriptionCancellation, request)
        answer = subscriptions.cancel(subscription_id=subscription_id, **values, **caller(request))
        return Response(StripeSubscription(answer.data).data)


class SubscriptionResume(APIView):
    permission_classes = [IsAdmin]

    @extend_schema(request=None, responses=StripeSubscription, parameters=[IDEMPOTENCY_KEY])
    def post(self, request: Request, subscription_id: str) -> Response:
        """Take a coming cancellation back, or let a paused membership go on."""
        answer = subscriptions.resume(subscription_id=subscription_id, **caller(request))
        return Response(StripeSubscription(answer.data).data)


class SubscriptionMetadata(APIView):
    permission_classes = [IsSignedIn]

    @extend_schema(request=MetadataChange, responses=MetadataShown, parameters=[IDEMPOTENCY_KEY])
    def patch(self, request: Request, subscription_id: str) -> Response:
        """Change fields of a membership: members their own, as far as the fields allow it."""
        values, member = body(MetadataChange, request)["metadata"], as_member(request)
        answer = metadata.write(
            target="subscription",
            object_id=subscription_id,
            values=values,
            as_member=member,
            **caller(request),
        )
        shown = metadata.readable(answer.data, target="subscription", as_member=member)
        return Response({"metadata": shown})
