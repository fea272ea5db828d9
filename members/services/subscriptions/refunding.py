"""What is paid back of a membership that ends before its time."""

from __future__ import annotations

import time
from fractions import Fraction
from math import floor
from typing import Any, Literal

from cogento.errors import FieldInvalid
from members import gateway
from members.services import writing

Data = dict[str, Any]
Refund = Literal["none", "unused", "full"]
DAY = 86400
NOTHING = (
    "Nothing was paid by card for the period that runs, so there is nothing that ending it could pay back. "
    "End it without a refund. A payment for an earlier period is refunded beside that payment."
)


def refund(current: Data, *, how_much: Refund, by: str) -> None:
    """Pay back what was last paid for the period that runs, by days or all of it, once and never again.

    A period that is over was used: of a past-due Subscription, whose last payment was for such a one, nothing
    is paid back. The Refund of an older payment is `refunds.create`.

    The Refund carries the Subscription's id, so whoever tries again, by a double click or after a killed
    process, finds it: also when Stripe has long forgotten the idempotency key.

    Raises:
        FieldInvalid: there is no card payment for the current period.
    """
    now = _ended_at(current)
    invoice = _paid(current, now=now)
    intent_id = _intent(invoice) if invoice else None
    if invoice is None or intent_id is None:
        raise FieldInvalid({"refund": NOTHING})
    intent = gateway.retrieve_payment_intent(payment_intent_id=intent_id).data
    made = gateway.list_refunds(charge_id=_id(intent["latest_charge"])).data["data"]
    made = [each for each in made if each["status"] not in ("failed", "canceled")]
    if any((each.get("metadata") or {}).get("ended_subscription") == current["id"] for each in made):
        return
    left = invoice["amount_paid"] - sum(each["amount"] for each in made)
    amount = left if how_much == "full" else min(left, _unused(invoice, now=now))
    if amount <= 0:
        if how_much == "full":
            raise FieldInvalid(
                {"refund": "This payment has been paid back already. End it without a refund."}
            )
        return
    params = {
        "payment_intent": intent_id,
        "amount": amount,
        "reason": "requested_by_customer",
        "metadata": {"ended_subscription": current["id"]},
    }
    answer = gateway.create_refund(
        params=params, idempotency_key=writing.digest("subscription.refund", current["id"], amount)
    )
    writing.finish(answer, by=by, action="refund.create", before={}, after=params)


def _paid(current: Data, *, now: int) -> Data | None:
    """The newest invoice of this Subscription that was paid with money, if it is for a time to come."""
    found = gateway.list_paid_invoices(subscription_id=current["id"]).data["data"]
    newest = next((invoice for invoice in found if invoice["amount_paid"] > 0), None)
    if newest and any(line["period"]["end"] > now for line in newest["lines"]["data"]):
        return newest
    return None


def _intent(invoice: Data) -> str | None:
    for each in (invoice.get("payments") or {}).get("data", []):
        paid_by = each["payment"]
        if each["status"] == "paid" and paid_by["type"] == "payment_intent":
            return _id(paid_by["payment_intent"])
    return None


def _id(value: Any) -> str:
    return str(value["id"] if isinstance(value, dict) else value)


def _unused(invoice: Data, *, now: int) -> int:
    """The part of what was paid that is for the whole days after today."""
    lines = [line for line in invoice["lines"]["data"] if line["period"]["end"] > line["period"]["start"]]
    total = sum(line["amount"] for line in invoice["lines"]["data"])
    if not lines or total <= 0:
        return 0
    unused = Fraction(0)
    for line in lines:
        length = line["period"]["end"] - line["period"]["start"]
        left = max(0, line["period"]["end"] - now) // DAY * DAY
        unused += line["amount"] * Fraction(min(left, length), length)
    return max(0, floor(unused * min(Fraction(1), Fraction(invoice["amount_paid"], total))))


def _ended_at(current: Data) -> int:
    return int(current.get("ended_at") or time.time())
