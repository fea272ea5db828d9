"""Bodies of `/stripe/joinings`."""

from __future__ import annotations

from rest_framework import serializers

from members.serializers.email import AddressField
from members.serializers.strict import StrictSerializer, StripeIdField, example
from members.services.joining import Standing


@example("A newcomer", {"email": "anna@example.org", "price_id": "price_1Q", "birth_date": "1990-01-31"})
class Joining(StrictSerializer):
    email = AddressField()
    price_id = StripeIdField(help_text="The plan: price_…, from /postgres/plans")
    birth_date = serializers.DateField(
        required=False, allow_null=True, help_text="For plans with a minimum or maximum age."
    )


@example(
    "Always the same", {"detail": "A mail is on its way to this address. It says how to go on."}, answer=True
)
class JoiningAsked(serializers.Serializer):
    detail = serializers.CharField()


@example(
    "Arrived", {"status": "complete", "is_known": True, "plan_name": "Adult", "pay_url": ""}, answer=True
)
class JoiningStanding(serializers.Serializer[Standing]):
    status = serializers.ChoiceField(
        ["open", "complete", "expired"], help_text="Of Stripe's page: not paid yet, paid, or closed."
    )
    is_known = serializers.BooleanField(help_text="Whether the membership has arrived here.")
    plan_name = serializers.CharField(help_text="Empty until it is known.")
    pay_url = serializers.CharField(help_text="Where to go on paying; empty once it is paid or closed.")
