"""The club's six plans, as its treasurer made them in Stripe."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Plan:
    key: str
    name: str
    description: str
    amount_cents: int
    interval: str
    details: dict[str, str]


PLANS = [
    Plan(
        "adult-yearly",
        "Adult yearly",
        "All courts, every day.",
        240_00,
        "year",
        {
            "tier": "2",
            "order": "1",
            "joining": "anyone",
            "features": "All courts\nFloodlights",
        },
    ),
    Plan(
        "adult-monthly",
        "Adult monthly",
        "All courts, every day, paid month by month.",
        22_00,
        "month",
        {
            "tier": "2",
            "order": "2",
            "joining": "anyone",
        },
    ),
    Plan(
        "family-yearly",
        "Family yearly",
        "Two adults and their children under 18.",
        520_00,
        "year",
        {"tier": "3", "order": "3", "joining": "anyone"},
    ),
    Plan(
        "junior-yearly",
        "Junior yearly",
        "Under 18, with Saturday coaching.",
        72_00,
        "year",
        {"tier": "1", "order": "4", "joining": "anyone", "max_age": "17", "capacity": "60"},
    ),
    Plan(
        "student-monthly",
        "Student monthly",
        "In full-time education, 18 and over.",
        9_50,
        "month",
        {"tier": "2", "order": "5", "joining": "members", "min_age": "18"},
    ),
    Plan(
        "off-peak-yearly",
        "Off-peak yearly",
        "Weekdays until 5 pm.",
        150_00,
        "year",
        {"tier": "1", "order": "6", "joining": "anyone"},
    ),
]
BY_NAME = {plan.name: plan for plan in PLANS}
CURRENCY = "gbp"
