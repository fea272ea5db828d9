"""A date of cancellation inside a period cuts the period short; taking it back makes it whole again.

Source: https://docs.stripe.com/api/subscriptions/update#update_subscription-cancel_at
"""

from __future__ import annotations

from ..state import State
from ..store import Object
from . import lifecycle, prorations


def cut(state: State, sub: Object, before: int | None, given: Object) -> Object:
    """After `cancel_at` changed: give back what is cut off, ask again for what is not any more."""
    end = sub["cancel_at"]
    if end == before or not prorations.reckoned(sub, given):
        return sub
    rows: list[Object] = []
    if before and lifecycle.period_end(sub) == before:
        start = lifecycle.period_start(sub)
        natural = lifecycle.cycle_end(state, sub, sub["billing_cycle_anchor"], start)
        if natural > before:
            sub = _ending(state, sub, natural)
            rows += [prorations.debit(state, sub, item, before) for item in sub["items"]]
    if end and end < lifecycle.period_end(sub):
        rows += prorations.all_credits(state, sub, given, end)
        sub = _ending(state, sub, end)
    prorations.add_pending(state, sub, rows)
    if rows and given.get("proration_behavior") == "always_invoice":
        moment = (state.now(), state.now())
        lifecycle.bill(state, sub, [], reason="subscription_update", period=moment, now=True)
    return state.get("subscription", sub["id"])


def _ending(state: State, sub: Object, end: int) -> Object:
    return state.change(sub, {"items": lifecycle.with_period(sub["items"], lifecycle.period_start(sub), end)})
