"""Discounts: coupons, the codes that redeem them, and what stands on a membership."""

from __future__ import annotations

from datetime import date
from typing import Any, Literal

from django.utils import timezone

from cogento.errors import CouponExpired, FieldInvalid, StripeObjectNotFound
from members import gateway
from members.services import authority, periods, writing
from members.services.subscriptions.running import demand_running
from reporting.reader import Answer

Duration = Literal["once", "repeating", "forever"]


def create(
    *,
    name: str,
    by: str,
    percent_off: float | None = None,
    amount_off_cents: int | None = None,
    currency: str = "",
    duration: Duration = "once",
    duration_in_months: int | None = None,
    max_redemptions: int | None = None,
    redeem_by: date | None = None,
    idempotency_key: str | None = None,
) -> Answer:
    """Make a coupon: a percentage, or an amount in minor units, off one invoice, some months or all.

    Raises:
        FieldInvalid: neither or both of a percentage and an amount, the months do not fit the duration, or
            the last day is over.

    Source: https://docs.stripe.com/api/coupons/create
    """
    if (percent_off is None) == (amount_off_cents is None):
        raise FieldInvalid({"percent_off": "Give either a percentage or an amount."})
    if amount_off_cents is not None and not currency:
        raise FieldInvalid({"currency": "Enter the currency of the amount, such as gbp."})
    if (duration == "repeating") != (duration_in_months is not None):
        raise FieldInvalid(
            {"duration_in_months": "Give a number of months for a coupon that repeats, and only then."}
        )
    given = {
        "name": name,
        "percent_off": percent_off,
        "amount_off": amount_off_cents,
        "currency": currency.lower() if amount_off_cents is not None else None,
        "duration": duration,
        "duration_in_months": duration_in_months,
        "max_redemptions": max_redemptions,
        "redeem_by": _until(redeem_by, "redeem_by"),
    }
    params = {key: value for key, value in given.items() if value is not None}
    with writing.once(idempotency_key, action="coupon.create", by=by, params=params) as (key, made_id):
        if made_id:
            return gateway.retrieve_coupon(coupon_id=made_id)
        answer = gateway.create_coupon(params=params, idempotency_key=key)
        return writing.finish(answer, by=by, action="coupon.create", before={}, after=params)


def delete(*, coupon_id: str, by: str, idempotency_key: str | None = None) -> Answer:
    """Stop a coupon and its codes. Whoever has its discount keeps it, as Stripe has it."""
    current = gateway.retrieve_coupon(coupon_id=coupon_id).data
    try:
        answer = gateway.delete_coupon(
            coupon_id=coupon_id, idempotency_key=idempotency_key or writing.fresh_key()
        )
    except StripeObjectNotFound:  # sent again, because the answer to the first was lost
        answer = Answer({"id": coupon_id, "object": "coupon", "deleted": True}, 0)
    before = {key: current.get(key) for key in ("name", "percent_off", "amount_off", "times_redeemed")}
    return writing.finish(answer, by=by, action="coupon.delete", before=before, after={})


def create_code(
    *,
    coupon_id: str,
    code: str,
    by: str,
    customer_id: str | None = None,
    max_redemptions: int | None = None,
    expires_date: date | None = None,
    first_time_only: bool = False,
    idempotency_key: str | None = None,
) -> Answer:
    """Make a code that redeems a coupon at checkout, for all or for one person.

    Raises:
        NameTaken: another active code reads the same.
        FieldInvalid: there is no such coupon, or the last day is over.

    Source: https://docs.stripe.com/api/promotion_codes/create
    """
    given = {
        "promotion": {"type": "coupon", "coupon": coupon_id},
        "code": code,
        "customer": customer_id,
        "max_redemptions": max_redemptions,
        "expires_at": _until(expires_date, "expires_date"),
        "restrictions": {"first_time_transaction": True} if first_time_only else None,
    }
    params = {key: value for key, value in given.items() if value is not None}
    action = "promotion_code.create"
    with writing.once(idempotency_key, action=action, by=by, params=params) as (key, made_id):
        if made_id:
            return gateway.retrieve_promotion_code(promotion_code_id=made_id)
        try:
            answer = gateway.create_promotion_code(params=params, idempotency_key=key)
        except StripeObjectNotFound:
            raise FieldInvalid({"coupon_id": "There is no such coupon or person."}) from None
        return writing.finish(answer, by=by, action=action, before={}, after=params)


def switch_code(
    *, promotion_code_id: str, active: bool, by: str, idempotency_key: str | None = None
) -> Answer:
    """Let a code be redeemed, or no longer. Raises CouponExpired where its coupon has ended."""
    current = gateway.retrieve_promotion_code(promotion_code_id=promotion_code_id)
    if current.data["active"] == active:
        return current
    answer = gateway.update_promotion_code(
        promotion_code_id=promotion_code_id,
        params={"active": active},
        idempotency_key=idempotency_key or writing.fresh_key(),
    )
    if answer.data["active"] is not active:
        raise CouponExpired("This code cannot be used again, because its coupon has ended. Make a new one.")
    return writing.finish(
        answer,
        by=by,
        action="promotion_code.switch",
        before={"active": not active},
        after={"active": active},
    )


def apply(
    *,
    subscription_id: str,
    by: str,
    coupon_id: str | None = None,
    promotion_code_id: str | None = None,
    idempotency_key: str | None = None,
) -> Answer:
    """Put a coupon or code on a membership, in place of what stood there. With neither, take it off.

    Raises:
        Conflict: the membership has ended.
        CouponExpired: it can no longer be redeemed, or not by this person.
        CurrencyMismatch: it takes off another currency than the membership is paid in.
        FieldInvalid: there is no such coupon or code, or both are given.
    """
    if coupon_id and promotion_code_id:
        raise FieldInvalid({"promotion_code_id": "Give either a coupon or a code."})
    current = authority.subscription(subscription_id=subscription_id, by=by)
    chosen: Any = ""
    if coupon_id or promotion_code_id:
        demand_running(current.data)
        chosen = [{"coupon": coupon_id} if coupon_id else {"promotion_code": promotion_code_id}]
    elif not current.data.get("discounts"):
        return current
    asked = {"subscription": subscription_id, "discounts": chosen or []}
    action = "subscription.discount"
    alone = (action, subscription_id)
    with writing.once(idempotency_key, action=action, by=by, params=asked, alone=alone) as (key, done):
        if done:
            return current
        try:
            answer = gateway.update_subscription(
                subscription_id=subscription_id,
                params={"discounts": chosen, "proration_behavior": "none"},
                idempotency_key=key,
            )
        except StripeObjectNotFound:
            raise FieldInvalid({"coupon_id": "There is no such coupon or code."}) from None
        before = {"discounts": current.data.get("discounts") or []}
        return writing.finish(answer, by=by, action=action, before=before, after=asked)


def _until(last_day: date | None, name: str) -> int | None:
    if last_day is None:
        return None
    if last_day < timezone.localdate():
        raise FieldInvalid({name: "This day is over. Enter today or a later day."})
    return periods.end_of(last_day)
