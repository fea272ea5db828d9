"""Stripe's page where something is paid once, and what has become of any of Stripe's payment pages."""

from __future__ import annotations

from typing import Any

from django.conf import settings

from cogento.emails import normalise_email
from cogento.errors import FieldInvalid, NotAllowed, StripeObjectNotFound
from members import gateway
from members.services import audit, authority, writing
from members.services.billing import currency_of
from reporting.reader import Answer


def open_page(
    *,
    by: str,
    customer_id: str,
    price_id: str | None = None,
    amount_cents: int | None = None,
    currency: str = "",
    description: str = "",
    as_member: bool = False,
    idempotency_key: str | None = None,
) -> Answer:
    """A Checkout page for a Price that is paid once, or (staff alone) for any amount in minor units.

    Raises:
        FieldInvalid: neither or both of a price and an amount, or the price cannot be paid once.
        NotAllowed: a member who names an amount.
        StripeObjectNotFound: there is no such Customer, or `as_member` and it is somebody else's.

    Source: https://docs.stripe.com/payments/checkout
    """
    if (price_id is None) == (amount_cents is None):
        raise FieldInvalid({"amount_cents": "Give either a price or an amount."})
    if as_member and amount_cents is not None:
        raise NotAllowed("Only the club sets an amount. Choose one of its prices.")
    customer = authority.customer(customer_id=customer_id, by=by, as_member=as_member).data
    if price_id:
        line: dict[str, Any] = {"price": _paid_once(price_id)["id"], "quantity": 1}
    else:
        line = {"price_data": _priced(customer, amount_cents, currency, description), "quantity": 1}
    params: dict[str, Any] = {
        "mode": "payment",
        "customer": customer_id,
        "line_items": [line],
        "success_url": f"{settings.PUBLIC_URL}/?payment=done",
        "cancel_url": f"{settings.PUBLIC_URL}/?payment=canceled",
    }
    if description:
        params["payment_intent_data"] = {"description": description}
    action = "checkout.open"
    with writing.once(idempotency_key, action=action, by=by, params=params) as (key, made_id):
        if made_id:
            return gateway.retrieve_checkout_session(session_id=made_id)
        answer = gateway.create_checkout_session(params=params, idempotency_key=key)
        audit.record(
            actor=by,
            action=action,
            object_id=customer_id,
            after={"line": line, "description": description},
            stripe_request_id=answer.request_id,
        )
        writing.note_done(action=action, by=by, params=params, object_id=answer.data["id"])
    return answer


def retrieve(*, session_id: str, by: str, as_member: bool = False) -> Answer:
    """What has become of a page, asked of Stripe itself. A member sees their own alone."""
    answer = gateway.retrieve_checkout_session(session_id=session_id)
    if as_member:
        _demand_own(answer.data, by=by)
    return answer


def _demand_own(session: dict[str, Any], *, by: str) -> None:
    if session.get("customer"):
        authority.customer(customer_id=session["customer"], by=by, as_member=True)
        return
    typed = session.get("customer_email") or ""
    if not typed or normalise_email(typed) != normalise_email(by):
        raise StripeObjectNotFound


def _paid_once(price_id: str) -> dict[str, Any]:
    try:
        price = gateway.retrieve_price(price_id=price_id).data
    except StripeObjectNotFound:
        raise FieldInvalid({"price_id": "There is no such price. Choose another."}) from None
    if price.get("recurring"):
        raise FieldInvalid({"price_id": "This price is paid monthly or yearly. Choose one paid once."})
    if not price["active"]:
        raise FieldInvalid({"price_id": "This price is no longer offered. Choose another."})
    return price


def _priced(
    customer: dict[str, Any], amount_cents: int | None, currency: str, description: str
) -> dict[str, Any]:
    if not description:
        raise FieldInvalid({"description": "Say what is paid for, such as Court fee."})
    return {
        "currency": currency_of(customer, currency),
        "unit_amount": amount_cents,
        "product_data": {"name": description},
    }
