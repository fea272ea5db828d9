"""The life of a subscription after it began: renewal, end of trial, pause and resume, end.

Source: https://docs.stripe.com/billing/subscriptions/overview
"""

from __future__ import annotations

from typing import Any

from ..errors import CardError
from ..state import State
from ..store import Object
from . import collection, invoicing, lines, payments, prorations, statuses
from .calendar import next_boundary

UPDATED = "customer.subscription.updated"


def with_period(items: list[Object], start: int, end: int) -> list[Object]:
    return [{**item, "current_period_start": start, "current_period_end": end} for item in items]


def period_end(subscription: Object) -> int:
    return int(min(item["current_period_end"] for item in subscription["items"]))


def period_start(subscription: Object) -> int:
    return int(max(item["current_period_start"] for item in subscription["items"]))


def cycle_end(state: State, subscription: Object, anchor: int, after: int) -> int:
    recurring = lines.price_of(state, subscription["items"][0])["recurring"]
    day = (subscription["billing_cycle_anchor_config"] or {}).get("day_of_month")
    return next_boundary(anchor, recurring["interval"], recurring["interval_count"], after, day)


def bill(
    state: State,
    subscription: Object,
    drawn: list[Object],
    *,
    reason: str,
    period: tuple[int, int],
    now: bool,
    pay: bool = True,
    off_session: bool = True,
) -> tuple[Object, CardError | None]:
    """Invoice the lines; `now` finalizes and collects at once, else the invoice stays a draft for an hour."""
    customer = state.get("customer", subscription["customer"])
    paused = (subscription["pause_collection"] or {}).get("behavior")
    keep = paused == "keep_as_draft" or subscription["status"] == "unpaid"
    invoice = invoicing.draw_up(
        state,
        customer,
        [{**line, "metadata": subscription["metadata"]} for line in drawn],
        subscription=subscription,
        billing_reason=reason,
        currency=subscription["currency"],
        period_start=period[0],
        period_end=period[1],
        auto_advance=not keep,
    )
    subscription = state.change(subscription, {"latest_invoice": invoice["id"]})
    error = None
    if paused in ("void", "mark_uncollectible"):
        invoice = invoicing.finalize(state, invoice, auto_advance=False)
        if invoice["status"] == "open":
            status = {"void": "void", "mark_uncollectible": "uncollectible"}[paused]
            invoice = collection.close(state, invoice, status)
    elif now and not keep:
        invoice = invoicing.finalize(state, invoice)
        if pay and invoice["status"] == "open" and invoice["collection_method"] == "charge_automatically":
            error = collection.pay(state, invoice, off_session=off_session)
    return state.get("invoice", invoice["id"]), error


def renew(state: State, subscription: Object, *, at: int, now: bool = False) -> Object:
    """Begin the next period at `at` and bill it."""
    before = state.render(subscription)
    old = (period_start(subscription), at)
    whole = cycle_end(state, subscription, subscription["billing_cycle_anchor"], at)
    end = min(whole, subscription["cancel_at"] or whole)
    changes: dict[str, Any] = {"items": with_period(subscription["items"], at, end)}
    if subscription["status"] == "trialing":
        changes["status"] = "active"
    subscription = state.change(subscription, changes)
    drawn = (lines.full_period if end == whole else lines.part_period)(state, subscription, at, end)
    invoice, _ = bill(state, subscription, drawn, reason="subscription_cycle", period=old, now=False)
    state.emit(UPDATED, state.get("subscription", subscription["id"]), previous=before)
    if now and invoice["auto_advance"]:
        invoicing.advance(state, invoice)
    return state.get("subscription", subscription["id"])


def end_trial(state: State, subscription: Object, *, at: int, now: bool = False) -> Object:
    """The trial is over: bill, or what its settings say when there is no card."""
    customer = state.get("customer", subscription["customer"])
    automatic = subscription["collection_method"] == "charge_automatically"
    if automatic and payments.default_method(state, customer, subscription) is None:
        behavior = subscription["trial_settings"]["end_behavior"]["missing_payment_method"]
        if behavior == "cancel":
            return end(state, subscription, reason="payment_failed")
        if behavior == "pause":
            changes = {"status": "paused", "trial_end": at}
            subscription = state.change(subscription, changes, UPDATED)
            state.emit("customer.subscription.paused", subscription)
            return subscription
    anchor = max(subscription["billing_cycle_anchor"], at) if at == subscription["trial_end"] else at
    subscription = state.change(subscription, {"trial_end": at, "billing_cycle_anchor": anchor})
    return renew(state, subscription, at=at, now=now)


def resume(state: State, subscription: Object, *, anchor: str, prorate: bool) -> Object:
    """A paused subscription goes on when its resumption invoice is paid, or at once if nothing is due."""
    at = state.now()
    changes: dict[str, Any] = {}
    drawn: list[Object] = []
    if anchor == "now" or period_end(subscription) <= at:
        finish = cycle_end(
            state, subscription, at if anchor == "now" else subscription["billing_cycle_anchor"], at
        )
        changes = {"items": with_period(subscription["items"], at, finish)}
        if anchor == "now":
            changes["billing_cycle_anchor"] = at
    subscription = state.change(subscription, changes, UPDATED)
    if anchor == "now":
        drawn = lines.full_period(state, subscription, at, period_end(subscription))
    elif prorate:
        drawn = lines.part_period(state, subscription, at, period_end(subscription))
    if drawn:
        invoice, _ = bill(state, subscription, drawn, reason="subscription_update", period=(at, at), now=True)
        subscription = state.get("subscription", subscription["id"])
        if invoice["status"] == "open":
            return state.change(subscription, {"_resumes_with": invoice["id"]})
    if subscription["status"] == "paused":
        subscription = state.change(subscription, {"status": "active"}, UPDATED)
        state.emit("customer.subscription.resumed", subscription)
    return subscription


def end_as_planned(state: State, subscription: Object) -> None:
    """Canceled on the day that was set; what still waits for an invoice gets a last one."""
    start = period_start(subscription)
    subscription = end(state, subscription)
    if prorations.pending(state, subscription):
        period = (start, state.now())
        bill(state, subscription, [], reason="subscription_cycle", period=period, now=False)


def end(
    state: State, subscription: Object, *, reason: str = "cancellation_requested", **details: Any
) -> Object:
    """Canceled, now. Its open invoices are no longer collected by themselves."""
    now = state.now()
    expired = subscription["status"] == "incomplete"
    for invoice in [] if expired else statuses.invoices_of(state, subscription):
        if invoice["status"] in ("draft", "open") and invoice["auto_advance"]:
            state.change(invoice, {"auto_advance": False, "next_payment_attempt": None}, "invoice.updated")
    kept = {k: v for k, v in subscription["cancellation_details"].items() if v is not None}
    subscription = state.change(
        subscription,
        {
            "status": "incomplete_expired" if expired else "canceled",
            "cancel_at": subscription["cancel_at"] if subscription["cancel_at"] and not expired else None,
            "canceled_at": subscription["canceled_at"] or now,
            "ended_at": now,
            "cancellation_details": {"comment": None, "feedback": None, "reason": reason, **details, **kept},
            "pause_collection": None,
        },
    )
    for invoice in statuses.invoices_of(state, subscription) if expired else []:
        if invoice["status"] == "open":
            collection.close(state, invoice, "void")
    state.emit("customer.subscription.deleted", subscription)
    if subscription["schedule"]:
        from .schedules import subscription_ended

        subscription_ended(state, subscription, reason)
    return subscription
