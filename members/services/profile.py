"""What a person may see of themselves. Reads the mirror and the field definitions, never Stripe."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from members.models import FieldDefinition
from members.services import fields, self_service
from members.services.customers import ADDRESS
from reporting import queries
from reporting.access import ENDED
from reporting.models import Member

Data = dict[str, Any]
_PLAIN = (
    "customer_id",
    "name",
    "email",
    "phone",
    "status",
    "member_since_at",
    "past_due_since_at",
    "amount_due_cents",
    "currency",
)


def of(email: str) -> Data:
    return {
        "email": email,
        "allowed": self_service.allowed(),
        "memberships": memberships_of(email),
    }


def memberships_of(email: str) -> list[Data]:
    """Every Customer on an address, by name, with what belongs to each. A fixed number of queries."""
    members = list(queries.members_with_email(email).order_by("name", "customer_id"))
    subscriptions: dict[str, list[Any]] = defaultdict(list)
    for each in queries.subscriptions(member.customer_id for member in members):
        subscriptions[str(each.customer_id)].append(each)
    definitions = {target: fields.readable_by_member(target) for target in FieldDefinition.Target.values}
    return [_membership(member, subscriptions[member.customer_id], definitions) for member in members]


def _membership(
    member: Member, subscriptions: list[Any], definitions: dict[str, dict[str, FieldDefinition]]
) -> Data:
    shown = _fields(definitions["customer"], member.customer_id, member.metadata)
    for each in subscriptions:
        if each.stripe_data["status"] not in ENDED:
            shown += _fields(definitions["subscription"], str(each.id), each.metadata or {})
    return {
        **{name: getattr(member, name) for name in _PLAIN},
        "address": {part: member.address.get(part) or "" for part in ADDRESS},
        "has_access": queries.has_access(member),
        "subscriptions": subscriptions,
        "fields": shown,
    }


def _fields(definitions: dict[str, FieldDefinition], object_id: str, metadata: dict[str, str]) -> list[Data]:
    return [
        {
            **{
                name: getattr(each, name)
                for name in ("key", "label", "help_text", "type", "choices", "target")
            },
            "writable": each.writable_by == FieldDefinition.Audience.MEMBER,
            "value": metadata.get(each.key, ""),
            "object_id": object_id,
        }
        for each in definitions.values()
    ]
