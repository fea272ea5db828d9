"""One-time payments with a stored card, and where a payment stands."""

from __future__ import annotations

from typing import Any

from cogento.errors import CardDeclined, NoPaymentMethod, StripeObjectNotFound
from members import gateway
from members.services import audit, authority, writing
from members.services.billing import currency_of
from reporting.reader import Answer


def charge(
    *,
    customer_id: str,
    amount_cents: int,
    description: str,
    by: str,
    currency: str = "",
    payment_method_id: str | None = None,
    idempotency_key: str | None = None,
) -> Answer:
    """Charge this person's stored card at once, while they are away; `amount_cents` is in minor units.

    Raises:
        NoPaymentMethod: Stripe knows no card of theirs.
        CardDeclined: the bank refused; AuthenticationNeeded where it wants to ask the cardholder first.
        AmountTooSmall, AmountTooLarge: Stripe does not take such an amount.

    Source: https://docs.stripe.com/payments/save-and-reuse?platform=web&ui=stripe-hosted#charge-saved-payment-method
    """
    customer = authority.customer(customer_id=customer_id, by=by).data
    params: dict[str, Any] = {
        "customer": customer_id,
        "amount": amount_cents,
        "currency": currency_of(customer, currency),
        "description": description,
        "payment_method": payment_method_id or stored_way_to_pay(customer),
        "off_session": True,
        "confirm": True,
    }
    try:
        with writing.once(idempotency_key, action="payment.charge", by=by, params=params) as (key, made_id):
            if made_id:
                return gateway.retrieve_payment_intent(payment_intent_id=made_id)
            answer = gateway.create_payment_intent(params=params, idempotency_key=key)
            writing.finish(answer, by=by, action="payment.charge", before={}, after=params)
    except CardDeclined as error:
        audit.record(
            actor=by,
            action="payment.declined",
            object_id=customer_id,
            after=params,
            stripe_request_id=error.request_id or "",
        )
        raise
    writing.see("charge", answer.data.get("latest_charge"))
    return answer


def retrieve(*, payment_intent_id: str, by: str, as_member: bool = False) -> Answer:
    """Where a payment stands, asked of Stripe itself. A member sees their own alone."""
    answer = gateway.retrieve_payment_intent(payment_intent_id=payment_intent_id)
    if as_member:
        customer_id = answer.data.get("customer")
        if not customer_id:
            raise StripeObjectNotFound
        authority.customer(customer_id=customer_id, by=by, as_member=True)
    return answer


def stored_way_to_pay(customer: dict[str, Any]) -> str:
    """What Stripe would charge: the Customer's default, else the newest that is stored."""
    settings = customer.get("invoice_settings") or {}
    default: str | None = settings.get("default_payment_method") or customer.get("default_source")
    if default:
        return default
    stored = gateway.list_payment_methods(customer_id=customer["id"]).data["data"]
    if not stored:
        raise NoPaymentMethod(
            "Stripe knows no card of this person. Send them a payment page or an invoice instead."
        )
    newest: str = stored[0]["id"]
    return newest
