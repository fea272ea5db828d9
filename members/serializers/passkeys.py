from __future__ import annotations

from typing import Any

from rest_framework import serializers

from members.models import Passkey


class PasskeySerializer(serializers.ModelSerializer[Passkey]):
    class Meta:
        model = Passkey
        fields = ["id", "name", "created_at", "last_used_at"]
        read_only_fields = fields


class CredentialField(serializers.DictField):
    """What the browser's `PublicKeyCredential.toJSON()` says."""


class OptionsSerializer(serializers.Serializer[Any]):
    options = serializers.DictField(read_only=True, help_text="For the browser, in WebAuthn's JSON form.")


class NewPasskeySerializer(serializers.Serializer[Any]):
    name = serializers.CharField(max_length=60)
    credential = CredentialField()


class PasskeyUseSerializer(serializers.Serializer[Any]):
    credential = CredentialField()
    next = serializers.CharField(required=False, allow_blank=True, allow_null=True, max_length=10_000)
