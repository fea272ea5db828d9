"""Which subscriptions count, and who is a member by them."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.utils import timezone

from reporting.models import Member

# From the one that counts most to the one that counts least; of two that are alike, the later counts.
STATUSES = (
    "active",
    "trialing",
    "past_due",
    "paused",
    "unpaid",
    "incomplete",
    "canceled",
    "incomplete_expired",
)
ENDED = ("canceled", "incomplete_expired")
MEMBER_STATUSES = ("none", *STATUSES)  # of a row of the directory


def has_access(member: Member, *, at: datetime | None = None) -> bool:
    """Whether this person may sign in as a member: running, or past due for less than the grace period."""
    if member.status in ("active", "trialing"):
        return True
    if member.status != "past_due" or member.past_due_since_at is None:
        return False
    return (at or timezone.now()) < member.past_due_since_at + timedelta(days=settings.GRACE_DAYS)
