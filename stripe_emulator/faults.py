"""Faults on demand, by route and count: see `control.py` for how they are ordered."""

from __future__ import annotations

import fnmatch
from dataclasses import asdict, dataclass
from typing import Any

from .errors import ApiError, InvalidRequest, KeyInUse, RateLimited, StripeError, Unauthorized
from .ids import new_id

KINDS = ("status", "kept", "kept_after", "latency", "hang", "hang_after", "reset_before", "reset_after")


@dataclass
class Fault:
    id: str
    kind: str
    method: str
    path: str
    count: int
    status: int
    seconds: float
    hits: int = 0

    def error(self) -> StripeError:
        """Stripe's own words for the status that was asked for."""
        if self.status == 429:
            return RateLimited(
                "Request rate limit exceeded. Learn more about rate limits at https://stripe.com/docs/rate-limits.",
                code="rate_limit",
            )
        if self.status == 409:
            return KeyInUse(
                "There is currently another in-progress request using this Idempotent Key (that probably"
                " means you"
                " submitted twice, and the other request is still going through). Please try again later.",
                code="idempotency_key_in_use",
            )
        if self.status == 401:
            return Unauthorized("Expired API Key provided: sk_test_****", code="api_key_expired")
        if self.status < 500:
            error: StripeError = InvalidRequest("An injected fault refused this request.")
        else:
            error = ApiError("An unknown error occurred")
        error.status = self.status
        return error


class Faults:
    def __init__(self) -> None:
        self.active: list[Fault] = []

    def add(self, order: dict[str, Any]) -> Fault:
        kind = order.get("kind", "status")
        if kind not in KINDS:
            raise ValueError(f'"kind" must be one of {", ".join(KINDS)}, not {kind!r}.')
        fault = Fault(
            id=new_id("fault", 10),
            kind=kind,
            method=str(order.get("method", "*")).upper(),
            path=str(order.get("path", "/v1/*")),
            count=int(order.get("count", 1)),
            status=int(order.get("status", 500)),
            seconds=float(order.get("seconds", 30 if kind.startswith("hang") else 1)),
        )
        self.active.append(fault)
        return fault

    def take(self, method: str, path: str) -> Fault | None:
        """The first fault that fits this call, counted down; a count below 0 never ends."""
        for fault in self.active:
            if fault.count and fault.method in ("*", method) and fnmatch.fnmatchcase(path, fault.path):
                fault.count -= 1
                fault.hits += 1
                return fault
        return None

    def listed(self) -> list[dict[str, Any]]:
        return [asdict(fault) for fault in self.active]
