from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from reporting.condition import Condition
from reporting.health import Health, Point, lag, points, sentence, worst
from reporting.models import MirrorCheck, SyncRun


class SyncRunSerializer(serializers.ModelSerializer[SyncRun]):
    class Meta:
        model = SyncRun
        fields = ["started_at", "ended_at", "state", "calls", "counts", "message"]
        read_only_fields = fields


class MirrorCheckSerializer(serializers.ModelSerializer[MirrorCheck]):
    class Meta:
        model = MirrorCheck
        fields = ["started_at", "ended_at", "state", "differences", "counts", "message"]
        read_only_fields = fields


class PointSerializer(serializers.Serializer[Point]):
    about = serializers.CharField()
    health = serializers.ChoiceField(Health.choices)
    text = serializers.CharField()


class MirrorSerializer(serializers.Serializer[Condition]):
    """How well the reports follow Stripe."""

    last_event_at = serializers.DateTimeField(allow_null=True, help_text="When Stripe last told of a change.")
    pending_events = serializers.IntegerField(help_text="Changes that wait to be applied.")
    lag_seconds = serializers.IntegerField(help_text="For how long the oldest of them waits; 0 if none does.")
    lag = serializers.SerializerMethodField(help_text="The same in words.")
    read_up_to_at = serializers.DateTimeField(
        allow_null=True, help_text="Up to when Stripe's own list of changes was read, by its clock."
    )
    missed_events = serializers.IntegerField(
        help_text="Changes that the last reading found and that should have been delivered."
    )
    last_run = SyncRunSerializer(allow_null=True, help_text="The last rebuild of the mirror.")
    last_check = MirrorCheckSerializer(allow_null=True, help_text="The last comparison with Stripe.")
    regeneration_due = serializers.BooleanField(
        help_text="Whether changes were lost that only a rebuild brings back."
    )
    members = serializers.IntegerField(help_text="Rows of the directory.")
    health = serializers.SerializerMethodField(help_text="The worst of the points.")
    points = serializers.SerializerMethodField(help_text="What there is to say, point by point.")
    sentence = serializers.SerializerMethodField(help_text="All of it in words.")

    def get_lag(self, condition: Condition) -> str:
        return lag(condition)

    @extend_schema_field(serializers.ChoiceField(Health.choices))
    def get_health(self, condition: Condition) -> str:
        return worst(points(condition))

    @extend_schema_field(PointSerializer(many=True))
    def get_points(self, condition: Condition) -> Any:
        return [PointSerializer(point).data for point in points(condition)]

    def get_sentence(self, condition: Condition) -> str:
        return sentence(points(condition))
