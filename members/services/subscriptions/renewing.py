"""Another renewal date."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from django.utils import timezone

from cogento.errors import Conflict, FieldInvalid
from members import gateway
from members.services import authority, periods, writing
from members.services.subscriptions import planned
from members.services.subscriptions.changing import Preview
from members.services.subscriptions.running import (
    customer_id_of,
    demand_going_on,
    demand_running,
    finish,
    only_item,
    only_one_writer,
)
from reporting.reader import Answer

Data = dict[str, Any]


def preview_renewal(*, subscription_id: str, renewal_date: date, by: str) -> Preview:
    """What `move_renewal` would cost: today, or on the new date. Nothing is changed."""
    current = authority.subscription(subscription_id=subscription_id, by=by).data
    params = _params(current, renewal_date)
    item = only_item(current)
    price = item["price"]
    amount = (price["unit_amount"] or 0) * (item.get("quantity") or 1)
    if "trial_end" in params:
        return Preview(0, price["currency"], [], amount, params["trial_end"], None)
    invoice = gateway.preview_invoice(
        params={"subscription": subscription_id, "subscription_details": params}
    ).data
    shown = invoice["lines"]["data"]
    return Preview(
        due_now_cents=invoice["amount_due"],
        currency=invoice["currency"],
        lines=[(line.get("description") or "", line["amount"]) for line in shown],
        next_amount_cents=amount,
        next_payment_at=max([line["period"]["end"] for line in shown], default=None),
        proration_date=None,
    )


def move_renewal(
    *, subscription_id: str, renewal_date: date, by: str, idempotency_key: str | None = None
) -> Answer:
    """Let a membership renew on another date, from then on every period on that day.

    Today: a new period begins and is charged now. Later: nothing is charged until then. Stripe has no other
    way to say so than a trial that ends on that date, so the status is `trialing` until then.

    Raises:
        Conflict: it has ended, is about to, or its payments have to be settled first.
        FieldInvalid: the date is in the past, or more than two years ahead.

    Source: https://docs.stripe.com/billing/subscriptions/billing-cycle#changing
    """
    first = authority.subscription(subscription_id=subscription_id, by=by).data
    with only_one_writer(customer_id_of(first)):
        answer = gateway.retrieve_subscription(subscription_id=subscription_id)
        current = answer.data
        params = _params(current, renewal_date)
        if _renews_on(current, renewal_date):
            return answer
        key = idempotency_key or writing.fresh_key()
        planned.drop(current, key=key)
        made = gateway.update_subscription(
            subscription_id=subscription_id, params=params, idempotency_key=key
        )
        return finish(made, current, by=by, action="subscription.move_renewal")


def _params(current: Data, renewal_date: date) -> Data:
    demand_running(current)
    demand_going_on(current)
    if current["status"] not in ("active", "trialing"):
        raise Conflict("What is open has to be paid before the renewal date can be moved.")
    if current.get("cancel_at"):
        raise Conflict("This membership is about to end. Take that back first.")
    today = timezone.localdate()
    if not today <= renewal_date <= today + periods.FURTHEST_AHEAD:
        raise FieldInvalid({"renewal_date": "Enter a date from today on, within the next two years."})
    if renewal_date > today:
        return {"trial_end": periods.noon(renewal_date), "proration_behavior": "none"}
    if current["status"] == "trialing":
        return {"trial_end": "now", "proration_behavior": "none"}
    return {"billing_cycle_anchor": "now", "proration_behavior": "none"}


def _renews_on(current: Data, renewal_date: date) -> bool:
    """Also true of a cycle that began today: a double click does not charge twice."""
    now = renewal_date == timezone.localdate()
    moment = current["billing_cycle_anchor"] if now else only_item(current)["current_period_end"]
    return timezone.localtime(datetime.fromtimestamp(moment, UTC)).date() == renewal_date
