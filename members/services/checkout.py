"""Stripe's own page where a person pays for a membership."""

from __future__ import annotations

from typing import Any

from django.conf import settings

from cogento.errors import AlreadySubscribed
from members import gateway
from members.services import audit, authority, subscriptions, writing
from reporting.reader import Answer


def open_session(
    *,
    price_id: str,
    by: str,
    customer_id: str | None = None,
    as_member: bool = False,
    idempotency_key: str | None = None,
) -> str:
    """The address of a Checkout page that begins a membership, for a Customer or for the address of `by`.

    Raises:
        AlreadySubscribed: the Customer has a running membership of the same plan.
        StripeObjectNotFound: there is no such Customer, or `as_member` and it is somebody else's.
    """
    price = subscriptions.offered_price(price_id)
    params: dict[str, Any] = {
        "mode": "subscription",
        "line_items": [{"price": price_id, "quantity": 1}],
        "success_url": f"{settings.PUBLIC_URL}/?checkout=done",
        "cancel_url": f"{settings.PUBLIC_URL}/?checkout=canceled",
    }
    if customer_id:
        authority.customer(customer_id=customer_id, by=by, as_member=as_member)
        if subscriptions.running(customer_id=customer_id, product_id=price["product"]["id"]):
            raise AlreadySubscribed
        params["customer"] = customer_id
    else:
        params["customer_email"] = by
    answer: Answer = gateway.create_checkout_session(
        params=params, idempotency_key=idempotency_key or writing.fresh_key()
    )
    audit.record(
        actor=by,
        action="checkout.open",
        object_id=customer_id or answer.data["id"],
        after={"price": price_id},
        stripe_request_id=answer.request_id,
    )
    url: str = answer.data["url"]
    return url
