"""The audit trail's only entrance."""

from __future__ import annotations

import re
from typing import Any

from members.models import AuditEntry

_SECRET_NAME = re.compile(r"secret|token|password|api_key|authorization|cookie", re.IGNORECASE)
_SECRET_VALUE = re.compile(r"\b(?:sk|rk)_(?:test|live)_\w+|\bwhsec_\w+")
REMOVED = "[removed]"


def record(
    *,
    actor: str,
    action: str,
    object_id: str,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
    stripe_request_id: str = "",
) -> AuditEntry:
    """Write down who did what. Call it in the transaction of what it records.

    Args:
        actor: An email address, or the command that did it.
        action: Object and verb, such as `customer.update`.
        before: What stood there, as far as it was changed. Secrets are removed; so they are from `after`.
        stripe_request_id: Stripe's `req_…`, if Stripe was asked.
    """
    return AuditEntry.objects.create(
        actor=actor,
        action=action,
        object_id=object_id,
        before=_without_secrets(before or {}),
        after=_without_secrets(after or {}),
        stripe_request_id=stripe_request_id,
    )


def _without_secrets(value: Any) -> Any:
    if isinstance(value, dict):
        return {
            name: REMOVED if _SECRET_NAME.search(str(name)) else _without_secrets(inner)
            for name, inner in value.items()
        }
    if isinstance(value, list | tuple):
        return [_without_secrets(inner) for inner in value]
    return _SECRET_VALUE.sub(REMOVED, value) if isinstance(value, str) else value
