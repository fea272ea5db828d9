"""Events on their way into the mirror: kept from the moment they are verified until they are applied."""

from __future__ import annotations

import logging
from datetime import UTC, datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from cogento.errors import CogentoError, StripeUnavailable
from reporting import mirror
from reporting.models import InboxEvent
from reporting.payloads import parse_json

logger = logging.getLogger(__name__)

KEPT = timedelta(days=30)  # as long as Stripe can be asked for an event


class EventMalformed(CogentoError):
    default_code = "event_malformed"
    default_detail = "The body is not one of Stripe's events."


class EventOfOtherMode(CogentoError):
    default_code = "event_of_other_mode"
    default_detail = (
        "The event is from Stripe's other mode (test or live) than STRIPE_SECRET_KEY. "
        "Nothing was stored. Use the signing secret of an endpoint of the same mode."
    )


def parse(payload: bytes) -> dict[str, Any]:
    """The event in a verified body.

    Raises:
        EventMalformed: it is not an event.
        EventOfOtherMode: it is from test mode and this installation is live, or the other way round.
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
    return event


def keep(events: list[dict[str, Any]]) -> int:
    """Keep events that are not here yet, to be applied later; answer how many they were."""
    here = InboxEvent.objects.in_bulk([event["id"] for event in events])
    rows = [_row(event) for event in events if event["id"] not in here]
    InboxEvent.objects.bulk_create(rows, ignore_conflicts=True)
    return len(rows)


def receive(event: dict[str, Any]) -> None:
    """Keep an event, then apply it. What cannot be applied now stays and is tried again every minute."""
    InboxEvent.objects.bulk_create([_row(event)], ignore_conflicts=True)
    apply(event["id"])


def _row(event: dict[str, Any]) -> InboxEvent:
    created_at = datetime.fromtimestamp(event["created"], UTC)
    return InboxEvent(id=event["id"], type=event["type"], created_at=created_at, payload=event)


def apply(event_id: str) -> None:
    """Apply an event once, however often and by however many at once it is asked for."""
    with transaction.atomic(using="reporting"):
        event = InboxEvent.objects.select_for_update().get(pk=event_id)
        if event.applied_at is None:
            mirror.apply_event(event.payload)
            event.applied_at = timezone.now()
            event.payload = {}  # names and addresses are kept no longer than they are needed
            event.save(update_fields=["applied_at", "payload"])


def apply_pending() -> int:
    """Apply what is waiting, oldest first; answer how many could be. One that fails holds up no other."""
    applied = 0
    for event_id in (
        InboxEvent.objects.filter(applied_at=None).order_by("created_at").values_list("pk", flat=True)
    ):
        try:
            apply(event_id)
            applied += 1
        except StripeUnavailable:
            logger.warning("Stripe cannot be reached: pending events wait.")
            break
        except Exception as error:
            # The message may hold a person's data, so only its kind is logged.
            logger.error("Event %s could not be applied: %s", event_id, type(error).__name__)
    return applied


def forget_applied() -> int:
    """Delete events that were applied and that Stripe has forgotten too; answer how many."""
    deleted, _ = InboxEvent.objects.filter(applied_at__lt=timezone.now() - KEPT).delete()
    return deleted
