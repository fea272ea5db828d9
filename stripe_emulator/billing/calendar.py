"""Billing periods: months end on their last day where the anchor's day is missing, and the anchor is kept.

Source: https://docs.stripe.com/billing/subscriptions/billing-cycle
"""

from __future__ import annotations

from calendar import monthrange
from datetime import UTC, datetime, timedelta

DAYS = {"day": 1, "week": 7}
MONTHS = {"month": 1, "year": 12}


def boundary(anchor: int, interval: str, count: int, number: int, day: int | None = None) -> int:
    """The moment `number` intervals after the anchor (before it, if negative).

    `day` is the day of the month to keep to, if it is not the anchor's: 31 for an anchor on 28 February.
    """
    start = datetime.fromtimestamp(anchor, UTC)
    if interval in DAYS:
        return int((start + timedelta(days=DAYS[interval] * count * number)).timestamp())
    months = start.year * 12 + start.month - 1 + MONTHS[interval] * count * number
    year, month = divmod(months, 12)
    last = min(day or start.day, monthrange(year, month + 1)[1])
    return int(start.replace(year=year, month=month + 1, day=last).timestamp())


def anchor_of(config: dict[str, int], now: int) -> int:
    """The next moment with that day of the month (and month), at the time of day of `now` if none is given.

    Source: https://docs.stripe.com/billing/subscriptions/billing-cycle
    """
    start = datetime.fromtimestamp(now, UTC)
    hour, minute, second = (config.get(part, getattr(start, part)) for part in ("hour", "minute", "second"))
    year, month = start.year, config.get("month", start.month)
    while True:
        day = min(config["day_of_month"], monthrange(year, month)[1])
        found = int(datetime(year, month, day, hour, minute, second, tzinfo=UTC).timestamp())
        if found >= now:
            return found
        year, month = (year + 1, month) if "month" in config else (year + month // 12, month % 12 + 1)


def next_boundary(anchor: int, interval: str, count: int, after: int, day: int | None = None) -> int:
    """The first boundary of the anchor's cycle that is later than `after`."""
    length = (DAYS[interval] if interval in DAYS else MONTHS[interval] * 30.4375) * count * 86400
    number = int((after - anchor) // length) - 1
    while boundary(anchor, interval, count, number, day) <= after:
        number += 1
    while boundary(anchor, interval, count, number - 1, day) > after:
        number -= 1
    return boundary(anchor, interval, count, number, day)
