"""How the mirror is, in words that a secretary understands."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.timesince import timesince

from reporting.catch_up import regeneration_is_due
from reporting.models import InboxEvent, Member, SyncRun
from reporting.sync.run import is_running


@dataclass(frozen=True)
class Condition:
    last_event_at: datetime | None
    pending_events: int
    last_run: SyncRun | None
    members: int
    regeneration_due: bool

    @property
    def sentence(self) -> str:
        return " ".join(filter(None, (self._people(), self._run(), self._lost(), self._events())))

    def _people(self) -> str:
        if self.members:
            return f"The directory holds {self.members} {'person' if self.members == 1 else 'people'}."
        return (
            "The directory is empty. If Stripe has customers, ask whoever runs this installation to run "
            "djstripe_sync_models."
        )

    def _run(self) -> str:
        match self.last_run and self.last_run.state:
            case SyncRun.State.RUNNING if is_running():
                return "It is being rebuilt from Stripe now."
            case SyncRun.State.RUNNING:
                return "The last rebuild was stopped before it ended; what was there before is still shown."
            case SyncRun.State.COMPLETE:
                return f"It was last rebuilt from Stripe {_ago(self.last_run.ended_at)}."  # type: ignore[union-attr]
            case SyncRun.State.FAILED:
                return f"The last rebuild failed: {self.last_run.message}"  # type: ignore[union-attr]
        return "It was never rebuilt from Stripe; it holds what Stripe has told since."

    def _lost(self) -> str:
        if not self.regeneration_due:
            return ""
        return (
            "Some changes in Stripe were never told, and are too old to be asked for: ask whoever runs this "
            "installation to run djstripe_sync_models."
        )

    def _events(self) -> str:
        if self.pending_events:
            changes = "change waits" if self.pending_events == 1 else "changes wait"
            return f"{self.pending_events} {changes} to be taken over; this is tried again every minute."
        if self.last_event_at:
            return f"Stripe last told of a change {_ago(self.last_event_at)}, and nothing waits."
        return "Stripe has not told of any change yet."


def condition() -> Condition:
    latest = InboxEvent.objects.order_by("-created_at").first()
    return Condition(
        last_event_at=latest.created_at if latest else None,
        pending_events=InboxEvent.objects.filter(applied_at=None).count(),
        last_run=SyncRun.objects.first(),
        members=Member.objects.count(),
        regeneration_due=regeneration_is_due(),
    )


def _ago(at: datetime | None) -> str:
    if at is None or (timezone.now() - at).total_seconds() < 60:
        return "less than a minute ago"
    return f"{timesince(at, depth=1)} ago".replace("\xa0", " ")
