"""Billing periods: months end on their last day where the anchor's day is missing, and the anchor is kept.

Source: https://docs.stripe.com/billing/subscriptions/billing-cycle
"""

from __future__ import annotations

from calendar import monthrange
from datetime import UTC, datetime, timedelta

DAYS = {"day": 1, "week": 7}
MONTHS = {"month": 1, "year": 12}


def boundary(anchor: int, interval: str, count: int, number: int) -> int:
    """The moment `number` intervals after the anchor (before it, if negative)."""
    start = datetime.fromtimestamp(anchor, UTC)
    if interval in DAYS:
        return int((start + timedelta(days=DAYS[interval] * count * number)).timestamp())
    months = start.year * 12 + start.month - 1 + MONTHS[interval] * count * number
    year, month = divmod(months, 12)
    day = min(start.day, monthrange(year, month + 1)[1])
    return int(start.replace(year=year, month=month + 1, day=day).timestamp())


def next_boundary(anchor: int, interval: str, count: int, after: int) -> int:
    """The first boundary of the anchor's cycle that is later than `after`."""
    length = (DAYS[interval] if interval in DAYS else MONTHS[interval] * 30.4375) * count * 86400
    number = int((after - anchor) // length) - 1
    while boundary(anchor, interval, count, number) <= after:
        number += 1
    while boundary(anchor, interval, count, number - 1) > after:
        number -= 1
    return boundary(anchor, interval, count, number)
