"""Stripe's rate limits: so many requests a second in all, and on any one endpoint.

Off unless `--rate-limits live` or `--rate-limits sandbox` is given, or `/_emulator/rate_limits` says so.

Source: https://docs.stripe.com/rate-limits
"""

from __future__ import annotations

import time
from collections import defaultdict, deque

from .errors import RateLimited

# In all, and on one endpoint.
LIMITS = {"live": (100, 25), "sandbox": (25, 25)}
MODES = ("off", *LIMITS)


class RateLimits:
    def __init__(self, mode: str = "off") -> None:
        self.default = mode
        self.set(mode)

    def set(self, mode: str) -> None:
        if mode not in MODES:
            raise ValueError(f'"mode" must be one of {", ".join(MODES)}, not {mode!r}.')
        self.mode = mode
        self.all: deque[float] = deque()
        self.by_endpoint: dict[str, deque[float]] = defaultdict(deque)

    def check(self, endpoint: str, now: float | None = None) -> None:
        """Count a request of this second; one too many is refused and not counted."""
        if self.mode == "off":
            return
        now = time.monotonic() if now is None else now
        most, most_here = LIMITS[self.mode]
        here = self.by_endpoint[endpoint]
        for taken in (self.all, here):
            while taken and taken[0] <= now - 1:
                taken.popleft()
        if len(self.all) >= most:
            raise too_many("global-rate")
        if len(here) >= most_here:
            raise too_many("endpoint-rate")
        self.all.append(now)
        here.append(now)


def too_many(reason: str) -> RateLimited:
    error = RateLimited(
        "Request rate limit exceeded. Learn more about rate limits at https://stripe.com/docs/rate-limits.",
        code="rate_limit",
    )
    error.headers = {"Stripe-Rate-Limited-Reason": reason}
    return error
