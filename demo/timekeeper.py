"""The club goes on living: its test clocks follow real time, so that renewals and retries happen."""

from __future__ import annotations

from collections.abc import Callable
from threading import Event

import httpx

from demo.club import clocks
from demo.club.dates import now
from demo.stripe import Stripe, StripeRefused

EVERY_SECONDS = 600.0


class Timekeeper:
    def __init__(self, stripe: Stripe, *, every: float = EVERY_SECONDS) -> None:
        self.stripe, self.every = stripe, every
        self.ended = Event()

    def run(self, tell: Callable[[str], object]) -> None:
        """Bring the clocks to now every few minutes, until `stop`; tell what hinders it, and try again."""
        while not self.ended.wait(self.every):
            try:
                clocks.bring_to(self.stripe, now())
            except (httpx.HTTPError, StripeRefused) as problem:
                if not self.ended.is_set():
                    tell(f"The club's test clocks could not be brought to now: {problem!r}")

    def stop(self) -> None:
        self.ended.set()
