"""What every write to Stripe has in common: a key, a lock where two would clash, an audit row, the mirror."""

from __future__ import annotations

import hashlib
import json
import logging
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from django.db import Error as DatabaseFailure, OperationalError, connection, transaction
from django.db.models import Q
from django.utils import timezone

from cogento.errors import (
    CogentoError,
    Conflict,
    IdempotencyConflict,
    StripeError,
    StripeFailed,
    StripeKeyRejected,
    StripeUnavailable,
)
from members import gateway
from members.models import AuditEntry, PendingWrite
from members.services import audit, current_request
from reporting import mirror, patience
from reporting.reader import Answer

logger = logging.getLogger(__name__)

LOCK_WAIT_SECONDS = 15
DOUBLE_CLICK = timedelta(seconds=10)
STRIPE_KEEPS_KEYS = timedelta(hours=24)
CLOCKS_MAY_DIFFER_SECONDS = 900
EVENTS_ARE_THERE_AFTER = timedelta(minutes=1)
FAILED_JUST_NOW = (
    "Stripe itself failed while doing this. Try again in two minutes: by then it is known what came of it."
)
DONE_ALL_THE_SAME = (
    "Stripe answered that it failed, and yet did something of this. Do not do it again: look in Stripe's "
    "dashboard what is there. It appears here by itself."
)
NOTHING_WAS_DONE = (
    "Stripe itself failed before, and nothing was done. Try again: it is sent as a new request."
)
UNDECIDED = (StripeUnavailable, StripeKeyRejected, IdempotencyConflict, Conflict)


def digest(*parts: Any) -> str:
    """One idempotency key for the same parts, in any order of dictionary keys."""
    return hashlib.sha256(json.dumps(parts, sort_keys=True, default=str).encode()).hexdigest()


def fresh_key() -> str:
    """A key that only ties the network retries of one call together."""
    return uuid.uuid4().hex


class StillLocked(Conflict):
    """Another writer has held the lock for too long."""


@contextmanager
def once(
    given: str | None,
    *,
    action: str,
    by: str,
    params: dict[str, Any],
    alone: Sequence[Any] = (),
    steps: Sequence[str] = (),
) -> Iterator[tuple[str, str | None]]:
    """The key to send, and what the very same request made seconds ago, if this is a double click.

    One writer at a time is let through for the same parts of `alone`, without them for the same request.
    `finish` with the same `action` and with `params` as `after`. Where the caller has no key, one is noted
    in the database before Stripe is asked. It stays until there is an answer, for the day that Stripe keeps
    it: whoever tries again after a lost connection or a killed process gets what the first try did. `steps`
    are what the keys of several calls are derived with, by `digest(key, step)`.

    Source: https://docs.stripe.com/api/idempotent_requests
    """
    held = alone or (action, by, params)
    if given:
        with lock(*held):
            yield given, None
        return
    name = digest(action, by, params)
    _note(name)
    try:
        with lock(*held):
            pending = PendingWrite.objects.get(pk=name)
            if pending.done_at:
                yield "", pending.object_id
            else:
                yield pending.key, None
    except StripeFailed:
        _look_into(name, steps)
        raise
    except CogentoError as error:
        if not isinstance(error, UNDECIDED):  # refused: Stripe may keep that too, and the next try is another
            PendingWrite.objects.filter(pk=name).update(key=fresh_key())
        raise


def _note(name: str) -> None:
    """Keep a key before Stripe is asked: committed, so that it outlives this process.

    What a request of the API asks for anew is no double click of what was done: something else came between.
    """
    now = timezone.now()
    done = Q(done_at__isnull=False) if current_request.is_new() else Q(done_at__lte=now - DOUBLE_CLICK)
    over = done | Q(created_at__lte=now - STRIPE_KEEPS_KEYS)
    with transaction.atomic(durable=True):
        new = PendingWrite(name=name, key=fresh_key(), created_at=now)
        PendingWrite.objects.bulk_create([new], ignore_conflicts=True)
        PendingWrite.objects.filter(over, pk=name).update(key=fresh_key(), created_at=now, done_at=None)


def _look_into(name: str, steps: Sequence[str]) -> None:
    """Stripe keeps a failure for this key: let the next try be a new request, once nothing came of this one.

    Stripe tells of whatever it does for a key in an event that names the key.

    Raises:
        StripeFailed: saying that, or that it was done all the same.
    """
    pending = PendingWrite.objects.get(pk=name)
    if timezone.now() - pending.created_at < EVENTS_ARE_THERE_AFTER:
        raise StripeFailed(FAILED_JUST_NOW)
    keys = {pending.key, *(digest(pending.key, step) for step in steps)}
    for page in gateway.list_events(since=int(pending.created_at.timestamp()) - CLOCKS_MAY_DIFFER_SECONDS):
        if any((event["request"] or {}).get("idempotency_key") in keys for event in page.data["data"]):
            raise StripeFailed(DONE_ALL_THE_SAME)
    PendingWrite.objects.filter(pk=name, key=pending.key).update(key=fresh_key())
    raise StripeFailed(NOTHING_WAS_DONE)


def note_done(*, action: str, by: str, params: dict[str, Any], object_id: str) -> None:
    """The answer to what `once` let through is on record. `finish` says so by itself."""
    pending = PendingWrite.objects.filter(pk=digest(action, by, params), done_at=None)
    pending.update(done_at=timezone.now(), object_id=object_id)


def forget_old() -> int:
    return PendingWrite.objects.filter(created_at__lt=timezone.now() - 2 * STRIPE_KEEPS_KEYS).delete()[0]


@contextmanager
def lock(*parts: Any) -> Iterator[None]:
    """Let one writer at a time through for the same parts, in any process.

    Raises:
        StillLocked: another writer has held it for too long.
    """
    number = int.from_bytes(hashlib.sha256(digest(*parts).encode()).digest()[:8], signed=True)
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('lock_timeout', %s, true)", [f"{LOCK_WAIT_SECONDS}s"])
            try:
                cursor.execute("SELECT pg_advisory_xact_lock(%s)", [number])
            except OperationalError as error:
                raise StillLocked from error
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
    note_done(action=action, by=by, params=after, object_id=object_id)
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
    except (DatabaseFailure, StripeError, mirror.Merging) as error:
        patience.note_behind()
        logger.warning(
            "%s %s is done in Stripe, not yet in the mirror (%s): its event or a regeneration brings it.",
            what,
            object_id,
            type(error).__name__,
        )


def _customer(data: dict[str, Any]) -> str:
    """Whose object it is that Stripe answered with."""
    customer = data["id"] if data.get("object") == "customer" else data.get("customer")
    return (customer["id"] if isinstance(customer, dict) else customer) or ""
