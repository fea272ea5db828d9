"""Events on their way into the mirror: kept from the moment they are verified until they are applied."""

from __future__ import annotations

import logging
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

from django.conf import settings
from django.db import DatabaseError
from django.db.models import Q, QuerySet
from django.utils import timezone

from cogento.errors import CogentoError, StripeError, StripeRefused, StripeUnavailable
from reporting import mirror
from reporting.batch import Batch, Result
from reporting.models import InboxEvent, MirrorCheck, SyncRun
from reporting.payloads import parse_json

logger = logging.getLogger(__name__)

KEPT = timedelta(days=30)  # as long as Stripe can be asked for an event


class EventMalformed(CogentoError):
    default_code = "event_malformed"
    default_detail = (
        "The body is not one of Stripe's events with an object in it. If the endpoint is of thin events, "
        "make one that is not: manage.py register_webhook."
    )


class EventOfOtherMode(CogentoError):
    default_code = "event_of_other_mode"
    default_detail = (
        "The event is from Stripe's other mode (test or live) than STRIPE_SECRET_KEY. "
        "Nothing was stored. Use the signing secret of an endpoint of the same mode."
    )


class EventOfOtherAccount(CogentoError):
    default_code = "event_of_other_account"
    default_detail = (
        "The event is of a connected account, and only the account of STRIPE_SECRET_KEY is mirrored. "
        "Nothing was stored. Let the endpoint listen to events of your own account."
    )


def parse(payload: bytes) -> dict[str, Any]:
    """The event in a verified body.

    Raises:
        EventMalformed: it is not an event.
        EventOfOtherMode: it is from test mode and this installation is live, or the other way round.
        EventOfOtherAccount: it is of an account that is connected to ours.
    """
    try:
        event = parse_json(payload)
        right = (
            isinstance(event["data"]["object"], dict)
            and isinstance(event["created"], int)
            and 0 < event["created"] < 2**37
            and isinstance(event["id"], str)
            and 0 < len(event["id"]) <= 255
            and isinstance(event["type"], str)
            and 0 < len(event["type"]) <= 100
            and isinstance(event["livemode"], bool)
        )
    except (ValueError, TypeError, KeyError, IndexError, RecursionError) as error:
        raise EventMalformed from error
    if not right:
        raise EventMalformed
    if event["livemode"] != settings.STRIPE_LIVE_MODE:
        raise EventOfOtherMode
    if event.get("account"):  # https://docs.stripe.com/connect/webhooks
        raise EventOfOtherAccount
    return event


def keep(events: list[dict[str, Any]]) -> int:
    """Keep events that are not here yet, to be applied later; answer how many they were."""
    here = InboxEvent.objects.in_bulk([event["id"] for event in events])
    rows = [_row(event) for event in events if event["id"] not in here]
    InboxEvent.objects.bulk_create(rows, ignore_conflicts=True)
    return len(rows)


def receive(event: dict[str, Any]) -> bool:
    """Apply an event; answer whether it is applied. What cannot be now is kept and tried again every minute.

    While a regeneration merges, nobody waits for it: the event is kept, and applied when it has ended. One of
    a shape that nobody can read is set aside, for a person to look at: trying again would not help.

    Raises:
        errors.StripeError: Stripe had to be asked and did not answer; the event is kept.
        DatabaseError: the database failed; the event is kept if that was possible.
    """
    try:
        if _is_applied(event):
            return True
        keep([event])
        return _is_applied(event)  # the regeneration may have ended before the event was kept
    except (DatabaseError, StripeError):
        keep([event])
        raise


def _is_applied(event: dict[str, Any]) -> bool:
    try:
        apply(event)
    except mirror.Merging:
        return False
    return True


def apply(event: dict[str, Any]) -> None:
    """Apply an event once, however often and by however many at once it is asked for.

    Raises:
        mirror.Merging: a regeneration merges; nothing was done.
    """
    try:
        mirror.apply_event(event, claim=partial(_claim, event))
    except (mirror.Unreadable, StripeRefused) as error:
        logger.error("Event %s is set aside: %s", event["id"], type(error.__cause__ or error).__name__)
        reason = str(error) if isinstance(error, mirror.Unreadable) else "Stripe refused to say what it is of"
        row = _row(event)
        row.set_aside = reason
        InboxEvent.objects.bulk_create(
            [row], update_conflicts=True, unique_fields=["id"], update_fields=["set_aside"]
        )


def _claim(event: dict[str, Any], batch: Batch) -> Result:
    """Say that the event is applied; a row is answered only if it was not. Others wait for the commit.

    Names and addresses are kept no longer than they are needed.
    """
    return batch.add(
        f"""
        INSERT INTO {InboxEvent._meta.db_table} AS there
            (id, type, created_at, received_at, applied_at, payload, set_aside)
        VALUES (%s, %s, %s, now(), now(), '{{}}', '')
        ON CONFLICT (id) DO UPDATE SET applied_at = EXCLUDED.applied_at, payload = '{{}}', set_aside = ''
        WHERE there.applied_at IS NULL
        RETURNING id
        """,  # noqa: S608
        [event["id"], event["type"], datetime.fromtimestamp(event["created"], UTC)],
    )


def _row(event: dict[str, Any]) -> InboxEvent:
    created_at = datetime.fromtimestamp(event["created"], UTC)
    return InboxEvent(id=event["id"], type=event["type"], created_at=created_at, payload=event)


def apply_pending() -> int:
    """Apply what is waiting, oldest first; answer how many could be. One that fails holds up no other."""
    applied = 0
    for event in InboxEvent.waiting.order_by("created_at").iterator():
        try:
            apply(event.payload)
            applied += 1
        except StripeUnavailable:
            logger.warning("Stripe cannot be reached: pending events wait.")
            break
        except mirror.Merging:
            break  # it applies them when it has ended
        except Exception as error:
            # The message may hold a person's data, so only its kind is logged.
            logger.error("Event %s could not be applied: %s", event.pk, type(error).__name__)
    return applied


def unreadable() -> QuerySet[InboxEvent]:
    """Events that were set aside since all was last rebuilt or found right: what they said may be missing."""
    unread = InboxEvent.objects.filter(applied_at=None).exclude(set_aside="")
    if not unread.exists():
        return unread.none()
    runs = SyncRun.objects.filter(whole=True, state=SyncRun.State.COMPLETE)
    checks = MirrorCheck.objects.filter(
        whole=True, state__in=[MirrorCheck.State.EQUAL, MirrorCheck.State.MENDED]
    )
    whole = [found.started_at for found in (runs.first(), checks.first()) if found]
    return unread.filter(received_at__gte=max(whole)) if whole else unread


def forget_applied() -> int:
    """Delete events that were applied or set aside and that Stripe has forgotten too; answer how many."""
    settled = Q(applied_at__isnull=False) | ~Q(set_aside="")
    deleted, _ = InboxEvent.objects.filter(settled, received_at__lt=timezone.now() - KEPT).delete()
    return deleted
