"""A membership whose payments rest."""

from __future__ import annotations

from datetime import date
from typing import Any, Literal

from django.utils import timezone

from cogento.errors import Conflict, FieldInvalid
from members import gateway
from members.services import authority, periods, writing
from members.services.subscriptions import planned
from members.services.subscriptions.running import customer_id_of, demand_running, finish, only_one_writer
from reporting.reader import Answer

Invoices = Literal["void", "keep_as_draft", "mark_uncollectible"]


def pause(
    *,
    subscription_id: str,
    invoices: Invoices = "void",
    until_date: date | None = None,
    by: str,
    idempotency_key: str | None = None,
) -> Answer:
    """Collect nothing until a date, or until `resume`.

    The status stays as it is, so the person remains a member. The invoices of that time are void, kept as
    drafts to be sent afterwards, or written off.

    Raises:
        Conflict: it has ended.
        FieldInvalid: the date is not in the future.

    Source: https://docs.stripe.com/billing/subscriptions/pause-payment
    """
    if until_date is not None and not timezone.localdate() < until_date <= timezone.localdate() + (
        periods.FURTHEST_AHEAD
    ):
        raise FieldInvalid({"until_date": "Enter a date from tomorrow on, within the next two years."})
    first = authority.subscription(subscription_id=subscription_id, by=by).data
    with only_one_writer(customer_id_of(first)):
        answer = gateway.retrieve_subscription(subscription_id=subscription_id)
        current = answer.data
        demand_running(current)
        if current["status"] not in ("active", "trialing", "past_due"):
            raise Conflict("Only a membership that is active can be paused.")
        wanted: dict[str, Any] = {"behavior": invoices}
        if until_date:
            wanted["resumes_at"] = periods.noon(until_date)
        if current.get("pause_collection") == {"resumes_at": None, **wanted}:
            return answer
        key = idempotency_key or writing.fresh_key()
        planned.drop(current, key=key)
        made = gateway.update_subscription(
            subscription_id=subscription_id, params={"pause_collection": wanted}, idempotency_key=key
        )
        return finish(made, current, by=by, action="subscription.pause")
