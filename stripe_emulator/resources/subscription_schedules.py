"""Subscription schedules: what a subscription will be from when until when, in phases.

Source: https://docs.stripe.com/api/subscription_schedules
"""

from __future__ import annotations

from ..billing import clocks, items, schedules
from ..billing.changes import cancel_now
from ..errors import InvalidRequest, missing
from ..lists import LIST, Page, list_objects
from ..metadata import merged, metadata
from ..params import (
    array,
    automatic_tax,
    boolean,
    custom_fields,
    date_range,
    discounts_param,
    enum,
    idle,
    integer,
    record,
    required,
    text,
    timestamp,
)
from ..registry import Resource
from ..shapes.subscriptions import billing_mode
from ..state import State
from ..store import Object
from .invoice_items import tax_rates_of
from .subscription_params import ADDED, MODE, PRORATION

subscription_schedule = Resource(
    "subscription_schedule",
    expandable=("application", "customer", "subscription", "test_clock", "phases.items.price"),
    indexes=("customer", "subscription"),
    render=schedules.shown,
)
COLLECTION = enum("charge_automatically", "send_invoice")
INVOICE_SETTINGS = record(
    {
        "account_tax_ids": idle(),
        "custom_fields": custom_fields(),
        "days_until_due": integer(minimum=0),
        "description": text(),
        "footer": text(),
        "issuer": idle(),
    }
)
SETTINGS = record(
    {
        "application_fee_percent": idle(),
        "automatic_tax": automatic_tax(),
        "billing_cycle_anchor": enum("automatic", "phase_start"),
        "billing_thresholds": idle(),
        "collection_method": COLLECTION,
        "default_payment_method": text(),
        "description": text(),
        "invoice_settings": INVOICE_SETTINGS,
        "on_behalf_of": text(),
        "transfer_data": idle(),
    }
)
PHASE = {
    "add_invoice_items": array(ADDED),
    "application_fee_percent": idle(),
    "automatic_tax": automatic_tax(),
    "billing_cycle_anchor": enum("automatic", "phase_start"),
    "billing_thresholds": idle(),
    "collection_method": COLLECTION,
    "currency": text(),
    "default_payment_method": text(),
    "default_tax_rates": array(text()),
    "description": text(),
    "discounts": discounts_param(),
    "duration": record(
        {"interval": required(enum("day", "week", "month", "year")), "interval_count": integer(minimum=1)}
    ),
    "end_date": timestamp("now"),
    "invoice_settings": INVOICE_SETTINGS,
    "items": required(array(record(items.NEW_ITEM))),
    # Of earlier API versions: how many of the price's intervals.
    "iterations": integer(minimum=1),
    "metadata": metadata(),
    "on_behalf_of": text(),
    "proration_behavior": PRORATION,
    "transfer_data": idle(),
    "trial": boolean(),
    "trial_end": timestamp("now"),
}
# Only of phases that are there already.
BEGUN = {**PHASE, "start_date": timestamp("now")}
FIELDS = {
    "default_settings": SETTINGS,
    "end_behavior": enum("cancel", "none", "release", "renew"),
    "metadata": metadata(),
    "phases": array(record(PHASE)),
}
CREATE = {
    **FIELDS,
    "billing_mode": MODE,
    "customer": text(clear=False),
    "from_subscription": text(clear=False),
    "start_date": timestamp("now"),
}
UPDATE = {**FIELDS, "phases": array(record(BEGUN)), "proration_behavior": PRORATION}
CANCEL = {"invoice_now": boolean(), "prorate": boolean()}
INDEX = {
    **LIST,
    "canceled_at": date_range(),
    "completed_at": date_range(),
    "customer": text(),
    "released_at": date_range(),
    "scheduled": boolean(),
}
PATH = "/v1/subscription_schedules"


@subscription_schedule.post(PATH, CREATE)
def create(state: State, params: Object) -> Object:
    if from_id := params.get("from_subscription"):
        if set(params) - {"from_subscription", "billing_mode"}:
            raise InvalidRequest(
                "You cannot set other parameters when using `from_subscription`.", param="from_subscription"
            )
        sub = state.get("subscription", from_id, param="from_subscription")
        return schedules.from_subscription(state, sub)
    if not params.get("phases"):
        raise missing("phases")
    if "customer" not in params:
        raise missing("customer")
    customer = state.get("customer", params["customer"], param="customer")
    start = params.get("start_date", "now")
    begins = state.now() if start == "now" else int(start)
    obj = schedules.schedule_shape(
        state,
        customer,
        billing_mode=billing_mode(params.get("billing_mode")),
        end_behavior=params.get("end_behavior", "release"),
        metadata=merged({}, params.get("metadata", {})),
        phases=_phases(state, params["phases"], begins),
    )
    obj["default_settings"] = _settings(obj, params.get("default_settings"))
    obj = state.create(obj)
    if begins <= state.now():
        obj = schedules.start(state, obj)
    state.emit("subscription_schedule.created", obj)
    return obj


@subscription_schedule.get(PATH + "/{id}")
def retrieve(state: State, params: Object, id: str) -> Object:
    return state.get("subscription_schedule", id)


@subscription_schedule.post(PATH + "/{id}", UPDATE)
def update(state: State, params: Object, id: str) -> Object:
    obj = state.get("subscription_schedule", id)
    _refuse_over(obj, "updated")
    changes: Object = {key: params[key] for key in ("end_behavior",) if key in params}
    if "metadata" in params:
        changes["metadata"] = merged(obj["metadata"], params["metadata"])
    if "default_settings" in params:
        changes["default_settings"] = _settings(obj, params["default_settings"])
    if "phases" in params:
        first = params["phases"][0].get("start_date", obj["phases"][0]["start_date"])
        begins = state.now() if first == "now" else int(first)
        changes["phases"] = _phases(state, params["phases"], begins)
    before = state.render(obj)
    obj = state.change(obj, changes)
    if "phases" in params and obj["status"] == "active":
        obj = schedules.resume(state, obj, params.get("proration_behavior", "create_prorations"))
    if state.render(obj) != before:
        state.emit("subscription_schedule.updated", obj, previous=before)
    return obj


@subscription_schedule.post(PATH + "/{id}/cancel", CANCEL)
def cancel(state: State, params: Object, id: str) -> Object:
    """And its subscription with it."""
    obj = state.get("subscription_schedule", id)
    _refuse_over(obj, "canceled")
    begun = obj["status"] == "active"
    obj = schedules.close(state, obj, "canceled")
    if begun:
        sub = state.change(state.get("subscription", obj["subscription"]), {"schedule": None})
        given = {"invoice_now": params.get("invoice_now", True), "prorate": params.get("prorate", True)}
        cancel_now(state, sub, given)
    else:
        # Documented for delinquency alone, but it is how Stripe's CLI triggers it.
        state.emit("subscription_schedule.aborted", obj)
    return obj


@subscription_schedule.post(PATH + "/{id}/release", {"preserve_cancel_date": boolean()})
def release(state: State, params: Object, id: str) -> Object:
    """The subscription goes on without it."""
    obj = state.get("subscription_schedule", id)
    _refuse_over(obj, "released")
    return schedules.release(state, obj)


@subscription_schedule.get(PATH, INDEX)
def index(state: State, params: Object) -> Page:
    scheduled = params.pop("scheduled", None)
    shown = clocks.of_real_time(params.get("customer"))

    def keep(obj: Object) -> bool:
        return shown(obj) and (scheduled is None or (obj["status"] == "not_started") == scheduled)

    return list_objects(state, "subscription_schedule", PATH, params, keep=keep)


def _phases(state: State, given: list[Object], begins: int) -> list[Object]:
    phases = []
    for number, entry in enumerate(given):
        phase = schedules.phase_shape(state, entry, begins, f"phases[{number}]")
        phase["default_tax_rates"] = tax_rates_of(state, entry.get("default_tax_rates"))
        phases.append(phase)
        begins = phase["end_date"]
    return phases


def _settings(obj: Object, given: Object | None) -> Object:
    return {**obj["default_settings"], **(given or {})}


def _refuse_over(obj: Object, verb: str) -> None:
    if obj["status"] not in ("not_started", "active"):
        raise InvalidRequest(
            f"You cannot perform this action on a subscription schedule that is {obj['status']}: it can no"
            f" longer be {verb}."
        )
