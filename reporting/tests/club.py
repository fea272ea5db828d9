"""Things to do in Stripe's dashboard, for tests."""

from __future__ import annotations

import json
from typing import Any


def plain(thing: Any) -> dict[str, Any]:
    return json.loads(str(thing))


def plan_of(stripe, *, name: str = "Adult", amount: int = 24000, interval: str = "year", **fields) -> dict:
    product = stripe.client.v1.products.create({"name": name})
    return plain(
        stripe.client.v1.prices.create(
            {
                "product": product.id,
                "unit_amount": amount,
                "currency": "gbp",
                "recurring": {"interval": interval},
                **fields,
            }
        )
    )


def with_card(stripe, customer_id: str, card: str = "pm_card_visa") -> str:
    """Attach a test card and make it the one that pays; answer its id."""
    method = stripe.client.v1.payment_methods.attach(card, {"customer": customer_id})
    stripe.client.v1.customers.update(
        customer_id, {"invoice_settings": {"default_payment_method": method.id}}
    )
    return method.id


def subscribe(stripe, customer_id: str, plan: dict, *, card: str = "pm_card_visa", **fields) -> dict:
    with_card(stripe, customer_id, card)
    return plain(
        stripe.client.v1.subscriptions.create(
            {"customer": customer_id, "items": [{"price": plan["id"]}], **fields}
        )
    )
