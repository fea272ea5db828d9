from __future__ import annotations

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from reporting.access import MEMBER_STATUSES, has_access
from reporting.models import Member
from reporting.queries import subscriptions
from reporting.serializers.subscriptions import SubscriptionDetailSerializer


class AddressSerializer(serializers.Serializer[dict[str, str]]):
    line1 = serializers.CharField(default="")
    line2 = serializers.CharField(default="")
    city = serializers.CharField(default="")
    state = serializers.CharField(default="")
    postal_code = serializers.CharField(default="")
    country = serializers.CharField(default="", help_text="Two letters.")


class MemberSerializer(serializers.ModelSerializer[Member]):
    """A row of the directory. Amounts are in minor units."""

    status = serializers.ChoiceField(choices=MEMBER_STATUSES)
    member_names = serializers.ListField(
        child=serializers.CharField(),
        help_text="Whose memberships run, where one person pays for several.",
    )
    has_access = serializers.SerializerMethodField(help_text="May sign in and counts as a member.")

    class Meta:
        model = Member
        fields = [
            "customer_id",
            "name",
            "email",
            "phone",
            "status",
            "has_access",
            "subscription_id",
            "plan_id",
            "plan_name",
            "price_id",
            "amount_cents",
            "currency",
            "interval",
            "interval_count",
            "member_since_at",
            "current_period_start_at",
            "current_period_end_at",
            "cancel_at",
            "ended_at",
            "past_due_since_at",
            "running_count",
            "is_doubled",
            "member_names",
            "amount_due_cents",
            "total_paid_cents",
            "created_at",
        ]
        read_only_fields = fields

    def get_has_access(self, member: Member) -> bool:
        return has_access(member)


class MemberDetailSerializer(MemberSerializer):
    address = AddressSerializer()
    metadata = serializers.DictField(child=serializers.CharField())
    subscriptions = serializers.SerializerMethodField()

    class Meta(MemberSerializer.Meta):
        fields = [*MemberSerializer.Meta.fields, "address", "metadata", "subscriptions"]
        read_only_fields = fields

    @extend_schema_field(SubscriptionDetailSerializer(many=True))
    def get_subscriptions(self, member: Member) -> list[dict[str, object]]:
        return SubscriptionDetailSerializer(subscriptions([member.customer_id]), many=True).data  # type: ignore[return-value]
