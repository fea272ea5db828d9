"""The audit trail's only entrance."""

from __future__ import annotations

import re
from functools import partial
from typing import Any

from django.db import connection, transaction
from django.db.models import Q

from members.models import AuditEntry
from members.services import current_request
from reporting.batch import Batch

_SECRET_NAME = re.compile(r"secret|token|password|api_key|authorization|cookie", re.IGNORECASE)
_SECRET_VALUE = re.compile(r"\b(?:sk|rk)_(?:test|live)_\w+|\bwhsec_\w+")
REMOVED = "[removed]"
REQUEST = 7401  # class of advisory locks
MAKES = (".create", ".start")  # verbs of actions


def record(
    *,
    actor: str,
    action: str,
    object_id: str,
    customer_id: str = "",
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
    stripe_request_id: str = "",
) -> AuditEntry:
    """Write down who did what. Call it in the transaction of what it records.

    Args:
        actor: An email address, or the command that did it.
        action: Object and verb, such as `customer.update`.
        customer_id: Whose it is, if `object_id` is not the Customer's own.
        before: What stood there, as far as it was changed. Secrets are removed; so they are from `after`.
        stripe_request_id: Stripe's `req_…`, if Stripe was asked.
    """
    with transaction.atomic():
        if stripe_request_id:  # what its event told may come until this entry is there
            made_id = object_id if action.endswith(MAKES) else ""
            transaction.on_commit(partial(forget_own, stripe_request_id, made_id=made_id))
        current_request.note_recorded()
        return AuditEntry.objects.create(
            actor=actor,
            action=action,
            object_id=object_id,
            customer_id=customer_id or (object_id if object_id.startswith("cus_") else ""),
            before=without_secrets(before or {}),
            after=without_secrets(after or {}),
            stripe_request_id=stripe_request_id,
        )


def forget_own(request_id: str, *, made_id: str = "") -> None:
    """Take out what Stripe's events told of a request that turned out to be our own.

    What is made in several requests has an entry with the last one's id: `made_id` is then what was made.
    """
    own = Q(stripe_request_id=request_id)
    if made_id:
        own |= Q(object_id=made_id, action__endswith=".created")
    with transaction.atomic(), connection.cursor() as cursor:
        batch = Batch(cursor, prepared=True)
        lock_request(batch, request_id)
        lock_request(batch, made_id)
        batch.run()
        AuditEntry.objects.filter(own, event_id__isnull=False).delete()


def lock_request(batch: Batch, request_id: str) -> None:
    """Add to a batch: who writes down what a request did, here or from its event, waits for the other.

    Of what is made, its id too, and after the request's.
    """
    if request_id:
        batch.add("SELECT pg_advisory_xact_lock(%s, hashtext(%s))", [REQUEST, request_id])


def without_secrets(value: Any) -> Any:
    if isinstance(value, dict):
        return {
            name: REMOVED if _SECRET_NAME.search(str(name)) else without_secrets(inner)
            for name, inner in value.items()
        }
    if isinstance(value, list | tuple):
        return [without_secrets(inner) for inner in value]
    return _SECRET_VALUE.sub(REMOVED, value) if isinstance(value, str) else value
