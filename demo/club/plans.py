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


PLANS = [
    Plan("adult-yearly", "Adult yearly", "All courts, every day.", 240_00, "year"),
    Plan("adult-monthly", "Adult monthly", "All courts, every day, paid month by month.", 22_00, "month"),
    Plan("family-yearly", "Family yearly", "Two adults and their children under 18.", 520_00, "year"),
    Plan("junior-yearly", "Junior yearly", "Under 18, with Saturday coaching.", 72_00, "year"),
    Plan("student-monthly", "Student monthly", "In full-time education, 18 and over.", 9_50, "month"),
    Plan("off-peak-yearly", "Off-peak yearly", "Weekdays until 5 pm.", 150_00, "year"),
]
BY_NAME = {plan.name: plan for plan in PLANS}
CURRENCY = "gbp"
