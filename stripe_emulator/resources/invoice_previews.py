"""Invoice previews: what the next invoice would be. It is made, shown and forgotten.

Source: https://docs.stripe.com/api/invoices/create_preview
"""

from __future__ import annotations

from typing import Any

from ..billing import discounts, invoicing, items, lifecycle
from ..billing.changes import apply_update, cancel_now
from ..errors import InvalidRequest, NotFound
from ..ids import random_text
from ..lists import Shown
from ..params import (
    array,
    automatic_tax,
    boolean,
    discounts_param,
    enum,
    idle,
    integer,
    record,
    text,
    timestamp,
)
from ..state import State
from ..store import Object
from . import customers, invoice_items, subscription_schedules, subscriptions
from .invoices import invoice
from .subscription_params import MODE, PRORATION

DETAILS = {
    "billing_cycle_anchor": timestamp("now", "unchanged"),
    "billing_mode": MODE,
    "billing_schedules": idle(),
    "cancel_at": timestamp("min_period_end", "max_period_end"),
    "cancel_at_period_end": boolean(),
    "cancel_now": boolean(),
    "default_tax_rates": array(text()),
    "items": array(record(items.CHANGED_ITEM)),
    "metadata": idle(),
    "proration_behavior": PRORATION,
    "proration_date": timestamp(),
    "resume_at": timestamp("now"),
    "start_date": timestamp(),
    "trial_end": timestamp("now"),
}
OWN = {key: kind for key, kind in invoice_items.FIELDS.items() if key != "pricing"}
ITEM = record({**OWN, "currency": text(), "invoiceitem": text(), "price": text(),
               "unit_amount": invoice_items.FIELDS["amount"]})  # fmt: skip
# Of a phase's invoices a preview takes only what changes the amount or the date.
PHASE = {
    **subscription_schedules.BEGUN,
    "invoice_settings": record(
        {"account_tax_ids": idle(), "days_until_due": integer(minimum=0), "issuer": idle()}
    ),
}
CREATE = {
    "automatic_tax": automatic_tax(),
    "currency": text(clear=False),
    "customer": text(clear=False),
    "customer_details": idle(),
    "discounts": discounts_param(),
    "invoice_items": array(ITEM),
    "issuer": idle(),
    "on_behalf_of": text(),
    "preview_mode": enum("next", "recurring"),
    "schedule": text(clear=False),
    "schedule_details": record(
        {
            "billing_mode": MODE,
            "end_behavior": enum("cancel", "release"),
            "phases": array(record(PHASE)),
            "proration_behavior": PRORATION,
        }
    ),
    "subscription": text(clear=False),
    "subscription_details": record(DETAILS),
}
KEPT = ("billing_mode", "default_tax_rates", "items", "proration_behavior", "proration_date", "trial_end",
        "billing_cycle_anchor", "cancel_at", "cancel_at_period_end")  # fmt: skip


@invoice.post("/v1/invoices/create_preview", CREATE)
def preview(state: State, params: Object) -> Object:
    given: dict[str, Any] = params.get("subscription_details") or {}
    sub = _subscription(state, params)
    customer = _customer(state, params, sub)
    for row in params.get("invoice_items") or []:
        _add(state, customer, row)
    if sub:
        made = _of_subscription(state, sub, given)
    elif given.get("items"):
        made = _of_new_subscription(state, customer, given)
    else:
        made = _draw_up(state, customer, None)
    if params.get("discounts"):
        ids = discounts.redeem(state, params["discounts"], customer=customer["id"], invoice=made["id"])
        made = state.change(made, invoicing.with_totals(state, {**made, "discounts": ids}))
    shown = Shown(state.render({**made, **_unpaid(made)}))
    state.forget()
    return shown


def _subscription(state: State, params: Object) -> Object | None:
    id = params.get("subscription")
    if params.get("schedule"):
        id = state.get("subscription_schedule", params["schedule"], param="schedule")["subscription"]
    return state.get("subscription", id, param="subscription") if id else None


def _customer(state: State, params: Object, sub: Object | None) -> Object:
    id = params.get("customer") or (sub and sub["customer"])
    if sub and id != sub["customer"]:
        raise InvalidRequest("The subscription does not belong to the customer.", param="subscription")
    if id:
        return state.get("customer", id, param="customer")
    if "customer_details" in params:
        return customers.create(state, {})
    raise InvalidRequest("You must pass either `customer`, `subscription` or `customer_details`.")


def _of_subscription(state: State, sub: Object, given: Object) -> Object:
    latest = sub["latest_invoice"]
    if given.get("cancel_now"):
        prorate = given.get("proration_behavior", "create_prorations") != "none"
        sub = cancel_now(state, sub, {"prorate": prorate})
        return _draw_up(state, state.get("customer", sub["customer"]), sub)
    changes = {key: given[key] for key in KEPT if key in given}
    if changes:
        sub = apply_update(state, sub, changes)
    if sub["latest_invoice"] != latest:
        return state.get("invoice", sub["latest_invoice"])
    at = lifecycle.period_end(sub)
    ends = sub["cancel_at"] is not None and sub["cancel_at"] <= at
    if ends or sub["status"] in ("canceled", "incomplete_expired", "paused"):
        if state.store.all("invoiceitem", customer=sub["customer"], invoice=None):
            return _draw_up(state, state.get("customer", sub["customer"]), sub)
        raise NotFound(f"No upcoming invoices for customer: {sub['customer']}", code="invoice_upcoming_none")
    before, state.moment = state.moment, at
    try:
        trial = sub["status"] == "trialing"
        sub = (lifecycle.end_trial if trial else lifecycle.renew)(state, sub, at=at)
    finally:
        state.moment = before
    return state.get("invoice", sub["latest_invoice"])


def _of_new_subscription(state: State, customer: Object, given: Object) -> Object:
    asked: Object = {key: given[key] for key in KEPT if key in given}
    asked["items"] = [{k: v for k, v in item.items() if k in items.NEW_ITEM} for item in given["items"]]
    if "start_date" in given:
        asked["backdate_start_date"] = given["start_date"]
    asked.pop("proration_date", None)
    made = subscriptions.create(
        state, {**asked, "customer": customer["id"], "payment_behavior": "default_incomplete"}
    )
    return state.get("invoice", made["latest_invoice"])


def _draw_up(state: State, customer: Object, sub: Object | None) -> Object:
    waiting = state.store.all("invoiceitem", customer=customer["id"], invoice=None)
    if not waiting:
        raise NotFound(f"No upcoming invoices for customer: {customer['id']}", code="invoice_upcoming_none")
    currency = waiting[0]["currency"]
    return invoicing.draw_up(state, customer, [], subscription=sub, currency=currency,
                             billing_reason="upcoming")  # fmt: skip


def _add(state: State, customer: Object, row: Object) -> None:
    if row.get("invoiceitem"):
        change = {k: v for k, v in row.items() if k in invoice_items.FIELDS}
        invoice_items.update(state, change, row["invoiceitem"])
        return
    given = {key: value for key, value in row.items() if key not in ("price", "unit_amount", "invoiceitem")}
    if "price" in row:
        given["pricing"] = {"price": row["price"]}
    if "unit_amount" in row:
        given["amount"] = row["unit_amount"] * row.get("quantity", 1)
    invoice_items.create(state, {**given, "customer": customer["id"]})


def _unpaid(made: Object) -> Object:
    """As it is before anybody tries to collect it."""
    nothing = ("finalized_at", "marked_uncollectible_at", "paid_at", "voided_at")
    id = f"upcoming_in_{random_text(24)}"
    return {
        "id": id,
        "amount_paid": 0,
        "amount_paid_off_stripe": 0,
        "amount_remaining": made["amount_due"],
        "attempt_count": 0,
        "attempted": False,
        "auto_advance": True,
        "effective_at": None,
        "hosted_invoice_url": None,
        "invoice_pdf": None,
        "lines": [{**line, "invoice": id} for line in made["lines"]],
        "number": None,
        "status": "draft",
        "status_transitions": dict.fromkeys(nothing),
    }
