"""The mirror of Stripe, as the admin's home describes it."""

from __future__ import annotations

from collections.abc import Iterator

from django.db import Error

from members.doctor.finding import Finding, ok, warning, wrong
from reporting.condition import condition
from reporting.health import Health, points

AS = {Health.GOOD: ok, Health.WAITS: warning, Health.OPERATOR: wrong}


def check() -> Iterator[Finding]:
    try:
        found = points(condition())
    except Error:
        yield wrong("The mirror cannot be read. Mend what is said under Databases first.")
        return
    for point in found:
        yield AS[point.health](f"{point.about}: {point.text}")
