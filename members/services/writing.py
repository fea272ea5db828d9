"""What every write to Stripe has in common: a key, a lock where two would clash, an audit row, the mirror."""

from __future__ import annotations

import hashlib
import json
import logging
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import Error as DatabaseFailure, OperationalError, connection, transaction

from cogento.errors import Conflict, StripeError
from members.models import AuditEntry
from members.services import audit
from reporting import mirror
from reporting.reader import Answer

logger = logging.getLogger(__name__)

LOCK_WAIT_SECONDS = 15


def digest(*parts: Any) -> str:
    """One idempotency key for the same parts, in any order of dictionary keys."""
    return hashlib.sha256(json.dumps(parts, sort_keys=True, default=str).encode()).hexdigest()


def fresh_key() -> str:
    """A key that only ties the network retries of one call together."""
    return uuid.uuid4().hex


def this_minute() -> int:
    return int(time.time() // 60)


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
    recorded = answer.replayed and AuditEntry.objects.filter(action=action, object_id=object_id).exists()
    if not recorded:
        audit.record(
            actor=by,
            action=action,
            object_id=object_id,
            before=before,
            after=after,
            stripe_request_id=answer.request_id,
        )
    try:
        mirror.store(answer)
    except (DatabaseFailure, StripeError) as error:
        logger.warning(
            "%s %s is done in Stripe, not yet in the mirror (%s): the webhook or a regeneration brings it.",
            action,
            object_id,
            type(error).__name__,
        )
    return answer
