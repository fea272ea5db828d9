"""An object of each kind that a route can name."""

from __future__ import annotations

from typing import Any

from members.services import checkout, coupons, plans
from members.tests import club, loading, till
from members.tests.examples import COUPON


def one_of_each(stripe: Any) -> dict[str, str]:
    """Ids by the names that routes give them. The membership is Anna Archer's, the payment Cora's."""
    customer_id = club.person("Anna Archer", "anna@example.org")
    subscription_id = club.membership(customer_id, club.plan("Senior"))
    payer_id = till.payer(stripe, "Cora", "cora@example.org")
    charge = stripe.client.v1.charges.retrieve(till.paid(stripe, customer_id=payer_id))
    coupon_id = stripe.client.v1.coupons.create(COUPON).id
    price_id = club.plan("Family")
    checkout.open_session(
        customer_id=club.person("Dora", "dora@example.org"), price_id=club.plan("Youth"), by=club.BY
    )
    return {
        "customer_id": customer_id,
        "subscription_id": subscription_id,
        "invoice_id": till.billed(customer_id),
        "charge_id": charge.id,
        "payment_intent_id": charge.payment_intent,
        "coupon_id": coupon_id,
        "promotion_code_id": coupons.create_code(coupon_id=coupon_id, code="A", by=club.BY).data["id"],
        "session_id": stripe.client.v1.checkout.sessions.list().data[0].id,
        "price_id": price_id,
        "product_id": stripe.client.v1.prices.retrieve(price_id).product,
        "move_id": str(plans.change_amount(price_id=price_id, amount_cents=1, members="stay", by=club.BY).pk),
        "batch_id": str(loading.plan(loading.sheet(loading.someone())).pk),
    }
