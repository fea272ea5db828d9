"""Whose time it is: the test clock that stands behind an object.

Source: https://docs.stripe.com/billing/testing/test-clocks
"""

from __future__ import annotations

from typing import Any

from ..state import State
from ..store import Object

KIND = "test_helpers.test_clock"
OWNERS = ("customer", "subscription", "charge", "invoice", "payment_intent")


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
