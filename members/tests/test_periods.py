"""Anniversaries, as a club counts them."""

from datetime import UTC, date, datetime

import pytest

from members.services import periods


@pytest.mark.parametrize(
    ("start", "interval", "count", "after", "expected"),
    [
        ("2023-09-10", "year", 1, "2026-09-09", "2026-09-10"),
        ("2023-09-10", "year", 1, "2026-09-10", "2027-09-10"),
        ("2024-02-29", "year", 1, "2024-12-31", "2025-02-28"),
        ("2024-02-29", "year", 1, "2027-06-01", "2028-02-29"),
        ("2025-01-31", "month", 1, "2025-02-10", "2025-02-28"),
        ("2025-01-31", "month", 1, "2025-02-28", "2025-03-31"),
        ("2025-01-31", "month", 3, "2025-02-01", "2025-04-30"),
        ("2025-12-31", "month", 2, "2026-01-01", "2026-02-28"),
        ("2026-01-01", "week", 1, "2026-01-07", "2026-01-08"),
        ("2026-01-01", "week", 2, "2026-01-15", "2026-01-29"),
        ("2026-01-01", "day", 10, "2026-01-10", "2026-01-11"),
        ("1998-05-05", "year", 1, "2026-05-04", "2026-05-05"),
    ],
)
def test_next_anniversary(start, interval, count, after, expected):
    found = periods.next_anniversary(
        date.fromisoformat(start), interval=interval, interval_count=count, after=date.fromisoformat(after)
    )
    assert found == date.fromisoformat(expected)


@pytest.mark.parametrize("zone_offset_hours", [-11, -5, 0, 1, 5.5, 11])
def test_noon_is_the_same_date_on_the_clocks_of_nearly_all_clubs(zone_offset_hours):
    moment = periods.noon(date(2026, 3, 29)) + int(zone_offset_hours * 3600)
    assert datetime.fromtimestamp(moment, UTC).date() == date(2026, 3, 29)


@pytest.mark.parametrize(
    ("now", "interval", "expected"),
    [
        ("2026-01-31T09:00:00+00:00", "month", "2026-02-28T08:45:00+00:00"),
        ("2024-02-29T09:00:00+00:00", "year", "2025-02-28T08:45:00+00:00"),
        ("2026-01-31T09:00:00+00:00", "week", "2026-02-07T08:45:00+00:00"),
    ],
)
def test_latest_anchor_is_just_under_one_period_ahead(now, interval, expected):
    latest = periods.latest_anchor(datetime.fromisoformat(now), interval=interval, interval_count=1)
    assert datetime.fromtimestamp(latest, UTC) == datetime.fromisoformat(expected)
