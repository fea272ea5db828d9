"""`/stripe/subscriptions`: memberships."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from cogento.permissions import IsAdmin, IsSignedIn
from members.serializers import subscriptions as bodies
from members.serializers.strict import MetadataChange, MetadataShown
from members.serializers.subscriptions import StripeSubscription
from members.services import metadata, subscriptions
from members.views.base import WritingView
from members.views.writing import IDEMPOTENCY_KEY, as_member, body, caller, email_of
from reporting.reader import Answer

KEY = [IDEMPOTENCY_KEY]


class Subscriptions(WritingView):
    permission_classes = [IsAdmin]

    @extend_schema(request=bodies.SubscriptionStart, responses={201: StripeSubscription}, parameters=KEY)
    def post(self, request: Request) -> Response:
        """Begin a membership. Refused where the person has a running one of the same plan."""
        values = body(bodies.SubscriptionStart, request)
        answer = subscriptions.start(**values, **caller(request))
        return Response(StripeSubscription(answer.data).data, status=201)


class SubscriptionCancel(WritingView):
    permission_classes = [IsSignedIn]

    @extend_schema(request=bodies.SubscriptionCancellation, responses=StripeSubscription, parameters=KEY)
    def post(self, request: Request, subscription_id: str) -> Response:
        """End a membership now, on a date, or with the paid period: members their own with the period."""
        values = body(bodies.SubscriptionCancellation, request)
        return _shown(subscriptions.cancel, request, subscription_id, values | _member(request))


class SubscriptionResume(WritingView):
    permission_classes = [IsSignedIn]

    @extend_schema(request=None, responses=StripeSubscription, parameters=KEY)
    def post(self, request: Request, subscription_id: str) -> Response:
        """Take a coming end or change back, or let a paused membership go on."""
        return _shown(subscriptions.resume, request, subscription_id, _member(request))


class SubscriptionChangePreview(WritingView):
    permission_classes = [IsSignedIn]

    @extend_schema(request=bodies.SubscriptionChangePreview, responses=bodies.ChangePreview)
    def post(self, request: Request, subscription_id: str) -> Response:
        """What a change of plan would cost. Nothing is changed."""
        values = body(bodies.SubscriptionChangePreview, request) | _member(request)
        by = email_of(request)
        preview = subscriptions.preview_change(subscription_id=subscription_id, **values, by=by)
        return Response(bodies.ChangePreview(preview).data)


class SubscriptionChange(WritingView):
    permission_classes = [IsSignedIn]

    @extend_schema(request=bodies.SubscriptionChange, responses=StripeSubscription, parameters=KEY)
    def post(self, request: Request, subscription_id: str) -> Response:
        """Change to another plan: members their own, where the club allows it."""
        values = body(bodies.SubscriptionChange, request)
        return _shown(subscriptions.change, request, subscription_id, values | _member(request))


class SubscriptionPause(WritingView):
    permission_classes = [IsAdmin]

    @extend_schema(request=bodies.SubscriptionPause, responses=StripeSubscription, parameters=KEY)
    def post(self, request: Request, subscription_id: str) -> Response:
        """Collect nothing until a date, or until it is resumed. The person remains a member."""
        return _shown(subscriptions.pause, request, subscription_id, body(bodies.SubscriptionPause, request))


class SubscriptionRenewalPreview(WritingView):
    permission_classes = [IsAdmin]

    @extend_schema(request=bodies.SubscriptionRenewal, responses=bodies.ChangePreview)
    def post(self, request: Request, subscription_id: str) -> Response:
        """What another renewal date would cost. Nothing is changed."""
        values = body(bodies.SubscriptionRenewal, request)
        by = email_of(request)
        preview = subscriptions.preview_renewal(subscription_id=subscription_id, **values, by=by)
        return Response(bodies.ChangePreview(preview).data)


class SubscriptionRenewal(WritingView):
    permission_classes = [IsAdmin]

    @extend_schema(request=bodies.SubscriptionRenewal, responses=StripeSubscription, parameters=KEY)
    def post(self, request: Request, subscription_id: str) -> Response:
        """Let a membership renew on another date."""
        values = body(bodies.SubscriptionRenewal, request)
        return _shown(subscriptions.move_renewal, request, subscription_id, values)


class SubscriptionMetadata(WritingView):
    permission_classes = [IsSignedIn]

    @extend_schema(request=MetadataChange, responses=MetadataShown, parameters=KEY)
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


def _member(request: Request) -> dict[str, bool]:
    return {"as_member": as_member(request)}


def _shown(
    service: Callable[..., Answer], request: Request, subscription_id: str, values: dict[str, Any]
) -> Response:
    answer = service(subscription_id=subscription_id, **values, **caller(request))
    return Response(StripeSubscription(answer.data).data)
