"""The mirror's condition in words that a secretary understands, and whether somebody has to do something."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import TextChoices
from django.utils import timezone
from django.utils.timesince import timesince

from reporting.condition import Condition
from reporting.models import MirrorCheck, SyncRun

PATIENCE = timedelta(minutes=15)  # what waits for longer does not come by itself
READING_OVERDUE = timedelta(hours=3)  # Stripe's events are read every hour
CHECK_OVERDUE = timedelta(hours=36)  # and all is compared every night
OPERATOR = "ask whoever runs this installation"


class Health(TextChoices):
    GOOD = "good", "All is well"
    WAITS = "waits", "Something waits"
    OPERATOR = "operator", "The operator is needed"


@dataclass(frozen=True)
class Point:
    """One thing about the mirror, good or not."""

    about: str
    health: Health
    text: str


def points(of: Condition) -> list[Point]:
    return [
        Point("People", *_people(of)),
        Point("Changes", *_changes(of)),
        Point("Nightly check", *_check(of)),
        Point("Rebuild", *_rebuild(of)),
    ]


def worst(found: list[Point]) -> Health:
    return max((point.health for point in found), key=list(Health).index)


def sentence(found: list[Point]) -> str:
    return " ".join(point.text for point in found)


def lag(of: Condition) -> str:
    if not of.pending_events:
        return "nothing waits"
    return f"the oldest change that waits is from {ago(of.oldest_pending_at)}"


def ago(at: datetime | None) -> str:
    if at is None or (timezone.now() - at).total_seconds() < 60:
        return "less than a minute ago"
    return f"{timesince(at, depth=1)} ago".replace("\xa0", " ")


def _people(of: Condition) -> tuple[Health, str]:
    if of.members:
        people = "1 person" if of.members == 1 else f"{of.members} people"
        return Health.GOOD, f"The directory holds {people}."
    if of.last_answered_check and of.last_answered_check.state != MirrorCheck.State.DIFFERENT:
        return Health.GOOD, "The directory is empty, and so was Stripe at the last check."
    if of.last_run and of.last_run.counts.get("customer", {}).get("read") == 0:
        return Health.GOOD, "The directory is empty, and so was Stripe at the last rebuild."
    return Health.OPERATOR, (
        f"The directory is empty. If Stripe has customers, {OPERATOR} to run djstripe_sync_models."
    )


def _changes(of: Condition) -> tuple[Health, str]:
    if of.regeneration_due:
        return Health.OPERATOR, (
            "Some changes in Stripe were never told, and are too old to be asked for: "
            f"{OPERATOR} to run djstripe_sync_models."
        )
    if of.unreadable_events:
        changes = "1 change" if of.unreadable_events == 1 else f"{of.unreadable_events} changes"
        return Health.OPERATOR, (
            f"{changes} that Stripe told of could not be read: {OPERATOR} to run check_mirror --repair."
        )
    if of.pending_events:
        changes = "1 change waits" if of.pending_events == 1 else f"{of.pending_events} changes wait"
        text = f"{changes} to be taken over, the oldest from {ago(of.oldest_pending_at)}; "
        if of.lag_seconds > PATIENCE.total_seconds():
            return Health.OPERATOR, f"{text}{OPERATOR} to look at the worker's log."
        return Health.WAITS, f"{text}this is tried again every minute."
    asked_at = of.read_up_to_at or _built_at(of)
    if asked_at and timezone.now() - asked_at > READING_OVERDUE:
        asked = f"last asked for changes {ago(asked_at)}" if of.read_up_to_at else "never asked for changes"
        return Health.OPERATOR, (
            f"Stripe was {asked}, though that is to happen every hour: {OPERATOR} whether the worker runs."
        )
    if of.missed_events:
        changes = "1 change" if of.missed_events == 1 else f"{of.missed_events} changes"
        return Health.WAITS, (
            f"Stripe did not tell of {changes} by itself; it was asked, and nothing is lost. If you read "
            f"this again tomorrow, {OPERATOR} to run register_webhook."
        )
    if of.last_event_at:
        return Health.GOOD, f"Stripe last told of a change {ago(of.last_event_at)}, and nothing waits."
    return Health.GOOD, "Stripe has not told of any change in the last 30 days, and nothing waits."


def _check(of: Condition) -> tuple[Health, str]:
    check = of.last_check
    if check is None:
        built_at = _built_at(of)
        if built_at and timezone.now() - built_at > CHECK_OVERDUE:
            return Health.OPERATOR, (
                "Nothing was ever compared with Stripe, though that is to happen every night: "
                f"{OPERATOR} whether the worker runs."
            )
        return Health.GOOD, "Nothing was compared with Stripe yet; that happens every night."
    answered = of.last_answered_check
    overdue = answered is None or timezone.now() - answered.ended_at > CHECK_OVERDUE
    if check.state == MirrorCheck.State.FAILED:
        text = f"The last comparison with Stripe, {ago(check.ended_at)}, failed: {check.message}"
        return (Health.OPERATOR if overdue else Health.WAITS), f"{text} It is tried again every hour."
    run = of.last_run
    when = f"Everything was compared with Stripe {ago(check.ended_at)}"
    if overdue:
        return (
            Health.OPERATOR,
            f"{when}, though that is to happen every night: {OPERATOR} whether the worker runs.",
        )
    entries = "1 entry" if check.differences == 1 else f"{check.differences} entries"
    match check.state:
        case MirrorCheck.State.EQUAL:
            return Health.GOOD, f"{when}: all of it is right."
        case MirrorCheck.State.MENDED:
            return Health.GOOD, f"{when}: {entries} differed and {_were(check.differences)} corrected."
    if run and run.state == SyncRun.State.COMPLETE and run.started_at > check.started_at:
        return (
            Health.GOOD,
            f"{when}: {entries} differed. The mirror was rebuilt since; the next check follows.",
        )
    return Health.OPERATOR, (
        f"{when}: {entries} of what is shown here may be wrong. Stripe itself is right; "
        f"{OPERATOR} to run check_mirror."
    )


def _rebuild(of: Condition) -> tuple[Health, str]:
    run, check = of.last_run, of.last_answered_check
    if run is None:
        return Health.OPERATOR, (
            "The mirror was never built from Stripe, so it holds only what Stripe has told since. "
            f"{OPERATOR.capitalize()} to run djstripe_sync_models."
        )
    if of.is_being_rebuilt:
        return Health.WAITS, "The mirror is being rebuilt from Stripe now."
    if run.state == SyncRun.State.COMPLETE:
        return Health.GOOD, f"The mirror was last rebuilt from Stripe {ago(run.ended_at)}."
    text = f"The last rebuild failed: {run.message}"
    if run.state == SyncRun.State.RUNNING:
        text = "The last rebuild was stopped before it ended."
    if check and check.state != MirrorCheck.State.DIFFERENT and check.started_at > run.started_at:
        return Health.GOOD, f"{text} The check since then found all of it right."
    again = f"{OPERATOR.capitalize()} to run djstripe_sync_models again."
    return Health.OPERATOR, f"{text} What was there before is still shown. {again}"


def _built_at(of: Condition) -> datetime | None:
    return of.last_run.started_at if of.last_run else None


def _were(count: int) -> str:
    return "was" if count == 1 else "were"
