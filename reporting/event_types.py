"""The events that the mirror lives on: every one that Stripe has of an object that is mirrored.

Source: https://docs.stripe.com/api/events/types
"""

_TYPES = {
    "account": "updated",
    "product": "created deleted updated",
    "price": "created deleted updated",
    "coupon": "created deleted updated",
    "promotion_code": "created updated",
    "customer": "created deleted updated",
    "customer.subscription": "created deleted paused pending_update_applied pending_update_expired resumed "
    "trial_will_end updated",
    "customer.tax_id": "created deleted updated",
    "subscription_schedule": "aborted canceled completed created expiring released updated",
    "payment_method": "attached automatically_updated detached updated",
    "setup_intent": "canceled created requires_action setup_failed succeeded",
    "payment_intent": "amount_capturable_updated canceled created partially_funded payment_failed processing "
    "requires_action succeeded",
    "charge": "captured expired failed pending refunded succeeded updated",
    "charge.dispute": "closed created funds_reinstated funds_withdrawn updated",
    "charge.refund": "updated",
    "refund": "created failed updated",
    "invoice": "created deleted finalization_failed finalized marked_uncollectible overdue overpaid paid "
    "payment_action_required payment_attempt_required payment_failed payment_succeeded sent updated voided "
    "will_be_due",
    "invoice_payment": "paid",
    "credit_note": "created updated voided",
    "checkout.session": "async_payment_failed async_payment_succeeded completed expired",
}
EVENT_TYPES = tuple(f"{name}.{what}" for name, happened in _TYPES.items() for what in happened.split())

# Of an invoice that does not exist yet, and that has no id or one that Stripe knows nothing of.
OF_NOTHING = "invoice.upcoming"
