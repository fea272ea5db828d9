"""Credit on a Customer's balance, which their next invoices use up."""

from __future__ import annotations

from typing import Any

from cogento.errors import FieldInvalid
from members import gateway
from members.services import authority, writing
from members.services.billing import currency_of
from reporting.reader import Answer


def give(
    *,
    customer_id: str,
    amount_cents: int,
    description: str,
    by: str,
    currency: str = "",
    metadata: dict[str, str] | None = None,
    idempotency_key: str | None = None,
) -> Answer:
    """Give credit (minor units), or with an amount below zero take it back or note what is owed.

    Stripe counts the other way round: there, credit is below zero.

    Raises:
        CurrencyMismatch: this person pays in another currency.
        FieldInvalid: nothing to give, or nobody knows the currency.

    Source: https://docs.stripe.com/billing/customer/balance
    """
    if not amount_cents:
        raise FieldInvalid({"amount_cents": "Enter an amount other than nothing."})
    customer = authority.customer(customer_id=customer_id, by=by).data
    params: dict[str, Any] = {
        "amount": -amount_cents,
        "currency": currency_of(customer, currency),
        "description": description,
        **({"metadata": metadata} if metadata else {}),
    }
    asked = {"customer": customer_id, **params}
    alone = ("credit", customer_id)
    with writing.once(idempotency_key, action="credit.give", by=by, params=asked, alone=alone) as (
        key,
        made_id,
    ):
        if made_id:
            return gateway.retrieve_balance_entry(customer_id=customer_id, entry_id=made_id)
        answer = gateway.create_balance_entry(customer_id=customer_id, params=params, idempotency_key=key)
        before = {"balance": customer.get("balance") or 0}
        writing.finish(answer, by=by, action="credit.give", before=before, after=asked)
    writing.see("customer", customer_id)
    return answer
