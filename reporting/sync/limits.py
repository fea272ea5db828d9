"""Keeps to Stripe's rate limits without waiting for its refusals.

Source: https://docs.stripe.com/rate-limits
"""

from __future__ import annotations

import threading
import time
from collections import defaultdict

from django.conf import settings


class Stopped(Exception):
    """The run has failed meanwhile: no further call is made."""


class Limiter:
    """Hands out moments at which a call may be made, for any number of threads. Counts them too."""

    def __init__(self) -> None:
        self.calls = 0
        self._every = 1 / settings.STRIPE_CALLS_PER_SECOND
        self._every_endpoint = 1 / settings.STRIPE_CALLS_PER_SECOND_TO_ONE_ENDPOINT
        self._next = 0.0
        self._next_of: defaultdict[str, float] = defaultdict(float)
        self._lock = threading.Lock()
        self._stopped = threading.Event()

    def wait(self, endpoint: str) -> None:
        """Return when a call may be made.

        Raises:
            Stopped: none may any more.
        """
        with self._lock:
            now = time.monotonic()
            moment = max(now, self._next, self._next_of[endpoint])
            self._next = moment + self._every
            self._next_of[endpoint] = moment + self._every_endpoint
        if self._stopped.wait(max(0, moment - now)):
            raise Stopped
        with self._lock:
            self.calls += 1

    def stop(self) -> None:
        self._stopped.set()
