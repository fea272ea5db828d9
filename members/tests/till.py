"""Money in the emulator and in the mirror, for tests: cards, payments, invoices."""

from __future__ import annotations

from typing import Any

from djstripe.models import Charge, Invoice

from members.services import billing, payments
from members.tests import club
from reporting import inbox


def card(stripe: Any, customer_id: str, token: str = "pm_card_visa") -> str:
    """Store a card of Stripe's test cards as the default; answers its id."""
    method = stripe.client.v1.payment_methods.attach(token, {"customer": customer_id})
    settings = {"default_payment_method": method.id}
    stripe.client.v1.customers.update(customer_id, {"invoice_settings": settings})
    return str(method.id)


def payer(stripe: Any, name: str = "Anna Archer", email: str = "anna@example.org") -> str:
    """A Customer with a card."""
    customer_id = club.person(name, email)
    card(stripe, customer_id)
    return customer_id


def paid(stripe: Any, amount_cents: int = 2500, customer_id: str | None = None) -> str:
    """The charge of a payment that went through."""
    intent = payments.charge(
        customer_id=customer_id or payer(stripe),
        amount_cents=amount_cents,
        currency="gbp",
        description="Court fee",
        by=club.BY,
        idempotency_key=f"paid-{amount_cents}",
    )
    return str(intent.data["latest_charge"])


def billed(customer_id: str | None = None, amount_cents: int = 1600) -> str:
    """An open invoice that was mailed."""
    answer = billing.invoice(
        customer_id=customer_id or club.person(),
        lines=[{"description": "Guest fees", "amount_cents": amount_cents}],
        currency="gbp",
        by=club.BY,
    )
    return str(answer.data["id"])


def mirrored_invoice(invoice_id: str) -> dict[str, Any]:
    data: dict[str, Any] = Invoice.objects.get(id=invoice_id).stripe_data
    return data


def mirrored_charge(charge_id: str) -> dict[str, Any]:
    data: dict[str, Any] = Charge.objects.get(id=charge_id).stripe_data
    return data


def deliver(stripe: Any) -> None:
    """What the webhook would have brought by now, oldest first."""
    found = stripe.http.get(
        "/v1/events", params={"limit": 100}, headers={"Authorization": "Bearer sk_test_x"}
    )
    for event in reversed(found.json()["data"]):
        inbox.apply(event)


def events(stripe: Any, kind: str) -> int:
    return len(stripe.client.v1.events.list({"type": kind, "limit": 100}).data)


def events_in_all(stripe: Any) -> int:
    """How many changes Stripe has told of."""
    return len(stripe.client.v1.events.list({"limit": 100}).data)
