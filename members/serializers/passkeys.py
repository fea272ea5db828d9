from __future__ import annotations

from typing import Any

from rest_framework import serializers

from members.models import Passkey
from members.serializers.strict import example

CREATED = {
    "id": "MWZiZDk4Y2Q",
    "rawId": "MWZiZDk4Y2Q",
    "type": "public-key",
    "response": {"clientDataJSON": "eyJ0eXBlIjoi…", "attestationObject": "o2NmbXRk…"},
}
USED = {
    "id": "MWZiZDk4Y2Q",
    "rawId": "MWZiZDk4Y2Q",
    "type": "public-key",
    "response": {"clientDataJSON": "eyJ0eXBlIjoi…", "authenticatorData": "SZYN5YgO…", "signature": "MEUCIQ…"},
}


@example(
    "A passkey",
    {"id": 7, "name": "My phone", "created_at": "2027-03-14T10:00:00Z", "last_used_at": None},
    answer=True,
)
class PasskeySerializer(serializers.ModelSerializer[Passkey]):
    class Meta:
        model = Passkey
        fields = ["id", "name", "created_at", "last_used_at"]
        read_only_fields = fields


class CredentialField(serializers.DictField):
    """What the browser's `PublicKeyCredential.toJSON()` says."""


@example(
    "What the browser is to do",
    {"options": {"challenge": "c2ltcGx5IHJhbmRvbQ", "rpId": "members.example.org", "timeout": 300000}},
    answer=True,
)
class OptionsSerializer(serializers.Serializer[Any]):
    options = serializers.DictField(read_only=True, help_text="For the browser, in WebAuthn's JSON form.")


@example("A new passkey", {"name": "My phone", "credential": CREATED})
class NewPasskeySerializer(serializers.Serializer[Any]):
    name = serializers.CharField(max_length=60)
    credential = CredentialField()


@example("Signing in", {"credential": USED, "next": "/payments"})
class PasskeyUseSerializer(serializers.Serializer[Any]):
    credential = CredentialField()
    next = serializers.CharField(required=False, allow_blank=True, allow_null=True, max_length=10_000)
