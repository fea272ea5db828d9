"""Asking Stripe about an address that the mirror does not know: somebody may have joined a second ago."""

from __future__ import annotations

from members import gateway
from reporting import mirror


def bring_in(email: str) -> bool:
    """Take Stripe's Customers on this address into the mirror, memberships and all; False if there are none.

    Stripe compares upper and lower case, so one with capitals in it is only found by its webhook.

    Raises:
        StripeError: Stripe cannot be asked.
        DatabaseError: the reporting database is away.
    """
    customers = gateway.list_customers_by_email(email=email).data["data"]
    for customer in customers:
        mirror.refresh("customer", customer["id"])
        for subscription in gateway.list_subscriptions(customer_id=customer["id"]).data["data"]:
            mirror.refresh("subscription", subscription["id"])
    return bool(customers)
