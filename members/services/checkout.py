"""Stripe's own page where a person pays for a membership."""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext
from datetime import date
from typing import Any

from django.conf import settings

from cogento.errors import AlreadySubscribed
from members import gateway
from members.services import audit, authority, self_service, subscriptions, writing
from members.services.self_service import BIRTH_DATE
from reporting.reader import Answer

Data = dict[str, Any]


def open_session(
    *,
    price_id: str,
    by: str,
    customer_id: str | None = None,
    as_member: bool = False,
    birth_date: date | None = None,
    idempotency_key: str | None = None,
) -> str:
    """The address of a Checkout page that begins a membership, for a Customer or for the address of `by`.

    An older page on which the same Customer could pay for the same plan is closed: two that are open would
    be two memberships. A newcomer's date of birth is kept with the Subscription.

    Raises:
        AlreadySubscribed: the Customer has a running membership of the same plan.
        NotAllowed: `as_member`, and the club does not let them join this plan by themselves.
        StripeObjectNotFound: there is no such Customer, or `as_member` and it is somebody else's.
    """
    price = subscriptions.offered_price(price_id)
    product = price["product"]
    key = idempotency_key or writing.fresh_key()
    params: Data = {
        "mode": "subscription",
        "line_items": [{"price": price_id, "quantity": 1}],
        "success_url": f"{settings.PUBLIC_URL}/joined?session_id={{CHECKOUT_SESSION_ID}}",
        "cancel_url": f"{settings.PUBLIC_URL}/join?canceled=1",
        "metadata": {"product": product["id"], "key": writing.digest(key)},
    }
    customer: Data = {}
    if customer_id:
        customer = authority.customer(customer_id=customer_id, by=by, as_member=as_member).data
        params["customer"] = customer_id
    else:
        params["customer_email"] = by
    if as_member:
        self_service.demand("join", by=by)
        self_service.demand_open(product, customer=customer, birth_date=birth_date)
    if birth_date and not customer_id:
        params["subscription_data"] = {"metadata": {BIRTH_DATE: birth_date.isoformat()}}
    lock: AbstractContextManager[None] = (
        subscriptions.only_one_writer(customer_id) if customer_id else nullcontext()
    )
    with lock:
        if customer_id:
            if subscriptions.running(customer_id=customer_id, product_id=product["id"]):
                raise AlreadySubscribed
            _close_others(customer_id, params["metadata"])
        answer: Answer = gateway.create_checkout_session(params=params, idempotency_key=key)
        audit.record(
            actor=by,
            action="checkout.open",
            object_id=customer_id or answer.data["id"],
            after={"price": price_id},
            stripe_request_id=answer.request_id,
        )
    url: str = answer.data["url"]
    return url


def _close_others(customer_id: str, ours: Data) -> None:
    for session in gateway.list_open_checkout_sessions(customer_id=customer_id).data["data"]:
        metadata = session.get("metadata") or {}
        if metadata.get("product") == ours["product"] and metadata.get("key") != ours["key"]:
            gateway.expire_checkout_session(
                session_id=session["id"], idempotency_key=writing.digest("expire", session["id"])
            )
