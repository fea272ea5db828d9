"""How a subscription begins: trial, anchor, backdating, first invoice.

Source: https://docs.stripe.com/billing/subscriptions/overview, …/billing-cycle, …/backdating
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from ..errors import CardError, InvalidRequest
from ..shapes.invoices import invoice_shape
from ..state import State
from ..store import Object
from . import discounts, invoicing, lifecycle, lines, payments
from .calendar import anchor_of, boundary

DAY = 86400
LONGEST_TRIAL = 730


def begin(
    state: State, subscription: Object, given: Object, *, off_session: bool = True, scheduled: bool = False
) -> Object:
    """Place the subscription in time, keep it, and bill what is due for its first period.

    A `scheduled` one is active whatever comes of its first invoice, which stays a draft for an hour.
    """
    now = state.now()
    if config := given.get("billing_cycle_anchor_config"):
        given = {**given, "billing_cycle_anchor": _configured(state, subscription, given, now)}
        nothing = dict.fromkeys(("day_of_month", "hour", "minute", "month", "second"))
        subscription = {**subscription, "billing_cycle_anchor_config": {**nothing, **config}}
    start = given.get("backdate_start_date") or now
    if start > now:
        raise InvalidRequest("The backdate_start_date must be in the past.", param="backdate_start_date")
    trial_end = _trial_end(state, given, now)
    first_end = _first_end(state, subscription, given, now, trial_end)
    anchor = given.get("billing_cycle_anchor") or trial_end or now
    ends: Any = given.get("cancel_at")
    cut = isinstance(ends, int) and now < ends < first_end and not trial_end
    first_end = ends if cut else first_end
    prorate = given.get("proration_behavior", "create_prorations") != "none"
    subscription = {**subscription, "start_date": start, "billing_cycle_anchor": anchor}
    subscription["items"] = [
        {**item, "subscription": subscription["id"]}
        for item in lifecycle.with_period(subscription["items"], now, first_end)
    ]
    drawn: list[Object]
    if trial_end:
        subscription = {**subscription, "status": "trialing", "trial_start": start, "trial_end": trial_end}
        drawn = lines.trial_period(state, subscription, now, trial_end)
        if start < now and prorate:
            drawn = [*lines.part_period(state, subscription, start, now), *drawn]
    elif given.get("billing_cycle_anchor") or (cut and prorate):
        drawn = lines.part_period(state, subscription, start, first_end) if prorate else []
    else:
        drawn = lines.full_period(state, subscription, now, first_end)
        if start < now and prorate:
            drawn = [*drawn, *lines.part_period(state, subscription, start, now)]
    return _bill_first(state, subscription, drawn, given, off_session, scheduled)


def _bill_first(
    state: State, sub: Object, drawn: list[Object], given: Object, off_session: bool, scheduled: bool
) -> Object:
    customer = state.get("customer", sub["customer"])
    behavior = given.get("payment_behavior", "allow_incomplete")
    due = expected_due(state, customer, sub, drawn) if drawn else 0
    automatic = sub["collection_method"] == "charge_automatically"
    method = payments.default_method(state, customer, sub)
    if automatic and due and not scheduled:
        if method is None and behavior != "default_incomplete":
            raise no_payment_source()
        sub = {**sub, "status": "incomplete"} if sub["status"] == "active" else sub
    if customer["currency"] is None:
        state.change(customer, {"currency": sub["currency"]}, "customer.updated")
    sub = state.create({**sub, "_starting": True})
    for item in sub["items"]:
        state.create({k: item[k] for k in ("id", "object", "created", "subscription")})
    error: CardError | None = None
    if drawn:
        pay = behavior != "default_incomplete"
        reason, period = "subscription_create", (sub["start_date"], state.now())
        at_once = not due if scheduled else automatic or not due
        _, error = lifecycle.bill(
            state, sub, drawn, reason=reason, period=period, now=at_once, pay=pay, off_session=off_session
        )
    if error and behavior == "error_if_incomplete":
        error.keep = False
        raise error
    sub = state.change(state.get("subscription", sub["id"]), {"_starting": False})
    state.emit("customer.subscription.created", sub)
    return sub


def expected_due(state: State, customer: Object, sub: Object, drawn: list[Object]) -> int:
    """What the first invoice will ask for, with what waits for it, discounts, taxes and balance."""
    waiting = state.store.all("invoiceitem", customer=sub["customer"], invoice=None)
    waiting = [item for item in waiting if item["currency"] == sub["currency"] and not item["parent"]]
    invoice = invoice_shape(
        state,
        customer,
        currency=sub["currency"],
        default_tax_rates=sub["default_tax_rates"],
        discounts=discounts.for_invoice(state, customer, sub),
        lines=[*drawn, *(invoicing.line_of(state, None, item) for item in waiting)],
    )
    return int(invoicing.with_totals(state, invoice)["amount_due"])


def no_payment_source() -> InvalidRequest:
    return InvalidRequest(
        "This customer has no attached payment source or default payment method. Please consider adding a"
        " default"
        " payment method. For more information, visit"
        " https://stripe.com/docs/billing/subscriptions/payment-methods-setting#payment-method-priority.",
        code="resource_missing",
    )


def _configured(state: State, sub: Object, given: Object, now: int) -> int:
    if given.get("billing_cycle_anchor"):
        raise InvalidRequest(
            "You may only specify one of these parameters: billing_cycle_anchor,"
            " billing_cycle_anchor_config.",
            param="billing_cycle_anchor_config",
        )
    config = given["billing_cycle_anchor_config"]
    interval = lines.price_of(state, sub["items"][0])["recurring"]["interval"]
    if interval not in ("month", "year") or ("month" in config and interval != "year"):
        raise InvalidRequest(
            "`billing_cycle_anchor_config` is only valid with monthly and yearly prices, its `month` only"
            " with yearly ones.",
            param="billing_cycle_anchor_config",
        )
    return anchor_of(config, _trial_end(state, given, now) or now)


def _trial_end(state: State, given: Object, now: int) -> int | None:
    wanted: Any = given.get("trial_end")
    if wanted is not None and given.get("trial_period_days") is not None:
        raise InvalidRequest(
            "You may only specify one of these parameters: trial_end, trial_period_days.",
            param="trial_period_days",
        )
    if given.get("trial_period_days"):
        if given["trial_period_days"] > LONGEST_TRIAL:
            raise InvalidRequest(
                f"Invalid trial_period_days: must be at most {LONGEST_TRIAL}.", param="trial_period_days"
            )
        return now + int(given["trial_period_days"]) * DAY
    if wanted in (None, "now"):
        return None
    if wanted <= now:
        raise InvalidRequest(
            "Invalid timestamp: must be an integer Unix timestamp in the future.", param="trial_end"
        )
    if wanted > boundary(now, "year", 2, 1):
        raise InvalidRequest(
            "Invalid timestamp: can be no more than two years in the future.", param="trial_end"
        )
    return int(wanted)


def _first_end(state: State, sub: Object, given: Object, now: int, trial_end: int | None) -> int:
    anchor = given.get("billing_cycle_anchor")
    natural = lifecycle.cycle_end(state, sub, now, now)
    if trial_end:
        if anchor and anchor < trial_end:
            raise InvalidRequest(
                "billing_cycle_anchor cannot be before trial_end.", param="billing_cycle_anchor"
            )
        return trial_end
    if anchor is None:
        return natural
    if anchor < now:
        raise InvalidRequest(
            "billing_cycle_anchor must be a timestamp in the future.", param="billing_cycle_anchor"
        )
    if anchor > natural and not sub["billing_cycle_anchor_config"]:
        shown = datetime.fromtimestamp(natural, UTC).strftime("%Y-%m-%d %H:%M:%S UTC")
        raise InvalidRequest(
            f"billing_cycle_anchor cannot be later than next natural billing date ({natural}) for plan:"
            f" {shown}.",
            param="billing_cycle_anchor",
        )
    return int(anchor) if anchor > now else natural
