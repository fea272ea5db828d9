from __future__ import annotations

from rest_framework import serializers

from reporting.condition import Condition
from reporting.models import SyncRun


class SyncRunSerializer(serializers.ModelSerializer[SyncRun]):
    class Meta:
        model = SyncRun
        fields = ["started_at", "ended_at", "state", "message"]
        read_only_fields = fields


class MirrorSerializer(serializers.Serializer[Condition]):
    """How well the reports follow Stripe."""

    last_event_at = serializers.DateTimeField(allow_null=True, help_text="When Stripe last told of a change.")
    pending_events = serializers.IntegerField(help_text="Changes that wait to be applied.")
    last_run = SyncRunSerializer(allow_null=True)
    members = serializers.IntegerField(help_text="Rows of the directory.")
    sentence = serializers.CharField(help_text="All of it in words.")
