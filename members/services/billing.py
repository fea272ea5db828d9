"""One-off invoices: a court fee, a key deposit, whatever is to be paid within some days."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypedDict

from cogento.errors import FieldInvalid
from members import gateway
from members.services import authority, writing
from reporting.reader import Answer


class Line(TypedDict):
    description: str
    amount_cents: int


def invoice(
    *,
    customer_id: str,
    lines: Sequence[Line],
    by: str,
    currency: str = "",
    days_until_due: int = 14,
    description: str = "",
    idempotency_key: str | None = None,
) -> Answer:
    """Draw up an invoice (amounts in minor units) and let Stripe mail it.

    It is made in three calls, each with a key of its own derived from one: tried again after a failure or a
    killed process, it goes on where it stopped. Left alone, a draft never charges or mails anybody.

    Raises:
        CurrencyMismatch: this person pays in another currency.
        FieldInvalid: there is no line, or nobody knows the currency.

    Source: https://docs.stripe.com/invoicing/integration
    """
    if not lines:
        raise FieldInvalid({"lines": "Enter at least one line with a description and an amount."})
    customer = authority.customer(customer_id=customer_id, by=by).data
    order: dict[str, Any] = {
        "customer": customer_id,
        "currency": currency_of(customer, currency),
        "days_until_due": days_until_due,
        "description": description,
        "lines": [{"description": line["description"], "amount": line["amount_cents"]} for line in lines],
    }
    with writing.once(
        idempotency_key, action="invoice.create", by=by, params=order, steps=("draft", "lines", "send")
    ) as (key, made_id):
        if made_id:
            return gateway.retrieve_invoice(invoice_id=made_id)
        answer = _draw_up(order, key)
        return writing.finish(answer, by=by, action="invoice.create", before={}, after=order)


def currency_of(customer: dict[str, Any], given: str) -> str:
    """The currency to bill in: as given, else the one this person pays in. Raises FieldInvalid."""
    currency = (given or customer.get("currency") or "").lower()
    if not currency:
        raise FieldInvalid({"currency": "This person has not paid yet. Enter a currency such as gbp."})
    return currency


def _draw_up(order: dict[str, Any], key: str) -> Answer:
    draft = {name: order[name] for name in ("customer", "currency", "days_until_due")}
    draft |= {
        "collection_method": "send_invoice",
        "auto_advance": False,
        "pending_invoice_items_behavior": "exclude",
        **({"description": order["description"]} if order["description"] else {}),
    }
    made = gateway.create_invoice(params=draft, idempotency_key=writing.digest(key, "draft"))
    invoice_id = made.data["id"]
    gateway.add_invoice_lines(
        invoice_id=invoice_id,
        params={"lines": order["lines"]},
        idempotency_key=writing.digest(key, "lines"),
    )
    return gateway.send_invoice(invoice_id=invoice_id, idempotency_key=writing.digest(key, "send"))
