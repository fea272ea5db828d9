from __future__ import annotations

from typing import Any

from rest_framework import serializers

from members.models import RoleGrant
from members.serializers.email import AddressField
from members.serializers.strict import example
from members.sign_in import next_page

WAYS_IN = ("passkey", "google", "github")


@example("Ask for a mail", {"email": "anna@example.org", "next": "/payments"})
class AskSerializer(serializers.Serializer[Any]):
    email = AddressField()
    next = serializers.CharField(required=False, allow_blank=True, allow_null=True, max_length=10_000)


@example(
    "Always the same",
    {
        "detail": "If this address belongs to a member, a mail with a link and a code is on its way.",
        "seconds": 600,
    },
    answer=True,
)
class AskedSerializer(serializers.Serializer[Any]):
    detail = serializers.CharField(read_only=True)
    seconds = serializers.IntegerField(read_only=True, help_text="How long link and code live.")


@example("The code of a mail", {"code": "123456"})
class ProofSerializer(serializers.Serializer[Any]):
    """The token of a link, or the six digits of a mail."""

    token = serializers.CharField(required=False, max_length=1000, trim_whitespace=False)
    code = serializers.CharField(required=False, max_length=100)
    next = serializers.CharField(required=False, allow_blank=True, allow_null=True, max_length=10_000)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if ("token" in attrs) == ("code" in attrs):
            raise serializers.ValidationError("Send either a token or a code.", code="one_proof")
        return attrs


@example("To the first page", {"next": "/"}, answer=True)
class SignedInSerializer(serializers.Serializer[Any]):
    next = serializers.CharField(read_only=True, help_text=f"A path of this site. {next_page.__doc__}")


class SessionSerializer(serializers.Serializer[Any]):
    signed_in = serializers.BooleanField(read_only=True)
    email = serializers.EmailField(read_only=True, allow_null=True)
    role = serializers.ChoiceField(choices=RoleGrant.Role.choices, read_only=True, allow_null=True)
    is_member = serializers.BooleanField(read_only=True)
    may_join = serializers.BooleanField(
        read_only=True, help_text="Whether the club lets people begin a membership by themselves."
    )
    passkey_needed = serializers.BooleanField(
        read_only=True, help_text="They have a role, which counts once they have signed in with a passkey."
    )
    ways_in = serializers.ListField(
        child=serializers.ChoiceField(choices=WAYS_IN),
        read_only=True,
        help_text="How one can sign in here besides by mail.",
    )
    club_name = serializers.CharField(read_only=True)
