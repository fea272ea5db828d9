"""Stripe's own page where a person pays for a membership."""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext
from datetime import date
from typing import Any

from django.conf import settings

from cogento.errors import AlreadySubscribed, NotAllowed, StripeFailed
from members import gateway
from members.services import audit, authority, self_service, subscriptions, writing
from members.services.self_service import BIRTH_DATE
from members.services.subscriptions import MEMBER_NAME, open_pages, places
from reporting.reader import Answer

Data = dict[str, Any]


def open_session(
    *,
    price_id: str,
    by: str,
    customer_id: str | None = None,
    as_member: bool = False,
    birth_date: date | None = None,
    member_name: str = "",
    idempotency_key: str | None = None,
) -> str:
    """The address of a Checkout page that begins a membership, for a Customer or for the address of `by`.

    An older page on which the same Customer could pay for the same plan is closed: two that are open would
    be two memberships. A newcomer's date of birth is kept with the Subscription. `member_name` says whose the
    membership is where the Customer pays for several people.

    Raises:
        AlreadySubscribed: this person has a running membership of the same plan.
        Conflict: `as_member`, and every place of the plan is taken or is being paid for.
        NotAllowed: `as_member`, and the club does not let them join this plan by themselves.
        StripeObjectNotFound: there is no such Customer, or `as_member` and it is somebody else's.
    """
    if as_member and member_name:
        raise NotAllowed("Only the club says whose it is. Choose who it is for, or somebody new.")
    price = subscriptions.offered_price(price_id)
    product = price["product"]
    key = idempotency_key or writing.fresh_key()
    params: Data = {
        "mode": "subscription",
        "line_items": [{"price": price_id, "quantity": 1}],
        "success_url": f"{settings.PUBLIC_URL}/joined?session_id={{CHECKOUT_SESSION_ID}}",
        "cancel_url": f"{settings.PUBLIC_URL}/join?canceled=1",
        "metadata": {open_pages.KEY: writing.digest(key)},
    }
    kept: dict[str, str] = {}
    if name := " ".join(member_name.split()):
        kept[MEMBER_NAME] = params["metadata"][MEMBER_NAME] = name
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
        kept[BIRTH_DATE] = birth_date.isoformat()
    if kept:
        params["subscription_data"] = {"metadata": kept}
    lock: AbstractContextManager[None] = (
        subscriptions.only_one_writer(customer_id) if customer_id else nullcontext()
    )
    with lock, places.only_one_taker(product):
        if customer_id:
            whose = {"customer_id": customer_id, "product_id": product["id"], "member_name": name}
            open_pages.close(**whose, but_for_key=params["metadata"][open_pages.KEY])
            if subscriptions.running(**whose):
                raise AlreadySubscribed
        if as_member:
            places.demand_one(product, but_for_key=params["metadata"][open_pages.KEY])
        answer = _open(params, key=key)
        audit.record(
            actor=by,
            action="checkout.open",
            object_id=customer_id or answer.data["id"],
            after={"price": price_id, **({MEMBER_NAME: name} if name else {})},
            stripe_request_id=answer.request_id,
        )
    url: str = answer.data["url"]
    return url


def _open(params: Data, *, key: str) -> Answer:
    """With another key where Stripe keeps a failure for this one: nobody was told that page's address."""
    try:
        return gateway.create_checkout_session(params=params, idempotency_key=key)
    except StripeFailed:
        again = writing.digest(key, "again")
        return gateway.create_checkout_session(params=params, idempotency_key=again)
