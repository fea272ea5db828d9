"""Keeps to Stripe's rate limits without waiting for its refusals.

Source: https://docs.stripe.com/rate-limits
"""

from __future__ import annotations

import threading
import time
from collections import defaultdict

LIVE_PER_SECOND, TEST_PER_SECOND, ENDPOINT_PER_SECOND = 100, 25, 25


class Limiter:
    """Hands out moments at which a call may be made, for any number of threads. Counts them too."""

    def __init__(self, *, live: bool) -> None:
        self.calls = 0
        self._every = 1 / (LIVE_PER_SECOND if live else TEST_PER_SECOND)
        self._every_endpoint = 1 / ENDPOINT_PER_SECOND
        self._next = 0.0
        self._next_of: defaultdict[str, float] = defaultdict(float)
        self._lock = threading.Lock()

    def wait(self, endpoint: str) -> None:
        with self._lock:
            self.calls += 1
            now = time.monotonic()
            moment = max(now, self._next, self._next_of[endpoint])
            self._next = moment + self._every
            self._next_of[endpoint] = moment + self._every_endpoint
        time.sleep(max(0, moment - now))
