"""Dates of a membership: anniversaries that survive month ends and 29 February."""

from __future__ import annotations

from calendar import monthrange
from datetime import UTC, date, datetime, time, timedelta

from django.utils import timezone

MONTHS = {"month": 1, "year": 12}
DAYS = {"day": 1, "week": 7}
CLOCKS_MAY_DIFFER = timedelta(minutes=15)
EARLIEST_START = date(1970, 1, 2)  # Stripe's times count from 1970
FURTHEST_AHEAD = timedelta(days=730)  # Stripe's, of the end of a trial


def add_months(start: date, months: int) -> date:
    """The same day of a later month, or that month's last day where it is shorter."""
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    return date(year, month + 1, min(start.day, monthrange(year, month + 1)[1]))


def next_anniversary(start: date, *, interval: str, interval_count: int, after: date) -> date:
    """The first date later than `after` on which a membership that began at `start` renews.

    Counted from the start each time, so 31 January is followed by 28 February and then by 31 March.
    """
    if interval in DAYS:
        length = DAYS[interval] * interval_count
        return start + timedelta(days=((after - start).days // length + 1) * length)
    length = MONTHS[interval] * interval_count
    months_between = (after.year - start.year) * 12 + after.month - start.month
    periods = max(months_between // length, 1)
    while (anniversary := add_months(start, periods * length)) <= after:
        periods += 1
    return anniversary


def latest_anchor(now: datetime, *, interval: str, interval_count: int) -> int:
    """The furthest ahead that Stripe allows an anchor: one period from its now, with room for clocks.

    Source: https://docs.stripe.com/billing/subscriptions/billing-cycle
    """
    if interval in DAYS:
        end = now + timedelta(days=DAYS[interval] * interval_count)
    else:
        end = datetime.combine(add_months(now.date(), MONTHS[interval] * interval_count), now.timetz())
    return int((end - CLOCKS_MAY_DIFFER).timestamp())


def noon(day: date) -> int:
    """Noon in Greenwich, in seconds: the same date on the clocks of nearly all clubs."""
    return int(datetime.combine(day, time(12), tzinfo=UTC).timestamp())


def end_of(day: date) -> int:
    """The last second of a day on the club's clock."""
    return int(datetime.combine(day, time(23, 59, 59), tzinfo=timezone.get_current_timezone()).timestamp())
