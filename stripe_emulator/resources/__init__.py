"""One file for each resource, in the order of Stripe's reference; importing one adds its routes."""

from . import (  # noqa: F401
    account,
    balance_transactions,
    billing_portal,
    charges,
    checkout_sessions,
    customers,
    events,
    invoice_items,
    invoice_payments,
    invoices,
    payment_intents,
    payment_methods,
    payment_pages,
    prices,
    products,
    refunds,
    setup_intents,
    subscription_items,
    subscriptions,
    webhook_endpoints,
)
