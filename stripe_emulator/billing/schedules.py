"""Subscription schedules at work: phases begin and end, and the subscription follows.

Source: https://docs.stripe.com/billing/subscriptions/subscription-schedules
"""

from __future__ import annotations

from typing import Any

from ..errors import InvalidRequest
from ..shapes.subscriptions import PAYMENT_SETTINGS, billing_mode, subscription_shape
from ..state import State
from ..store import Object
from . import items, lifecycle
from .calendar import boundary
from .changes import apply_update
from .start import begin

DAY = 86400
# Documented as seven days; the fixture of Stripe's CLI stops nine days before the end and waits for it.
NOTICE = 10 * DAY
SETTINGS: Object = {
    "application_fee_percent": None,
    "automatic_tax": {"disabled_reason": None, "enabled": False, "liability": None},
    "billing_cycle_anchor": "automatic",
    "billing_thresholds": None,
    "collection_method": "charge_automatically",
    "default_payment_method": None,
    "description": None,
    "invoice_settings": {
        "account_tax_ids": None,
        "custom_fields": None,
        "days_until_due": None,
        "description": None,
        "footer": None,
        "issuer": {"type": "self"},
    },
    "on_behalf_of": None,
    "transfer_data": None,
}


def schedule_shape(state: State, customer: Object, **fields: Any) -> Object:
    return {
        "id": state.new_id("sub_sched"),
        "object": "subscription_schedule",
        "application": None,
        "billing_mode": billing_mode(),
        "canceled_at": None,
        "completed_at": None,
        "created": state.now(),
        "current_phase": None,
        "customer": customer["id"],
        "customer_account": None,
        "default_settings": SETTINGS,
        "end_behavior": "release",
        "livemode": False,
        "metadata": {},
        "phases": [],
        "released_at": None,
        "released_subscription": None,
        "status": "not_started",
        "subscription": None,
        "test_clock": customer["test_clock"],
        "_phase": 0,
        **fields,
    }


def phase_shape(state: State, given: Object, begins: int, name: str) -> Object:
    prices = [items.price_for(state, entry, f"{name}[items][{n}]") for n, entry in enumerate(given["items"])]
    recurring = given.get("duration") or prices[0]["recurring"]
    count = recurring.get("interval_count", 1)
    ends = given.get("end_date") or boundary(begins, recurring["interval"], count, given.get("iterations", 1))
    if not isinstance(ends, int) or ends <= begins:
        raise InvalidRequest("The end of a phase must be after its start.", param=f"{name}[end_date]")
    nothing = ("application_fee_percent", "automatic_tax", "billing_cycle_anchor", "billing_thresholds",
               "collection_method", "default_payment_method", "description", "invoice_settings",
               "on_behalf_of", "transfer_data")  # fmt: skip
    trial_end = given.get("trial_end") or (ends if given.get("trial") else None)
    return {
        **{key: given.get(key) for key in nothing},
        "add_invoice_items": [],
        "currency": prices[0]["currency"],
        "default_tax_rates": [],
        "discounts": [
            {"coupon": None, "discount": None, "promotion_code": None, **entry}
            for entry in given.get("discounts") or []
        ],
        "end_date": ends,
        "items": [
            {
                "billing_thresholds": None,
                "discounts": [],
                "metadata": entry.get("metadata") or {},
                "plan": price["id"],
                "price": price["id"],
                "quantity": entry.get("quantity", 1),
                "tax_rates": [],
            }
            for entry, price in zip(given["items"], prices, strict=True)
        ],
        "metadata": given.get("metadata") or {},
        "proration_behavior": given.get("proration_behavior", "create_prorations"),
        "start_date": begins,
        "trial_end": trial_end,
        "_added": given.get("add_invoice_items") or [],
    }


def shown(state: State, obj: Object) -> Object:
    def phase(one: Object) -> Object:
        rates = [state.store.objects[id] for id in one["default_tax_rates"]]
        shape = {key: value for key, value in one.items() if key[0] != "_"}
        return {**shape, "default_tax_rates": rates}

    return {**obj, "phases": [phase(one) for one in obj["phases"]]}


def from_subscription(state: State, sub: Object) -> Object:
    """A schedule whose one phase is the subscription's current period."""
    if sub["schedule"]:
        raise InvalidRequest(
            f"The subscription `{sub['id']}` is already attached to a schedule: {sub['schedule']}.",
            param="from_subscription",
        )
    given = {
        "items": [{"price": item["price"], "quantity": item["quantity"]} for item in sub["items"]],
        "end_date": lifecycle.period_end(sub),
    }
    phase = phase_shape(state, given, lifecycle.period_start(sub), "phases[0]")
    customer = state.get("customer", sub["customer"])
    own = {"billing_mode": sub["billing_mode"], "status": "active", "subscription": sub["id"]}
    obj = schedule_shape(state, customer, phases=[phase], **own)
    obj = state.create({**obj, "current_phase": _span(phase)})
    state.change(sub, {"schedule": obj["id"]}, lifecycle.UPDATED)
    state.emit("subscription_schedule.created", obj)
    return obj


def start(state: State, obj: Object) -> Object:
    """The first phase begins: the subscription is made. Its first invoice stays a draft for an hour."""
    phase, settings = obj["phases"][0], obj["default_settings"]
    customer = state.get("customer", obj["customer"])
    made = items.build(state, [_wanted(entry) for entry in phase["items"]])
    method = phase["collection_method"] or settings["collection_method"]
    invoice = phase["invoice_settings"] or settings["invoice_settings"]
    shape = subscription_shape(
        state,
        billing_mode=obj["billing_mode"],
        collection_method=method,
        currency=phase["currency"],
        customer=customer["id"],
        days_until_due=(invoice.get("days_until_due") or 30) if method == "send_invoice" else None,
        default_payment_method=phase["default_payment_method"] or settings["default_payment_method"],
        default_tax_rates=phase["default_tax_rates"],
        description=phase["description"] or settings["description"],
        items=made,
        metadata=phase["metadata"],
        payment_settings=PAYMENT_SETTINGS,
        schedule=obj["id"],
        test_clock=customer["test_clock"],
    )
    from ..resources.subscriptions import add_item, discounted

    given = [{key: value for key, value in entry.items() if value} for entry in phase["discounts"]]
    shape = discounted(state, shape, {"items": phase["items"], "discounts": given})
    for row in phase["_added"]:
        add_item(state, customer, row)
    when: Object = {"trial_end": phase["trial_end"]} if phase["trial_end"] else {}
    if phase["start_date"] < state.now():
        when["backdate_start_date"] = phase["start_date"]
    sub = begin(state, shape, when, scheduled=True)
    return state.change(
        obj, {"status": "active", "subscription": sub["id"], "current_phase": _span(phase), "_phase": 0}
    )


def due(obj: Object) -> int | None:
    if obj["status"] == "not_started":
        return int(obj["phases"][0]["start_date"])
    if obj["status"] != "active":
        return None
    ends = int(obj["phases"][obj["_phase"]]["end_date"])
    notice = max(obj["phases"][-1]["end_date"] - NOTICE, obj["phases"][0]["start_date"])
    return ends if obj.get("_noticed") else min(ends, notice)


def step(state: State, obj: Object, at: int) -> None:
    if obj["status"] == "not_started":
        before = state.render(obj)
        state.emit("subscription_schedule.updated", start(state, obj), previous=before)
    elif at < obj["phases"][obj["_phase"]]["end_date"]:
        state.emit("subscription_schedule.expiring", state.change(obj, {"_noticed": True}))
    elif obj["_phase"] + 1 < len(obj["phases"]):
        begin_phase(state, obj, obj["_phase"] + 1)
    else:
        finish(state, obj)


def begin_phase(state: State, obj: Object, number: int, behavior: str | None = None) -> Object:
    phase = obj["phases"][number]
    sub = state.get("subscription", obj["subscription"])
    at_boundary = lifecycle.period_end(sub) <= state.now()
    given: Object = {
        "items": _changes(sub, phase["items"]),
        "metadata": phase["metadata"],
        "proration_behavior": "none" if at_boundary else behavior or phase["proration_behavior"],
    }
    if phase["discounts"]:
        kept = [{key: value for key, value in entry.items() if value} for entry in phase["discounts"]]
        given["discounts"] = kept
    apply_update(state, sub, given)
    before = state.render(obj)
    obj = state.change(obj, {"_phase": number, "current_phase": _span(phase)})
    state.emit("subscription_schedule.updated", obj, previous=before)
    return obj


def resume(state: State, obj: Object, behavior: str) -> Object:
    """The phases were written anew: go on with the one that now is."""
    now = state.now()
    number = next((n for n, p in enumerate(obj["phases"]) if p["start_date"] <= now < p["end_date"]), None)
    if number is None:
        raise InvalidRequest("The current phase must be among the phases.", param="phases")
    sub, phase = state.get("subscription", obj["subscription"]), obj["phases"][number]
    given = {"items": _changes(sub, phase["items"]), "proration_behavior": behavior}
    apply_update(state, sub, given)
    return state.change(obj, {"_phase": number, "current_phase": _span(phase), "_noticed": False})


def finish(state: State, obj: Object) -> None:
    """After the last phase: the subscription goes on alone, ends, or the phase is repeated."""
    if obj["end_behavior"] == "renew":
        last = obj["phases"][-1]
        length = last["end_date"] - last["start_date"]
        again = {**last, "start_date": last["end_date"], "end_date": last["end_date"] + length}
        obj = state.change(obj, {"phases": [*obj["phases"], again], "_noticed": False})
        begin_phase(state, obj, obj["_phase"] + 1)
    elif obj["end_behavior"] == "cancel":
        obj = close(state, obj, "completed")
        sub = state.change(state.get("subscription", obj["subscription"]), {"schedule": None})
        lifecycle.end(state, sub)
    else:
        obj = release(state, state.change(obj, {"completed_at": state.now()}))
        state.emit("subscription_schedule.completed", obj)


def close(state: State, obj: Object, status: str) -> Object:
    moment = {"canceled": "canceled_at", "completed": "completed_at"}[status]
    obj = state.change(obj, {"status": status, moment: state.now(), "current_phase": None})
    state.emit(f"subscription_schedule.{status}", obj)
    return obj


def release(state: State, obj: Object) -> Object:
    sub = state.store.get(obj["subscription"], "subscription")
    if sub:
        state.change(sub, {"schedule": None}, lifecycle.UPDATED)
    changes = {
        "status": "released",
        "released_at": state.now(),
        "released_subscription": sub and sub["id"],
        "subscription": None,
        "current_phase": None,
    }
    obj = state.change(obj, changes)
    state.emit("subscription_schedule.released", obj)
    return obj


def subscription_ended(state: State, sub: Object, reason: str) -> None:
    """A schedule does not outlive its subscription."""
    obj = state.store.get(sub["schedule"], "subscription_schedule")
    if obj and obj["status"] == "active":
        obj = close(state, obj, "canceled")
        if reason == "payment_failed":
            state.emit("subscription_schedule.aborted", obj)


def _span(phase: Object) -> Object:
    return {"end_date": phase["end_date"], "start_date": phase["start_date"]}


def _wanted(entry: Object) -> Object:
    return {"price": entry["price"], "quantity": entry["quantity"], "metadata": entry["metadata"]}


def _changes(sub: Object, wanted: list[Object]) -> list[Object]:
    """What turns the subscription's items into those of a phase."""
    left = {item["price"]: item["id"] for item in sub["items"]}
    changes = []
    for entry in wanted:
        known = left.pop(entry["price"], None)
        changes.append({"id": known, "quantity": entry["quantity"]} if known else _wanted(entry))
    fresh = [change for change in changes if "price" in change]
    for price_id in list(left):
        if fresh:
            fresh.pop(0)["id"] = left.pop(price_id)
    return [*changes, *({"id": id, "deleted": True} for id in left.values())]
