"""Running memberships: what tests of them do and look at."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.utils import timezone

from members.tests import club


def in_days(days: int) -> date:
    return timezone.localdate() + timedelta(days=days)


def day_of(seconds: int) -> date:
    return datetime.fromtimestamp(seconds, UTC).date()


def give_card(stripe: Any, customer_id: str, number: str = "pm_card_visa") -> None:
    card = stripe.client.v1.payment_methods.attach(number, {"customer": customer_id})
    stripe.client.v1.customers.update(customer_id, {"invoice_settings": {"default_payment_method": card.id}})


def held(stripe: Any, subscription_id: str) -> Any:
    return stripe.client.v1.subscriptions.retrieve(subscription_id)


def price_of(stripe: Any, subscription_id: str) -> str:
    return held(stripe, subscription_id)["items"].data[0].price.id


def post(subscription_id: str, what: str, client: Any = None, **body: Any) -> Any:
    return (client or club.admin()).post(f"/stripe/subscriptions/{subscription_id}/{what}", body)


def codes(response: Any) -> tuple[int, str]:
    return response.status_code, club.code_of(response)
