"""A Subscription cannot change its Customer: what begins the same one again, its paid time honoured.

Source: https://docs.stripe.com/billing/subscriptions/billing-cycle
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from cogento.errors import FieldInvalid, StripeObjectNotFound
from members import gateway
from members.services import periods
from members.services.subscriptions.running import MEMBER_NAME, offered_price, products_of, same_person

Data = dict[str, Any]
MOVABLE = ("active", "trialing")
DAYS_UNTIL_DUE = 14


def obstacle(old: Data, *, now: int) -> str | None:
    """Why it cannot be begun again as it is, in words; None where it can."""
    if old["status"] not in MOVABLE:
        return (
            f"A membership of the one who goes is {old['status'].replace('_', ' ')}. Settle or end it first."
        )
    if old.get("schedule") or old.get("pause_collection"):
        return "A membership of the one who goes rests or has a change planned. Let it go on as it is first."
    ends = {item["current_period_end"] for item in old["items"]["data"]}
    if len(ends) != 1 or min(ends) <= now:
        return "A membership of the one who goes is just being renewed. Try again in an hour."
    if not all(_is_offered(item["price"]["id"]) for item in old["items"]["data"]):
        return (
            "A membership of the one who goes has a price that is no longer offered, and Stripe begins "
            "nothing new with it. Change it to a price that is offered first, or offer its price again."
        )
    if not all(_can_be_redeemed(discount) for discount in old.get("discounts") or []):
        return (
            "A membership of the one who goes has a discount that cannot be given anew: its coupon has "
            "expired, is used up or was deleted. Take the discount off first, or put on another."
        )
    return None


def begin_again(old: Data, survivor: Data) -> Data:
    """The parameters of the new one: same prices, start, renewal date, end, discounts, way of collecting."""
    items = old["items"]["data"]
    params: Data = {
        "customer": survivor["id"],
        "items": [{"price": item["price"]["id"], "quantity": item.get("quantity") or 1} for item in items],
        "backdate_start_date": old["start_date"],
        "proration_behavior": "none",
        **_times(old, items[0]),
        **_collection(old, survivor),
    }
    if old.get("cancel_at_period_end"):
        params["cancel_at_period_end"] = True
    elif old.get("cancel_at"):
        params["cancel_at"] = old["cancel_at"]
    if old.get("description"):
        params["description"] = old["description"]
    if rates := old.get("default_tax_rates"):
        params["default_tax_rates"] = [rate["id"] for rate in rates]
    if discounts := old.get("discounts"):
        params["discounts"] = [{"coupon": _coupon(each)} for each in discounts]
    return params


def same_plan(one: Data, another: Data) -> bool:
    """Whether both are for the same product and the same person (one Customer may pay for several)."""
    whose = [str((each.get("metadata") or {}).get(MEMBER_NAME, "")) for each in (one, another)]
    return same_person(*whose) and bool(products_of(one) & products_of(another))


def _times(old: Data, item: Data) -> Data:
    if old["status"] == "trialing":
        settings = {"trial_settings": old["trial_settings"]} if old.get("trial_settings") else {}
        return {"trial_end": old["trial_end"], **settings}
    recurring = item["price"]["recurring"]
    latest = periods.latest_anchor(
        datetime.now(UTC), interval=recurring["interval"], interval_count=recurring["interval_count"]
    )
    return {"billing_cycle_anchor": min(item["current_period_end"], latest)}


def _collection(old: Data, survivor: Data) -> Data:
    settings = survivor.get("invoice_settings") or {}
    has_card = settings.get("default_payment_method") or survivor.get("default_source")
    if old["collection_method"] == "charge_automatically" and has_card:
        return {"collection_method": "charge_automatically"}
    return {
        "collection_method": "send_invoice",
        "days_until_due": old.get("days_until_due") or DAYS_UNTIL_DUE,
    }


def _coupon(discount: Data) -> str:
    coupon = discount["source"]["coupon"]
    found: str = coupon["id"] if isinstance(coupon, dict) else coupon
    return found


def _is_offered(price_id: str) -> bool:
    try:
        offered_price(price_id)
    except FieldInvalid:
        return False
    return True


def _can_be_redeemed(discount: Data) -> bool:
    try:
        return bool(gateway.retrieve_coupon(coupon_id=_coupon(discount)).data["valid"])
    except StripeObjectNotFound:
        return False
