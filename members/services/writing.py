"""What every write to Stripe has in common: a key, a lock where two would clash, an audit row, the mirror."""

from __future__ import annotations

import hashlib
import json
import logging
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from django.db import Error as DatabaseFailure, OperationalError, connection, transaction
from django.utils import timezone

from cogento.errors import Conflict, StripeError
from members.models import AuditEntry
from members.services import audit
from reporting import mirror
from reporting.reader import Answer

logger = logging.getLogger(__name__)

LOCK_WAIT_SECONDS = 15
DOUBLE_CLICK = timedelta(seconds=10)


def digest(*parts: Any) -> str:
    """One idempotency key for the same parts, in any order of dictionary keys."""
    return hashlib.sha256(json.dumps(parts, sort_keys=True, default=str).encode()).hexdigest()


def fresh_key() -> str:
    """A key that only ties the network retries of one call together."""
    return uuid.uuid4().hex


def this_minute() -> int:
    return int(time.time() // 60)


def once(
    given: str | None, *, action: str, by: str, params: dict[str, Any], failed: str = ""
) -> tuple[str, str | None]:
    """The key to send, and what the very same request made seconds ago, if this is a double click.

    Call it under a lock that the same request would wait for, and `finish` with the same `action` and with
    `params` as `after`. Without a key of the caller's, the key stays the same until the request has an answer
    on record (or, under the action `failed`, a refusal), for an hour at most: whoever tries again after a
    lost connection or a killed process gets what the first try did.
    """
    if given:
        return given, None
    now = timezone.now()
    entries = AuditEntry.objects.filter(actor=by, after=params, at__gt=now - timedelta(hours=1))
    latest = entries.filter(action__in=[action, failed]).order_by("-pk").first()
    if latest and latest.action == action and latest.at > now - DOUBLE_CLICK:
        return "", latest.object_id
    return digest(action, by, params, latest.pk if latest else 0, this_minute() // 60), None


@contextmanager
def lock(*parts: Any) -> Iterator[None]:
    """Let one writer at a time through for the same parts, in any process.

    Raises:
        Conflict: another writer has held it for too long.
    """
    number = int.from_bytes(hashlib.sha256(digest(*parts).encode()).digest()[:8], signed=True)
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('lock_timeout', %s, true)", [f"{LOCK_WAIT_SECONDS}s"])
            try:
                cursor.execute("SELECT pg_advisory_xact_lock(%s)", [number])
            except OperationalError as error:
                raise Conflict from error
        yield


def finish(answer: Answer, *, by: str, action: str, before: Any, after: Any) -> Answer:
    """Record who did it, then let the mirror see it. The write has happened: nothing here may undo that."""
    object_id = answer.data["id"]
    same = AuditEntry.objects.filter(action=action, object_id=object_id, actor=by, after=after)
    if not (answer.replayed and same.exists()):
        audit.record(
            actor=by,
            action=action,
            object_id=object_id,
            customer_id=_customer(answer.data),
            before=before,
            after=after,
            stripe_request_id=answer.request_id,
        )
    with _whatever_becomes_of_the_mirror(action, object_id):
        mirror.store(answer)
    return answer


def see(object_name: str, object_id: str | None) -> None:
    """Let the mirror see what a write changed besides the object that Stripe answered with."""
    if object_id:
        with _whatever_becomes_of_the_mirror(object_name, object_id):
            mirror.refresh(object_name, object_id)


@contextmanager
def _whatever_becomes_of_the_mirror(what: str, object_id: str) -> Iterator[None]:
    try:
        yield
    except (DatabaseFailure, StripeError) as error:
        logger.warning(
            "%s %s is done in Stripe, not yet in the mirror (%s): the webhook or a regeneration brings it.",
            what,
            object_id,
            type(error).__name__,
        )


def _customer(data: dict[str, Any]) -> str:
    """Whose object it is that Stripe answered with."""
    customer = data["id"] if data.get("object") == "customer" else data.get("customer")
    return (customer["id"] if isinstance(customer, dict) else customer) or ""
