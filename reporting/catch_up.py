"""Events that were never delivered: Stripe lists those of the last 30 days."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.utils import timezone

from reporting import inbox, reader
from reporting.models import CatchUp, InboxEvent, SyncRun
from reporting.objects import MIRRORED
from reporting.signals import events_told

LISTED = timedelta(days=30)  # https://docs.stripe.com/api/events
OVERLAP = timedelta(minutes=10)  # an event may be listed a little later than it is dated
DELIVERY = timedelta(minutes=5)  # an event that is younger may be on its way


@dataclass(frozen=True)
class CaughtUp:
    """What one reading of Stripe's events brought. `since` is None if everything that is listed was read.

    `missed` are those of the new ones that should have been delivered.
    """

    since: datetime | None
    read: int
    new: int
    missed: int
    waiting: int


def catch_up() -> CaughtUp:
    """Read Stripe's events since they were last read, and apply those that never came.

    Raises:
        errors.StripeError: the events could not be listed; those that were read are kept and applied.
    """
    last = CatchUp.objects.first()
    since = last.up_to_at - OVERLAP if last else None
    params: dict[str, Any] = {"created": {"gte": int(since.timestamp())}} if since else {}
    read = new = missed = 0
    up_to = None
    for page in reader.list_pages("/v1/events", **params):
        up_to = up_to or datetime.fromtimestamp(page.as_of, UTC)
        events = page.data["data"]
        read += len(events)
        ours = [event for event in events if event["data"]["object"].get("object") in MIRRORED]
        late = [event for event in ours if event["created"] < (up_to - DELIVERY).timestamp()]
        late_and_new = inbox.keep(late)
        new += late_and_new + inbox.keep([event for event in ours if event not in late])
        missed += late_and_new if last else 0
        events_told.send_robust(sender=catch_up, events=ours)
    inbox.apply_pending()
    if up_to:
        _remember(last, up_to, missed)
    return CaughtUp(since, read, new, missed, InboxEvent.waiting.count())


def regeneration_is_due(last: CatchUp | None) -> bool:
    """Whether events were lost for good by the latest reading, and nobody has rebuilt the mirror since."""
    if last is None or last.gap_found_at is None:
        return False
    runs = SyncRun.objects.filter(whole=True, state=SyncRun.State.COMPLETE)
    return not runs.filter(started_at__gte=last.gap_found_at).exists()


def _remember(last: CatchUp | None, up_to: datetime, missed: int) -> None:
    row = last or CatchUp()
    row.missed = missed
    if last and last.up_to_at < up_to - LISTED:
        row.gap_found_at = timezone.now()
    row.up_to_at = max(up_to, last.up_to_at) if last else up_to
    row.save()
