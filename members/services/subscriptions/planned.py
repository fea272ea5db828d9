"""A change that waits for the renewal: a subscription schedule of two phases, now and from then on.

Source: https://docs.stripe.com/billing/subscriptions/subscription-schedules
"""

from __future__ import annotations

from typing import Any

from members import gateway
from members.services import writing
from members.services.subscriptions.running import NEXT_PRICE, only_item
from reporting.reader import Answer

Data = dict[str, Any]


def plan(current: Data, *, price: Data, key: str) -> Answer:
    """Let the Subscription have another Price from its renewal on. What was planned before is replaced.

    Each step can be done again: whoever was killed in the middle is followed by the next try.
    """
    schedule_id = current.get("schedule") or _schedule(current, key=key)
    schedule = gateway.retrieve_subscription_schedule(schedule_id=schedule_id).data
    now = schedule["phases"][0]
    if schedule.get("current_phase"):
        begun = schedule["current_phase"]["start_date"]
        now = next(phase for phase in schedule["phases"] if phase["start_date"] == begun)
    discounts = [{name: id for name, id in entry.items() if id} for entry in now.get("discounts") or []]
    common: Data = {"discounts": discounts} if discounts else {}
    trial: Data = {"trial_end": now["trial_end"]} if now.get("trial_end") else {}
    quantity = only_item(current).get("quantity") or 1
    recurring = price["recurring"]
    phases = [
        {
            **common,
            **trial,
            "items": [{"price": only_item(current)["price"]["id"], "quantity": quantity}],
            "start_date": now["start_date"],
            "end_date": now["end_date"],
            "proration_behavior": "none",
        },
        {
            **common,
            "items": [{"price": price["id"], "quantity": quantity}],
            "duration": {
                "interval": recurring["interval"],
                "interval_count": recurring.get("interval_count", 1),
            },
            "metadata": {NEXT_PRICE: ""},
            "proration_behavior": "none",
        },
    ]
    gateway.update_subscription_schedule(
        schedule_id=schedule_id,
        params={"phases": phases, "end_behavior": "release", "proration_behavior": "none"},
        idempotency_key=writing.digest(key, "phases", price["id"], now["start_date"]),
    )
    return gateway.update_subscription(
        subscription_id=current["id"],
        params={"metadata": {NEXT_PRICE: price["id"]}},
        idempotency_key=writing.digest(key, "next price", price["id"]),
    )


def drop(current: Data, *, key: str) -> Data:
    """Without what was planned. Stripe lets nothing else be changed before."""
    if not is_planned(current):
        return current
    if current.get("schedule"):
        gateway.release_subscription_schedule(
            schedule_id=current["schedule"], idempotency_key=writing.digest(key, "release")
        )
    params = {"metadata": {NEXT_PRICE: ""}}
    return gateway.update_subscription(
        subscription_id=current["id"],
        params=params,
        idempotency_key=writing.digest(key, "no next price"),
    ).data


def is_planned(current: Data) -> bool:
    """Also where somebody was killed between the schedule's end and that of the note of its Price."""
    return bool(current.get("schedule") or (current.get("metadata") or {}).get(NEXT_PRICE))


def _schedule(current: Data, *, key: str) -> str:
    answer = gateway.create_subscription_schedule(
        params={"from_subscription": current["id"]}, idempotency_key=writing.digest(key, "schedule")
    )
    return str(answer.data["id"])
