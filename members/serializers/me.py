"""What `/postgres/members/me` answers."""

from __future__ import annotations

from rest_framework import serializers

from members.models import FieldDefinition
from members.serializers.customers import StripeAddress
from reporting.serializers.subscriptions import SubscriptionSerializer


class MyField(serializers.Serializer):
    """A field of the club's own, with its value. Write it at `/stripe/{target}s/{object_id}/metadata`."""

    key = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    help_text = serializers.CharField()  # type: ignore[assignment]
    type = serializers.ChoiceField(FieldDefinition.Type.choices)
    choices = serializers.ListField(child=serializers.CharField())
    writable = serializers.BooleanField()
    value = serializers.CharField(help_text="Empty where there is none.")
    target = serializers.ChoiceField(FieldDefinition.Target.choices)
    object_id = serializers.CharField(help_text="cus_… or sub_…")


class MyMembership(serializers.Serializer):
    customer_id = serializers.CharField()
    name = serializers.CharField()
    email = serializers.CharField()
    phone = serializers.CharField()
    address = StripeAddress()
    status = serializers.CharField(help_text="Stripe's status of the subscription that counts, or none.")
    has_access = serializers.BooleanField()
    member_since_at = serializers.DateTimeField(allow_null=True)
    past_due_since_at = serializers.DateTimeField(allow_null=True)
    amount_due_cents = serializers.IntegerField(help_text="Open invoices, in minor units.")
    currency = serializers.CharField()
    subscriptions = SubscriptionSerializer(many=True)
    fields = MyField(many=True)  # type: ignore[assignment]  # the metaclass takes it, `.fields` stays itself


class Allowed(serializers.Serializer):
    """What the club lets members do by themselves."""

    join = serializers.BooleanField()
    change = serializers.BooleanField()
    cancel = serializers.BooleanField()
    come_back = serializers.BooleanField()


class Me(serializers.Serializer):
    email = serializers.CharField()
    allowed = Allowed()
    memberships = MyMembership(many=True)
