"""`/stripe/customers/…`: what a deletion or a merge would do, and the merge."""

from __future__ import annotations

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from cogento.permissions import IsAdmin
from members.serializers.customers import StripeCustomer
from members.serializers.merging import DeletionPreview, MergeOrder, MergePreview
from members.services import deleting, merging
from members.views.base import WritingView
from members.views.writing import IDEMPOTENCY_KEY, body, caller, email_of


class CustomerDeletePreview(WritingView):
    permission_classes = [IsAdmin]

    @extend_schema(responses=DeletionPreview)
    def get(self, request: Request, customer_id: str) -> Response:
        """What deleting a person would end and leave behind. Nothing is written."""
        preview = deleting.preview(customer_id=customer_id, by=email_of(request))
        return Response(DeletionPreview(preview).data)


class CustomerMergePreview(WritingView):
    permission_classes = [IsAdmin]

    @extend_schema(request=MergeOrder, responses=MergePreview)
    def post(self, request: Request, customer_id: str) -> Response:
        """What letting another record of the same person go up in this one would do. Nothing is written."""
        plan = merging.preview(survivor_id=customer_id, by=email_of(request), **body(MergeOrder, request))
        return Response(MergePreview(plan).data)


class CustomerMerge(WritingView):
    permission_classes = [IsAdmin]

    @extend_schema(request=MergeOrder, responses=StripeCustomer, parameters=[IDEMPOTENCY_KEY])
    def post(self, request: Request, customer_id: str) -> Response:
        """Let another record of the same person go up in this one. The same again goes on after a failure."""
        answer = merging.merge(survivor_id=customer_id, **body(MergeOrder, request), **caller(request))
        return Response(StripeCustomer(answer.data).data)
