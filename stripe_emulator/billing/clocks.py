"""Whose time it is: the test clock that stands behind an object.

Source: https://docs.stripe.com/billing/testing/test-clocks
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ..errors import InvalidRequest
from ..state import State
from ..store import Object
from .calendar import boundary

KIND = "test_helpers.test_clock"
OWNERS = ("customer", "subscription", "charge", "invoice", "payment_intent")
CUSTOMERS = 3
OVER = {
    "subscription": ("canceled", "incomplete_expired"),
    "subscription_schedule": ("canceled", "completed", "released"),
}


def clock_of(state: State, obj: Object | None) -> Object | None:
    """The test clock of an object, found through whom it belongs to."""
    if obj is None or obj["object"] == "event":
        return None
    if obj["object"] == KIND:
        return obj
    if obj.get("test_clock"):
        return state.store.get(obj["test_clock"], KIND)
    for name in OWNERS:
        owner = obj.get(name)
        if isinstance(owner, str) and name != obj["object"]:
            return clock_of(state, state.store.get(owner))
    return None


def now_for(state: State, obj: Object | None) -> int:
    """What time it is for an object."""
    clock = clock_of(state, obj)
    return int(clock["frozen_time"]) if clock else state.now()


def clock_named(state: State, given: Any) -> Object | None:
    """The test clock of anything that a request names."""
    if isinstance(given, dict):
        given = list(given.values())
    if isinstance(given, list):
        found = (clock_named(state, entry) for entry in given)
        return next((clock for clock in found if clock), None)
    return clock_of(state, state.store.get(given)) if isinstance(given, str) and "_" in given else None


def moment_for(state: State, *given: Any) -> int | None:
    """The time in which a request is answered, if it is not the emulator's own."""
    if not state.store.kinds.get(KIND):
        return None
    clock = clock_named(state, list(given))
    return int(clock["frozen_time"]) if clock else None


def shortest_interval(state: State, clock: str) -> tuple[str, int] | None:
    """The shortest service period of the clock's subscriptions and schedules that are not over."""
    found = [
        price["recurring"]
        for customer in state.store.all("customer", test_clock=clock)
        for kind, over in OVER.items()
        for obj in state.store.all(kind, customer=customer["id"])
        if obj["status"] not in over
        for part in ([obj] if kind == "subscription" else obj["phases"])
        for item in part["items"]
        if (price := state.store.get(item["price"], "price"))
    ]
    pairs = {(str(each["interval"]), int(each["interval_count"])) for each in found}
    return min(pairs, key=lambda pair: boundary(0, pair[0], pair[1], 1), default=None)


def refuse_full(state: State, clock: str) -> None:
    if len(state.store.all("customer", test_clock=clock)) >= CUSTOMERS:
        raise InvalidRequest(
            f"A test clock can have at most {CUSTOMERS} customers. Create another test clock.",
            param="test_clock",
        )


def of_real_time(*asked: Any) -> Callable[[Object], bool]:
    """What a list shows: what lives on a test clock only to whoever asks for the clock, or for its owner."""
    return lambda obj: any(asked) or obj.get("test_clock") is None
