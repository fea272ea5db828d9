"""What can be searched for, by resource: `text` also by a part of it (`~`), `number` also by size (`>`).

Source: https://docs.stripe.com/search#query-fields-for-each-resource
"""

from __future__ import annotations

FIELDS: dict[str, dict[str, str]] = {
    "charge": {
        "amount": "number",
        "billing_details.address.postal_code": "token",
        "created": "number",
        "currency": "token",
        "customer": "token",
        "disputed": "token",
        "metadata": "token",
        "payment_method_details.card.brand": "token",
        "payment_method_details.card.exp_month": "token",
        "payment_method_details.card.exp_year": "token",
        "payment_method_details.card.fingerprint": "token",
        "payment_method_details.card.last4": "token",
        "refunded": "token",
        "status": "token",
    },
    "customer": {
        "created": "number",
        "email": "text",
        "metadata": "token",
        "name": "text",
        "phone": "text",
    },
    "invoice": {
        "created": "number",
        "currency": "token",
        "customer": "token",
        "last_finalization_error_code": "token",
        "last_finalization_error_type": "token",
        "metadata": "token",
        "number": "text",
        "receipt_number": "text",
        "status": "token",
        "subscription": "token",
        "total": "number",
    },
    "payment_intent": {
        "amount": "number",
        "created": "number",
        "currency": "token",
        "customer": "token",
        "metadata": "token",
        "status": "token",
    },
    "price": {
        "active": "token",
        "currency": "token",
        "lookup_key": "text",
        "metadata": "token",
        "product": "token",
        "type": "token",
    },
    "product": {
        "active": "token",
        "description": "text",
        "metadata": "token",
        "name": "text",
        "shippable": "token",
        "url": "text",
    },
    "subscription": {
        "canceled_at": "number",
        "created": "number",
        "metadata": "token",
        "status": "token",
    },
}
# Where the value is kept, if not under its name.
PLACES = {("invoice", "subscription"): "parent.subscription_details.subscription"}
