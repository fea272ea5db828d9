"""Another plan for a membership that runs: now, with what is owed or given back, or from its renewal on."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Any, Literal

from cogento.errors import AlreadySubscribed, Conflict, FieldInvalid
from members import gateway
from members.services import authority, self_service, writing
from members.services.subscriptions import open_pages, places, planned
from members.services.subscriptions.running import (
    MEMBER_NAME,
    customer_id_of,
    demand_going_on,
    demand_running,
    finish,
    offered_price,
    only_item,
    only_one_writer,
    running,
)
from reporting.reader import Answer

Data = dict[str, Any]
When = Literal["now", "renewal"]
CHANGEABLE = ("active", "trialing", "past_due")
PREVIEW_IS_GOOD_FOR = 3600


@dataclass(frozen=True)
class Preview:
    """What a change costs. Amounts in minor units; what is due now is negative where Stripe gives credit.

    `proration_date` is the second that the amounts are reckoned for: hand it to `change` to pay just that.
    """

    due_now_cents: int
    currency: str
    lines: list[tuple[str, int]]
    next_amount_cents: int
    next_payment_at: int | None
    proration_date: int | None


def preview_change(
    *,
    subscription_id: str,
    price_id: str,
    when: When = "now",
    prorate: bool = True,
    by: str,
    as_member: bool = False,
) -> Preview:
    """What `change` would cost, by Stripe's own reckoning. Nothing is changed. Raises as `change` does."""
    current = authority.subscription(subscription_id=subscription_id, by=by, as_member=as_member).data
    price = _judged(current, price_id, when=when, prorate=prorate, by=by, as_member=as_member)
    prorate = prorate or as_member
    item = only_item(current)
    ends_at = item["current_period_end"]
    amount = (price["unit_amount"] or 0) * (item.get("quantity") or 1)
    owes_now = when == "now" and current["status"] != "trialing"
    if not owes_now or (not prorate and not _other_interval(item["price"], price)):
        return Preview(0, price["currency"], [], amount, ends_at, None)
    at = int(time.time())
    invoice = gateway.preview_invoice(
        params={
            "subscription": subscription_id,
            "subscription_details": {
                "items": [{"id": item["id"], "price": price_id}],
                "proration_behavior": "always_invoice" if prorate else "none",
                "proration_date": at,
            },
        }
    ).data
    shown = invoice["lines"]["data"]
    return Preview(
        due_now_cents=invoice["amount_due"] if invoice["total"] > 0 else invoice["total"],
        currency=invoice["currency"],
        lines=[(line.get("description") or "", line["amount"]) for line in shown],
        next_amount_cents=amount,
        next_payment_at=max([line["period"]["end"] for line in shown], default=ends_at),
        proration_date=at if prorate else None,
    )


def change(
    *,
    subscription_id: str,
    price_id: str,
    when: When = "now",
    prorate: bool = True,
    proration_date: int | None = None,
    by: str,
    as_member: bool = False,
    idempotency_key: str | None = None,
) -> Answer:
    """Change to another Price, of the same plan or of another.

    Now: what is left of the old plan is set off against the new one and the rest is charged at once, or
    stands to the person's credit; without `prorate`, the new amount counts from the next renewal. If the card
    is declined, nothing has changed. At the renewal: until then everything stays as it is. A member's own
    change is always prorated, and only where the club allows it.

    Raises:
        AlreadySubscribed: this person has a running membership of that plan beside this one.
        CardDeclined: the difference could not be charged; the old plan stays.
        Conflict: it has ended, is about to, or its payments have to be settled first.
        FieldInvalid: the plan is not offered, or the preview is too old.
        NotAllowed: `as_member`, and the club does not let members change to this plan by themselves.

    Source: https://docs.stripe.com/billing/subscriptions/change-price
    """
    first = authority.subscription(subscription_id=subscription_id, by=by, as_member=as_member).data
    with only_one_writer(customer_id_of(first)):
        answer = gateway.retrieve_subscription(subscription_id=subscription_id)
        current = answer.data
        if _is_done(current, price_id, when):
            return answer
        price = _judged(
            current, price_id, when=when, prorate=prorate, by=by, as_member=as_member, closing=True
        )
        key = idempotency_key or writing.fresh_key()
        product, item = price["product"], only_item(current)
        with places.only_one_taker(product):
            if as_member and product["id"] != item["price"]["product"]:
                places.demand_one(product, but_for=subscription_id)
            if when == "renewal" and not _is_plain(item, price):
                made = planned.plan(current, price=price, key=key)
            else:
                planned.drop(current, key=key)
                wanted = _params(
                    current,
                    price,
                    prorate=when == "now" and (prorate or as_member),
                    at=_checked(proration_date) if when == "now" else None,
                )
                made = gateway.update_subscription(
                    subscription_id=subscription_id, params=wanted, idempotency_key=key
                )
            return finish(made, current, by=by, action="subscription.change")


def _judged(
    current: Data,
    price_id: str,
    *,
    when: When,
    prorate: bool,
    by: str,
    as_member: bool,
    closing: bool = False,
) -> Data:
    """The Price, where this Subscription may change to it; `closing`, its open Checkout pages are closed."""
    demand_running(current)
    if as_member:
        self_service.demand("change", by=by)
    demand_going_on(current)
    # Stripe sets off what is left of a period whether or not it was paid
    sets_off_unpaid = current["status"] == "past_due" and when == "now" and (prorate or as_member)
    if current["status"] not in CHANGEABLE or sets_off_unpaid:
        raise Conflict("What is open has to be paid before this membership can be changed.")
    if current.get("cancel_at"):
        raise Conflict("This membership is about to end. Take that back first, then change it.")
    price = offered_price(price_id)
    item = only_item(current)
    if price["currency"] != item["price"]["currency"]:
        raise FieldInvalid({"price_id": "This plan is paid in another currency. Choose another."})
    product_id = price["product"]["id"]
    if as_member and product_id != item["price"]["product"]:
        self_service.demand_open(price["product"], customer=current["customer"])
    whose = {
        "customer_id": customer_id_of(current),
        "product_id": product_id,
        "member_name": (current.get("metadata") or {}).get(MEMBER_NAME, ""),
    }
    if closing:
        open_pages.close(**whose)
    if running(**whose, but_for=current["id"]):
        raise AlreadySubscribed
    return price


def _is_done(current: Data, price_id: str, when: When) -> bool:
    """A double click, or the same request again after it was done."""
    items = current["items"]["data"]
    here = [item["price"]["id"] for item in items] == [price_id]
    return here and not current.get("schedule")


def _is_plain(item: Data, price: Data) -> bool:
    """The same plan as often as before: a new amount that the next invoice takes up, without a schedule."""
    same_plan = item["price"]["product"] == price["product"]["id"]
    return same_plan and not _other_interval(item["price"], price)


def _other_interval(old: Data, new: Data) -> bool:
    return any(old["recurring"][name] != new["recurring"][name] for name in ("interval", "interval_count"))


def _params(current: Data, price: Data, *, prorate: bool, at: int | None) -> Data:
    params: Data = {
        "items": [{"id": only_item(current)["id"], "price": price["id"]}],
        "proration_behavior": "always_invoice" if prorate else "none",
    }
    if prorate and at:
        params["proration_date"] = at
    if current["collection_method"] == "charge_automatically":
        params["payment_behavior"] = "error_if_incomplete"
    return params


def _checked(at: int | None) -> int | None:
    if at is not None and not 0 <= int(time.time()) - at <= PREVIEW_IS_GOOD_FOR:
        raise FieldInvalid({"proration_date": "This preview is too old. Ask for a new one."})
    return at
