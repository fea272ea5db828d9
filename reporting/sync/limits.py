"""Keeps to Stripe's rate limits without waiting for its refusals.

Source: https://docs.stripe.com/rate-limits
"""

from __future__ import annotations

import threading
import time
from collections import defaultdict
from math import ceil

from django.conf import settings

# Calls are a little further apart than the limits ask for: one may be longer on its way than those after it.
SPARE = 1.03


class Stopped(Exception):
    """The run has failed meanwhile: no further call is made."""


class Limiter:
    """Hands out moments at which a call may be made, for any number of threads. Counts them too."""

    def __init__(self) -> None:
        self.calls = 0
        self._every = SPARE / settings.STRIPE_CALLS_PER_SECOND
        self._every_endpoint = SPARE / settings.STRIPE_CALLS_PER_SECOND_TO_ONE_ENDPOINT
        self._began = time.monotonic()
        self._taken: set[int] = set()
        self._next_of: defaultdict[str, float] = defaultdict(float)
        self._lock = threading.Lock()
        self._stopped = threading.Event()

    def wait(self, endpoint: str) -> None:
        """Return when a call may be made.

        Raises:
            Stopped: none may any more.
        """
        now = time.monotonic() - self._began
        with self._lock:
            moment = self._every * self._take(max(now, self._next_of[endpoint]), now)
            self._next_of[endpoint] = moment + self._every_endpoint
        if self._stopped.wait(max(0, moment - now)):
            raise Stopped
        with self._lock:
            self.calls += 1

    def _take(self, moment: float, now: float) -> int:
        """The first free turn from a moment on: nobody waits for another endpoint's limit."""
        self._taken = {turn for turn in self._taken if turn * self._every >= now}
        turn = ceil(moment / self._every)
        while turn in self._taken:
            turn += 1
        self._taken.add(turn)
        return turn

    def stop(self) -> None:
        self._stopped.set()
