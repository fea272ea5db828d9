"""Moments of the club's past."""

from __future__ import annotations

import calendar
from datetime import UTC, datetime


def now() -> datetime:
    return datetime.now(UTC).replace(microsecond=0)


def months_after(moment: datetime, count: int) -> datetime:
    """The same day `count` months later (earlier, if negative), or the last day of that month."""
    year, month = divmod(moment.year * 12 + moment.month - 1 + count, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return moment.replace(year=year, month=month + 1, day=min(moment.day, last))
