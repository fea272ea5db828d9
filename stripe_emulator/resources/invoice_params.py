"""The parameters of invoices.

Source: https://docs.stripe.com/api/invoices/create, …/update, …/list, …/pay
"""

from __future__ import annotations

from ..lists import LIST
from ..metadata import metadata
from ..params import (
    array,
    automatic_tax,
    boolean,
    custom_fields,
    date_range,
    discounts_param,
    enum,
    idle,
    integer,
    required,
    text,
    timestamp,
)

COLLECTION = enum("charge_automatically", "send_invoice")
FIELDS = {
    "account_tax_ids": idle(),
    "application_fee_amount": idle(),
    "auto_advance": boolean(),
    "automatic_tax": automatic_tax(),
    "automatically_finalizes_at": timestamp(),
    "collection_method": COLLECTION,
    "custom_fields": custom_fields(),
    "days_until_due": integer(minimum=0),
    "default_payment_method": text(),
    "default_source": idle(text()),
    "default_tax_rates": array(text()),
    "description": text(limit=1500),
    "discounts": discounts_param(),
    "due_date": timestamp(),
    "effective_at": timestamp(),
    "footer": text(),
    "issuer": idle(),
    "metadata": metadata(),
    "number": text(limit=26),
    "on_behalf_of": idle(text()),
    "payment_settings": idle(),
    "rendering": idle(),
    "shipping_cost": idle(),
    "shipping_details": idle(),
    "statement_descriptor": text(limit=22),
    "transfer_data": idle(),
}
CREATE = {
    **FIELDS,
    "currency": text(clear=False),
    "customer": required(text(clear=False)),
    "from_invoice": idle(),
    "pending_invoice_items_behavior": enum("exclude", "include"),
    "subscription": text(clear=False),
}
INDEX = {
    **LIST,
    "collection_method": COLLECTION,
    "customer": text(),
    "due_date": date_range(),
    "status": enum("draft", "open", "paid", "uncollectible", "void"),
    "subscription": text(),
}
PAY = {
    "forgive": boolean(),
    "mandate": text(),
    "off_session": boolean(),
    "paid_out_of_band": boolean(),
    "payment_method": text(clear=False),
    "source": text(),
}
