"""Beginning a membership."""

from __future__ import annotations

import time
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any, Literal

from django.utils import timezone

from cogento.errors import AlreadySubscribed, FieldInvalid, NoPaymentMethod, StripeObjectNotFound
from members import gateway
from members.services import authority, periods, writing
from members.services.metadata import check_limits, prepare
from members.services.subscriptions import open_pages, places
from members.services.subscriptions.running import MEMBER_NAME, alone, has_ended, offered_price, running
from reporting.reader import Answer

DAYS_UNTIL_DUE = 14
FREE_COUPON = "free_of_charge"
ACTION = "subscription.start"

Collection = Literal["charge_automatically", "send_invoice"]
TrialEnd = Literal["create_invoice", "pause", "cancel"]


def start(
    *,
    customer_id: str,
    price_id: str,
    by: str,
    idempotency_key: str | None = None,
    start_date: date | None = None,
    trial_days: int | None = None,
    trial_end_behavior: TrialEnd = "create_invoice",
    collection_method: Collection = "charge_automatically",
    days_until_due: int | None = None,
    metadata: Mapping[str, str | None] | None = None,
    free_of_charge: bool = False,
    member_name: str = "",
) -> Answer:
    """Begin a membership.

    A start in the past is backdated: nothing is charged for the past, the next renewal is the next
    anniversary. A start in the future is a trial until then, because Stripe allows an anchor no further
    ahead than one period. A trial is counted from the start. By invoice, it is due after `days_until_due`.
    Free of charge, it is the same plan with a coupon of 100 % for ever. `member_name` says whose it is where
    one Customer pays for several people: each of them may have the plan once. Checkout pages on which this
    person could still pay for the plan are closed first.

    Raises:
        AlreadySubscribed: this person has a running membership of the same plan.
        FieldInvalid: the price or a date cannot be used.
        NotAllowed: this person is a superuser, and `by` is not.
        StripeError: Stripe refused or is away.

    Source: https://docs.stripe.com/billing/subscriptions/backdating and …/billing/subscriptions/trials
    """
    values = {
        key: value
        for key, value in prepare(target="subscription", values=metadata or {}, by=by).items()
        if value
    }
    if not authority.is_superuser(by):
        authority.customer(customer_id=customer_id, by=by)
    price = offered_price(price_id)
    params: dict[str, Any] = {"customer": customer_id, "items": [{"price": price_id}]}
    if name := " ".join(member_name.split()):
        values[MEMBER_NAME] = name
    check_limits({}, values)
    if values:
        params["metadata"] = values
    if free_of_charge:
        params["discounts"] = [{"coupon": _free_coupon()}]
    params |= _collection(collection_method, days_until_due)
    params |= _times(
        price["recurring"], start_date=start_date, trial_days=trial_days, missing=trial_end_behavior
    )
    product_id = price["product"]["id"]
    with writing.once(idempotency_key, action=ACTION, by=by, params=params, alone=alone(customer_id)) as (
        key,
        made_id,
    ):
        if made_id:
            made = gateway.retrieve_subscription(subscription_id=made_id)
            if not has_ended(made.data):
                return made
            key = writing.fresh_key()
        open_pages.close(customer_id=customer_id, product_id=product_id, member_name=name)
        if existing := running(customer_id=customer_id, product_id=product_id, member_name=name):
            return _made_before(params, existing, key=key, by=by)
        with places.only_one_taker(price["product"]):  # the club itself may go beyond what there is
            return _create(params, key=key, by=by)


def _collection(method: Collection, days_until_due: int | None) -> dict[str, Any]:
    if method != "send_invoice":
        return {"collection_method": method}
    return {"collection_method": method, "days_until_due": days_until_due or DAYS_UNTIL_DUE}


def _times(
    recurring: dict[str, Any], *, start_date: date | None, trial_days: int | None, missing: TrialEnd
) -> dict[str, Any]:
    """When it begins, when the trial ends and when it renews, as Stripe wants to be told."""
    today = timezone.localdate()
    if start_date is not None and not periods.EARLIEST_START <= start_date <= today + periods.FURTHEST_AHEAD:
        raise FieldInvalid({"start_date": "Enter a start date after 1970 and within the next two years."})
    trial = {"trial_settings": {"end_behavior": {"missing_payment_method": missing}}}
    if start_date is None or start_date == today:
        return {"trial_period_days": trial_days, **trial} if trial_days else {}
    first_paid_date = start_date + timedelta(days=trial_days or 0)
    if first_paid_date > today + periods.FURTHEST_AHEAD:
        raise FieldInvalid({"trial_days": "The trial would end more than two years from now. Shorten it."})
    times: dict[str, Any] = {}
    if start_date < today:
        times = {
            "backdate_start_date": min(periods.noon(start_date), int(time.time())),
            "proration_behavior": "none",
        }
    if first_paid_date > today:
        return {**times, "trial_end": periods.noon(first_paid_date), **trial}
    interval, count = recurring["interval"], recurring["interval_count"]
    anchor_date = periods.next_anniversary(start_date, interval=interval, interval_count=count, after=today)
    latest = periods.latest_anchor(timezone.now(), interval=interval, interval_count=count)
    return {**times, "billing_cycle_anchor": min(periods.noon(anchor_date), latest)}


def _made_before(params: dict[str, Any], existing: dict[str, Any], *, key: str, by: str) -> Answer:
    """The existing Subscription where this very request made it before; else a refusal.

    Stripe's event remembers the key, so this holds after a lost connection or a killed process too.
    """
    events = gateway.list_subscription_creations(since=existing["created"]).data["data"]
    made = any(
        event["data"]["object"]["id"] == existing["id"]
        and (event["request"] or {}).get("idempotency_key") == key
        for event in events
    )
    if not made:
        raise AlreadySubscribed(
            f"This person already has this membership ({existing['status']}). Change or cancel that one."
        )
    return _create(params, key=key, by=by)


def _create(params: dict[str, Any], *, key: str, by: str) -> Answer:
    try:
        answer = gateway.create_subscription(params=params, idempotency_key=key)
    except StripeObjectNotFound as error:
        if getattr(error.__cause__, "param", None):  # what Stripe misses is the Customer
            raise
        raise NoPaymentMethod from error
    return writing.finish(answer, by=by, action=ACTION, before={}, after=params)


def _free_coupon() -> str:
    """The club's own coupon of 100 % for ever, made when it is first needed."""
    try:
        return str(gateway.retrieve_coupon(coupon_id=FREE_COUPON).data["id"])
    except StripeObjectNotFound:
        params = {"id": FREE_COUPON, "name": "Free of charge", "percent_off": 100, "duration": "forever"}
        key = writing.digest("coupon.create", FREE_COUPON)
        return str(gateway.create_coupon(params=params, idempotency_key=key).data["id"])
