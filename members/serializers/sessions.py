from __future__ import annotations

from rest_framework import serializers

from members.models import Session


class SessionRowSerializer(serializers.ModelSerializer[Session]):
    id = serializers.CharField(source="public_id", read_only=True)
    device = serializers.CharField(read_only=True, help_text="Such as “Firefox on Android”, or empty.")
    current = serializers.SerializerMethodField(help_text="Whether this is the one that asks.")

    class Meta:
        model = Session
        fields = ["id", "device", "signed_in_at", "last_used_at", "current"]
        read_only_fields = fields

    def get_current(self, session: Session) -> bool:
        return session.session_key == self.context.get("key")
