"""The parameters of subscriptions.

Source: https://docs.stripe.com/api/subscriptions/create, …/update, …/list
"""

from __future__ import annotations

from ..billing import items
from ..lists import LIST
from ..metadata import metadata
from ..params import (
    array,
    automatic_tax,
    boolean,
    clearable,
    custom_fields,
    date_range,
    discounts_param,
    enum,
    idle,
    integer,
    record,
    required,
    text,
    timestamp,
)
from . import invoice_items

PRORATION = enum("always_invoice", "create_prorations", "none")
BEHAVIOR = enum("allow_incomplete", "default_incomplete", "error_if_incomplete", "pending_if_incomplete")
FEEDBACK = enum(
    "customer_service", "low_quality", "missing_features", "other", "switched_service", "too_complex",
    "too_expensive", "unused",
)  # fmt: skip
FLEXIBLE = record({"proration_discounts": enum("included", "itemized")})
MODE = record({"flexible": FLEXIBLE, "type": required(enum("classic", "flexible"))})
ANCHOR = record(
    {
        "day_of_month": required(integer(minimum=1, maximum=31)),
        "hour": integer(minimum=0, maximum=23),
        "minute": integer(minimum=0, maximum=59),
        "month": integer(minimum=1, maximum=12),
        "second": integer(minimum=0, maximum=59),
    }
)
DETAILS = record({"comment": text(), "feedback": clearable(FEEDBACK)})
FIELDS = {
    "application_fee_percent": idle(),
    "automatic_tax": automatic_tax(),
    "billing_thresholds": idle(),
    "cancel_at": clearable(timestamp("max_billed_until", "max_period_end", "min_period_end")),
    "cancel_at_period_end": boolean(),
    "collection_method": enum("charge_automatically", "send_invoice"),
    "days_until_due": integer(minimum=0),
    "default_payment_method": text(),
    "default_source": idle(text()),
    "default_tax_rates": array(text()),
    "description": text(limit=500),
    "discounts": discounts_param(),
    "invoice_settings": record(
        {
            "account_tax_ids": idle(),
            "custom_fields": custom_fields(),
            "description": text(),
            "footer": text(),
            "issuer": idle(),
        }
    ),
    "metadata": metadata(),
    "off_session": boolean(),
    "on_behalf_of": idle(text()),
    "payment_behavior": BEHAVIOR,
    "payment_settings": record(
        {
            "payment_method_options": idle(),
            "payment_method_types": clearable(array(text())),
            "save_default_payment_method": enum("off", "on_subscription"),
        }
    ),
    "pending_invoice_item_interval": idle(),
    "proration_behavior": PRORATION,
    "transfer_data": idle(),
    "trial_end": timestamp("now"),
    "trial_from_plan": idle(boolean()),
    "trial_settings": record(
        {
            "end_behavior": required(
                record({"missing_payment_method": required(enum("cancel", "create_invoice", "pause"))})
            )
        }
    ),
}
ADDED = record(
    {
        "discounts": discounts_param(),
        "metadata": metadata(),
        "period": idle(),
        "price": text(clear=False),
        "price_data": invoice_items.FIELDS["price_data"],
        "quantity": integer(minimum=0),
        "tax_rates": array(text()),
    }
)
CREATE = {
    **FIELDS,
    "add_invoice_items": array(ADDED),
    "backdate_start_date": timestamp(),
    "billing_cycle_anchor": timestamp(),
    "billing_cycle_anchor_config": ANCHOR,
    "billing_mode": MODE,
    "billing_schedules": idle(),
    "currency": text(clear=False),
    "customer": required(text(clear=False)),
    "items": required(array(record(items.NEW_ITEM))),
    "trial_period_days": integer(minimum=0),
}
UPDATE = {
    **FIELDS,
    "add_invoice_items": array(ADDED),
    "billing_cycle_anchor": enum("now", "unchanged"),
    "billing_schedules": idle(),
    "cancellation_details": DETAILS,
    "items": array(record(items.CHANGED_ITEM)),
    "pause_collection": clearable(
        record(
            {
                "behavior": required(enum("keep_as_draft", "mark_uncollectible", "void")),
                "resumes_at": timestamp(),
            }
        )
    ),
    "proration_date": timestamp(),
}
STATUSES = (
    "active", "all", "canceled", "ended", "incomplete", "incomplete_expired", "past_due", "paused",
    "trialing",
    "unpaid",
)  # fmt: skip
INDEX = {
    **LIST,
    "automatic_tax": record({"enabled": required(boolean())}),
    "collection_method": enum("charge_automatically", "send_invoice"),
    "current_period_end": date_range(),
    "current_period_start": date_range(),
    "customer": text(),
    "plan": text(),
    "price": text(),
    "status": enum(*STATUSES),
    "test_clock": text(),
}
