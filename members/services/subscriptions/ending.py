"""The end of a membership, and taking it back."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils import timezone

from cogento.errors import Conflict, FieldInvalid, NotAllowed
from members import gateway
from members.services import authority, periods, self_service, writing
from members.services.invoices import subscription_id as subscription_of
from members.services.subscriptions import planned, refunding
from members.services.subscriptions.refunding import Refund
from members.services.subscriptions.running import (
    customer_id_of,
    demand_running,
    finish,
    has_ended,
    only_one_writer,
)
from reporting.reader import Answer

Data = dict[str, Any]


def cancel(
    *,
    subscription_id: str,
    at_period_end: bool = False,
    on_date: date | None = None,
    refund: Refund = "none",
    by: str,
    as_member: bool = False,
    idempotency_key: str | None = None,
) -> Answer:
    """End a membership now, when the paid period is over, or on a date.

    Only what ends now can be paid back: of the last card payment for the period that runs, `unused` is the
    part for the days that are left, `full` all of it. A member may end their own with the period, where the
    club allows it.

    Raises:
        Conflict: it has ended already.
        FieldInvalid: the date is not in the future, or no card has paid for the period that runs.
        NotAllowed: `as_member`, and the club does not let members do this.

    Source: https://docs.stripe.com/billing/subscriptions/cancel
    """
    _check(at_period_end=at_period_end, on_date=on_date, refund=refund, as_member=as_member, by=by)
    first = authority.subscription(subscription_id=subscription_id, by=by, as_member=as_member).data
    key = idempotency_key or writing.fresh_key()
    with only_one_writer(customer_id_of(first)):
        answer = gateway.retrieve_subscription(subscription_id=subscription_id)
        current = answer.data
        now = not at_period_end and on_date is None
        if has_ended(current) and not now:
            raise Conflict("This membership has ended already.")
        if now and refund != "none":
            refunding.refund(current, how_much=refund, by=by)
        if has_ended(current) or (at_period_end and current["cancel_at_period_end"]):
            return answer
        if now:
            made = gateway.cancel_subscription(subscription_id=subscription_id, idempotency_key=key)
        else:
            planned.drop(current, key=key)
            made = gateway.update_subscription(
                subscription_id=subscription_id, params=_end(on_date), idempotency_key=key
            )
        return finish(made, current, by=by, action="subscription.cancel")


def resume(
    *, subscription_id: str, by: str, as_member: bool = False, idempotency_key: str | None = None
) -> Answer:
    """Take back what is to come, or go on after a pause.

    A coming end and a change planned for the renewal are dropped; payments that rest are collected again;
    a membership that Stripe has paused goes on with a new period from now. Members may take back a coming end
    or change of their own, where the club allows it.

    Raises:
        Conflict: it has ended; a new one must be started. Or it was asked to go on, and its invoice is open.
    """
    first = authority.subscription(subscription_id=subscription_id, by=by, as_member=as_member).data
    if as_member:
        self_service.demand("come_back", by=by)
    with only_one_writer(customer_id_of(first)):
        answer = gateway.retrieve_subscription(subscription_id=subscription_id)
        current = answer.data
        demand_running(current)
        key = idempotency_key or writing.fresh_key()
        params = _taking_back(current, as_member=as_member)
        goes_on = current["status"] == "paused" and not as_member
        if goes_on:
            _demand_nothing_open(current)
        if params or planned.is_planned(current):
            planned.drop(current, key=key)
            made = gateway.update_subscription(
                subscription_id=subscription_id, params=params or {"metadata": {}}, idempotency_key=key
            )
        elif not goes_on:
            return answer
        if goes_on:
            made = gateway.resume_subscription(
                subscription_id=subscription_id,
                params={"billing_cycle_anchor": "now"},
                idempotency_key=writing.digest(key, "go on"),
            )
        return finish(made, current, by=by, action="subscription.resume")


def _demand_nothing_open(current: Data) -> None:
    """A paused membership goes on once the invoice is paid that Stripe made when it was asked to."""
    unpaid = gateway.list_invoices(customer_id=customer_id_of(current), status="open").data["data"]
    if any(subscription_of(invoice) == current["id"] for invoice in unpaid):
        raise Conflict(
            "This membership goes on as soon as its open invoice is paid: by a card that the member enters, "
            "or marked as paid by you. Void that invoice to start afresh."
        )


def _check(*, at_period_end: bool, on_date: date | None, refund: str, as_member: bool, by: str) -> None:
    if as_member:
        self_service.demand("cancel", by=by)
        if not at_period_end or on_date or refund != "none":
            raise NotAllowed(
                "You can end your membership with the period that is paid. Ask the club for more."
            )
    if at_period_end and on_date:
        raise FieldInvalid({"on_date": "Choose either the end of the period or a date."})
    if refund != "none" and (at_period_end or on_date):
        raise FieldInvalid(
            {"refund": "Only what ends now can be paid back. End it now, or pay nothing back."}
        )
    if on_date is not None and not timezone.localdate() < on_date <= timezone.localdate() + (
        periods.FURTHEST_AHEAD
    ):
        raise FieldInvalid({"on_date": "Enter a date from tomorrow on, within the next two years."})


def _end(on_date: date | None) -> Data:
    if on_date is None:
        return {"cancel_at_period_end": True}
    return {"cancel_at": periods.noon(on_date), "proration_behavior": "none"}


def _taking_back(data: Data, *, as_member: bool) -> Data:
    params: Data = {}
    if data.get("cancel_at_period_end"):
        params["cancel_at_period_end"] = False
    elif data.get("cancel_at"):
        params["cancel_at"] = ""
    if data.get("pause_collection") and not as_member:
        params["pause_collection"] = ""
    return params
