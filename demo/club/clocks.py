"""Stripe's test clocks: whoever paid by card before lives on one, three people to a clock.

Source: https://docs.stripe.com/billing/testing/test-clocks
"""

from __future__ import annotations

import time
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

from demo.stripe import Stripe

Clock = dict[str, Any]
PATH = "test_helpers/test_clocks"
PEOPLE = 3
"""Stripe takes no more on a clock."""
STEP = timedelta(days=59)
"""Stripe advances by two intervals of the shortest subscription at most: the club's are months."""


def create(stripe: Stripe, *, at: datetime, name: str) -> Clock:
    return stripe.post(PATH, frozen_time=_seconds(at), name=name)


def advance(stripe: Stripe, clocks: Iterable[Clock], to: datetime) -> None:
    """Let everything happen on these clocks that falls due until then; none waits for the others."""
    until = _seconds(to)
    behind = [clock for clock in clocks if clock["frozen_time"] < until]
    while behind:
        for clock in behind:
            step = datetime.fromtimestamp(clock["frozen_time"], UTC) + STEP
            stripe.post(f"{PATH}/{clock['id']}/advance", frozen_time=_seconds(min(step, to)))
        arrived = [_ready(stripe, clock["id"]) for clock in behind]
        behind = [clock for clock in arrived if clock["frozen_time"] < until]


def bring_to(stripe: Stripe, moment: datetime) -> None:
    """Every clock there is."""
    advance(stripe, [_ready(stripe, clock["id"]) for clock in stripe.all(PATH)], moment)


def _ready(stripe: Stripe, id: str) -> Clock:
    while (clock := stripe.get(f"{PATH}/{id}"))["status"] == "advancing":
        time.sleep(0.01)
    return clock


def _seconds(moment: datetime) -> int:
    return int(moment.timestamp())
