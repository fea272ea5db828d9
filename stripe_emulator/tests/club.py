"""What most tests need: a customer with a card, a yearly price, a subscription."""

from __future__ import annotations

from typing import Any

from .conftest import Program
from .target import Account

DAY = 86400
JAN_31 = 1769817600  # 2026-01-31 00:00 UTC


def customer(emulator: Program | Account, card: str | None = "pm_card_visa", **given: Any) -> Any:
    made = emulator.v1.customers.create({"email": "ann@club.test", "name": "Ann", **given})
    if card:
        attach(emulator, made.id, card)
    return made


def attach(emulator: Program | Account, customer_id: str, card: str) -> Any:
    method = emulator.v1.payment_methods.attach(card, {"customer": customer_id})
    settings: Any = {"invoice_settings": {"default_payment_method": method.id}}
    emulator.v1.customers.update(customer_id, settings)
    return method


def price(emulator: Program | Account, amount: int = 12000, interval: str = "year", **given: Any) -> Any:
    recurring: Any = {"recurring": {"interval": interval}} if interval else {}
    data: Any = {
        "currency": "gbp",
        "unit_amount": amount,
        "product_data": {"name": "Adult"},
        **recurring,
        **given,
    }
    return emulator.v1.prices.create(data)


def subscribe(emulator: Program | Account, customer_id: str, price_id: str, **given: Any) -> Any:
    data: Any = {"customer": customer_id, "items": [{"price": price_id}], **given}
    return emulator.v1.subscriptions.create(data)


def event_types(emulator: Program | Account) -> list[str]:
    """Oldest first."""
    return [event.type for event in emulator.v1.events.list({"limit": 100}).data][::-1]


def freeze(emulator: Program | Account, now: int) -> None:
    emulator.control("clock", now=now)


def status(emulator: Program | Account, id: str) -> str:
    return str(emulator.v1.subscriptions.retrieve(id).status)
