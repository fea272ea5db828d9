"""`/stripe/customers`: people."""

from __future__ import annotations

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from cogento.permissions import IsAdmin, IsSignedIn
from members.serializers.customers import CustomerChange, CustomerCreation, CustomerDeletion, StripeCustomer
from members.serializers.strict import MetadataChange, MetadataShown
from members.services import customers, deleting, metadata
from members.views.base import WritingView
from members.views.writing import IDEMPOTENCY_KEY, as_member, body, caller, page_query


class Customers(WritingView):
    permission_classes = [IsAdmin]

    @extend_schema(request=CustomerCreation, responses={201: StripeCustomer}, parameters=[IDEMPOTENCY_KEY])
    def post(self, request: Request) -> Response:
        """Add a person."""
        values = body(CustomerCreation, request)
        answer = customers.create(**values, **caller(request))
        return Response(StripeCustomer(answer.data).data, status=201)


class OneCustomer(WritingView):
    permission_classes = [IsAdmin]

    @extend_schema(responses=StripeCustomer)
    def get(self, request: Request, customer_id: str) -> Response:
        """A person as Stripe has them now."""
        return Response(StripeCustomer(customers.retrieve(customer_id=customer_id).data).data)

    @extend_schema(request=CustomerChange, responses=StripeCustomer, parameters=[IDEMPOTENCY_KEY])
    def patch(self, request: Request, customer_id: str) -> Response:
        """Change name, email, phone or address. Only what differs is sent to Stripe."""
        changes = body(CustomerChange, request, partial=True)
        answer = customers.update(customer_id=customer_id, changes=changes, **caller(request))
        return Response(StripeCustomer(answer.data).data)

    @extend_schema(parameters=[CustomerDeletion, IDEMPOTENCY_KEY], responses={204: None})
    def delete(self, request: Request, customer_id: str) -> Response:
        """Delete a person for good. Refused while memberships run, unless they are to end now."""
        deleting.delete(customer_id=customer_id, **page_query(CustomerDeletion, request), **caller(request))
        return Response(status=204)


class CustomerMetadata(WritingView):
    permission_classes = [IsSignedIn]

    @extend_schema(request=MetadataChange, responses=MetadataShown, parameters=[IDEMPOTENCY_KEY])
    def patch(self, request: Request, customer_id: str) -> Response:
        """Change fields of a person: members their own, as far as the fields allow it."""
        values, member = body(MetadataChange, request)["metadata"], as_member(request)
        answer = metadata.write(
            target="customer", object_id=customer_id, values=values, as_member=member, **caller(request)
        )
        shown = metadata.readable(answer.data, target="customer", as_member=member)
        return Response({"metadata": shown})
