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
    if card:
        with_card(stripe, customer_id, card)
    return plain(
        stripe.client.v1.subscriptions.create(
            {"customer": customer_id, "items": [{"price": plan["id"]}], **fields}
        )
    )


def a_club(stripe) -> dict[str, str]:
    """Two plans and a person in each state that matters; answers the Customers' ids by state."""
    yearly = plan_of(stripe, name="Adult")
    monthly = plan_of(stripe, name="Junior", amount=1200, interval="month")
    customers = stripe.client.v1.customers
    states = ("active", "trialing", "past_due", "paused", "canceled", "incomplete", "nobody")
    people = {
        state: customers.create({"name": state, "email": f"{state}@example.org", "metadata": {"n": state}}).id
        for state in states
    }
    subscribe(stripe, people["active"], yearly)
    subscribe(stripe, people["trialing"], monthly, trial_period_days=14)
    past_due = subscribe(stripe, people["past_due"], monthly)
    with_card(stripe, people["past_due"], "pm_card_chargeCustomerFail")
    stripe.control("POST", f"subscriptions/{past_due['id']}/renew")
    paused = subscribe(
        stripe,
        people["paused"],
        monthly,
        trial_period_days=7,
        trial_settings={"end_behavior": {"missing_payment_method": "pause"}},
        card="",
    )
    stripe.control("POST", f"subscriptions/{paused['id']}/end_trial")
    canceled = subscribe(stripe, people["canceled"], yearly)
    stripe.client.v1.subscriptions.cancel(canceled["id"])
    subscribe(
        stripe,
        people["incomplete"],
        monthly,
        card="pm_card_chargeCustomerFail",
        payment_behavior="allow_incomplete",
    )
    return people
