"""The parameters of checkout sessions.

Source: https://docs.stripe.com/api/checkout/sessions/create, …/list
"""

from __future__ import annotations

from ..lists import LIST
from ..metadata import metadata
from ..params import (
    array,
    automatic_tax,
    boolean,
    clearable,
    email,
    enum,
    idle,
    integer,
    record,
    required,
    text,
    timestamp,
    url,
)
from .subscription_params import MODE, PRORATION

PRICE_DATA = record(
    {
        "currency": required(text(clear=False)),
        "product": text(clear=False),
        "product_data": idle(),
        "recurring": record({"interval": required(text()), "interval_count": integer(minimum=1)}),
        "tax_behavior": text(),
        "unit_amount": integer(minimum=0),
        "unit_amount_decimal": text(),
    }
)
LINE_ITEM = record(
    {
        "adjustable_quantity": idle(),
        "metadata": metadata(),
        "price": text(clear=False),
        "price_data": PRICE_DATA,
        "quantity": integer(minimum=0),
        "tax_rates": idle(),
    }
)
SUBSCRIPTION_DATA = record(
    {
        "application_fee_percent": idle(),
        "billing_cycle_anchor": timestamp(),
        "billing_mode": MODE,
        "default_tax_rates": idle(),
        "description": text(),
        "invoice_settings": idle(),
        "metadata": metadata(),
        "on_behalf_of": text(),
        "proration_behavior": PRORATION,
        "transfer_data": idle(),
        "trial_end": timestamp(),
        "trial_period_days": integer(minimum=1),
        "trial_settings": idle(),
    }
)
INTENT_DATA = record(
    {
        "capture_method": text(),
        "description": text(),
        "metadata": metadata(),
        "receipt_email": email(),
        "setup_future_usage": enum("off_session", "on_session"),
        "shipping": idle(),
        "statement_descriptor": text(),
        "statement_descriptor_suffix": text(),
        "transfer_group": text(),
    }
)
TAKEN = ("adaptive_pricing", "after_expiration", "branding_settings",
         "custom_fields", "invoice_creation", "name_collection", "optional_items",
         "payment_method_data", "payment_method_options", "permissions",
         "saved_payment_method_options", "shipping_address_collection", "shipping_options",
         "tax_id_collection",
         "wallet_options", "excluded_payment_method_types")  # fmt: skip
MESSAGE = clearable(record({"message": required(text(limit=1200, clear=False))}))
CUSTOM_TEXT = record(
    {
        "after_submit": MESSAGE,
        "shipping_address": MESSAGE,
        "submit": MESSAGE,
        "terms_of_service_acceptance": MESSAGE,
    }
)
CONSENT = record(
    {
        "payment_method_reuse_agreement": record({"position": required(enum("auto", "hidden"))}),
        "promotions": enum("auto", "none"),
        "terms_of_service": enum("none", "required"),
    }
)
CREATE = {
    **{name: idle() for name in TAKEN},
    "automatic_tax": automatic_tax(),
    "allow_promotion_codes": boolean(),
    "billing_address_collection": enum("auto", "required"),
    "cancel_url": url(),
    "client_reference_id": text(limit=200),
    "consent_collection": CONSENT,
    "currency": text(clear=False),
    "custom_text": CUSTOM_TEXT,
    "customer": text(clear=False),
    "customer_creation": enum("always", "if_required"),
    "customer_email": email(),
    "customer_update": idle(),
    "discounts": array(record({"coupon": text(clear=False), "promotion_code": text(clear=False)})),
    "expires_at": timestamp(),
    "line_items": array(LINE_ITEM),
    "locale": text(),
    "metadata": metadata(),
    "mode": required(enum("payment", "setup", "subscription")),
    "origin_context": text(),
    "payment_intent_data": INTENT_DATA,
    "payment_method_collection": enum("always", "if_required"),
    "payment_method_configuration": text(),
    "payment_method_types": array(text()),
    "phone_number_collection": record({"enabled": required(boolean())}),
    "redirect_on_completion": text(),
    "return_url": url(),
    "setup_intent_data": record({"description": text(), "metadata": metadata(), "on_behalf_of": text()}),
    "submit_type": enum("auto", "book", "donate", "pay", "subscribe"),
    "subscription_data": SUBSCRIPTION_DATA,
    "success_url": url(),
    "ui_mode": enum("hosted_page", "embedded_page", "elements", "hosted", "embedded", "custom", "form"),
}
INDEX = {
    **LIST,
    "customer": text(),
    "customer_details": record({"email": required(text())}),
    "payment_intent": text(),
    "status": enum("complete", "expired", "open"),
    "subscription": text(),
}
