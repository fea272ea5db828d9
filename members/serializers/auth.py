from __future__ import annotations

from typing import Any

from rest_framework import serializers

from members.models import RoleGrant
from members.sign_in import addresses, next_page


class AskSerializer(serializers.Serializer[Any]):
    email = serializers.CharField(max_length=2 * addresses.MAX_BYTES, trim_whitespace=False)
    next = serializers.CharField(required=False, allow_blank=True, allow_null=True, max_length=10_000)

    def validate_email(self, typed: str) -> str:
        try:
            return addresses.parse(typed)
        except addresses.AddressInvalid:
            raise serializers.ValidationError(
                "This is not one email address. Write it like name@example.org.", code="email_invalid"
            ) from None


class AskedSerializer(serializers.Serializer[Any]):
    detail = serializers.CharField(read_only=True)
    seconds = serializers.IntegerField(read_only=True, help_text="How long link and code live.")


class ProofSerializer(serializers.Serializer[Any]):
    """The token of a link, or the six digits of a mail."""

    token = serializers.CharField(required=False, max_length=1000, trim_whitespace=False)
    code = serializers.CharField(required=False, max_length=100)
    next = serializers.CharField(required=False, allow_blank=True, allow_null=True, max_length=10_000)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if ("token" in attrs) == ("code" in attrs):
            raise serializers.ValidationError("Send either a token or a code.", code="one_proof")
        return attrs


class SignedInSerializer(serializers.Serializer[Any]):
    next = serializers.CharField(read_only=True, help_text=f"A path of this site. {next_page.__doc__}")


class SessionSerializer(serializers.Serializer[Any]):
    signed_in = serializers.BooleanField(read_only=True)
    email = serializers.EmailField(read_only=True, allow_null=True)
    role = serializers.ChoiceField(choices=RoleGrant.Role.choices, read_only=True, allow_null=True)
    is_member = serializers.BooleanField(read_only=True)
    club_name = serializers.CharField(read_only=True)
