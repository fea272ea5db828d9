"""How the mirror is: what is known about it, for the API and for the admin's home."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Min
from django.utils import timezone

from reporting.catch_up import regeneration_is_due
from reporting.inbox import unreadable
from reporting.models import CatchUp, InboxEvent, Member, MirrorCheck, SyncRun
from reporting.sync.run import is_running


@dataclass(frozen=True)
class Condition:
    """`oldest_pending_at` is when Stripe made the oldest change that waits; `read_up_to_at` is up to when
    Stripe's own list of changes was read, and `missed_events` what it had that should have been delivered.
    `unreadable_events` were set aside, and nothing has made up for them since.
    """

    members: int
    last_event_at: datetime | None
    pending_events: int
    unreadable_events: int
    oldest_pending_at: datetime | None
    read_up_to_at: datetime | None
    missed_events: int
    last_run: SyncRun | None
    is_being_rebuilt: bool
    last_check: MirrorCheck | None
    last_answered_check: MirrorCheck | None
    regeneration_due: bool

    @property
    def lag_seconds(self) -> int:
        """For how long the oldest change that Stripe told of waits to be taken over; 0 if none does."""
        if self.oldest_pending_at is None:
            return 0
        return max(0, int((timezone.now() - self.oldest_pending_at).total_seconds()))


def condition(*, members: int | None = None) -> Condition:
    """`members` is how many people the directory holds, where that was counted just now."""
    latest = InboxEvent.objects.order_by("-created_at").values_list("created_at", flat=True).first()
    waiting = InboxEvent.waiting.aggregate(n=Count("pk"), oldest=Min("created_at"))
    reading = CatchUp.objects.first()
    run = SyncRun.objects.filter(whole=True).first()
    checks = MirrorCheck.objects.filter(whole=True)
    check = checks.first()
    is_answered = check is None or check.state != MirrorCheck.State.FAILED
    return Condition(
        members=Member.objects.count() if members is None else members,
        last_event_at=latest,
        pending_events=waiting["n"],
        unreadable_events=unreadable().count(),
        oldest_pending_at=waiting["oldest"],
        read_up_to_at=reading.up_to_at if reading else None,
        missed_events=reading.missed if reading else 0,
        last_run=run,
        is_being_rebuilt=bool(run and run.state == SyncRun.State.RUNNING and is_running()),
        last_check=check,
        last_answered_check=check if is_answered else checks.exclude(state=MirrorCheck.State.FAILED).first(),
        regeneration_due=regeneration_is_due(reading),
    )
