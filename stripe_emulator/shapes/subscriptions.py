"""Subscriptions and their items: every key with its default, and how prices are put into them."""

from __future__ import annotations

from typing import Any

from ..lists import embedded
from ..state import State
from ..store import Object

PAYMENT_SETTINGS = {
    "payment_method_options": None,
    "payment_method_types": None,
    "save_default_payment_method": "off",
}
INVOICE_SETTINGS = {
    "account_tax_ids": None,
    "custom_fields": None,
    "description": None,
    "footer": None,
    "issuer": {"type": "self"},
}


def shown_settings(given: Object) -> Object:
    """Of `invoice_settings` what is printed on invoices."""
    settings = given.get("invoice_settings") or {}
    return {key: settings[key] for key in ("custom_fields", "description", "footer") if key in settings}


def billing_mode(given: Object | None = None) -> Object:
    """Flexible, unless something else was asked for.

    Source: https://docs.stripe.com/changelog/clover/2025-09-30/billing-mode-default-flexible
    """
    kind = (given or {}).get("type", "flexible")
    flexible = {"proration_discounts": "included", **((given or {}).get("flexible") or {})}
    return {"flexible": flexible if kind == "flexible" else None, "type": kind}


def subscription_shape(state: State, **fields: Any) -> Object:
    return {
        "id": state.new_id("sub"),
        "object": "subscription",
        "application": None,
        "application_fee_percent": None,
        "automatic_tax": {"disabled_reason": None, "enabled": False, "liability": None},
        "billing_cycle_anchor": state.now(),
        "billing_cycle_anchor_config": None,
        "billing_mode": billing_mode(),
        "billing_schedules": [],
        "billing_thresholds": None,
        "cancel_at": None,
        "cancel_at_period_end": False,
        "canceled_at": None,
        "cancellation_details": {"comment": None, "feedback": None, "reason": None},
        "collection_method": "charge_automatically",
        "created": state.now(),
        "currency": "usd",
        "customer": None,
        "customer_account": None,
        "days_until_due": None,
        "default_payment_method": None,
        "default_source": None,
        "default_tax_rates": [],
        "description": None,
        "discounts": [],
        "ended_at": None,
        "invoice_settings": INVOICE_SETTINGS,
        "items": [],
        "latest_invoice": None,
        "livemode": False,
        "managed_payments": {"enabled": False},
        "metadata": {},
        "next_pending_invoice_item_invoice": None,
        "on_behalf_of": None,
        "pause_collection": None,
        "payment_settings": PAYMENT_SETTINGS,
        "pending_invoice_item_interval": None,
        "pending_setup_intent": None,
        "pending_update": None,
        "schedule": None,
        "start_date": state.now(),
        "status": "active",
        "test_clock": None,
        "transfer_data": None,
        "trial_end": None,
        "trial_settings": {"end_behavior": {"missing_payment_method": "create_invoice"}},
        "trial_start": None,
        **fields,
    }


def item_shape(state: State, **fields: Any) -> Object:
    return {
        "id": state.new_id("si", 14),
        "object": "subscription_item",
        "billing_thresholds": None,
        "created": state.now(),
        "current_period_end": state.now(),
        "current_period_start": state.now(),
        "discounts": [],
        "metadata": {},
        "price": None,
        "quantity": 1,
        "subscription": None,
        "tax_rates": [],
        **fields,
    }


def shown_item(state: State, item: Object) -> Object:
    """With its price, and the plan that older code still reads."""
    price = state.store.objects[item["price"]]
    rates = [state.store.objects[id] for id in item["tax_rates"]]
    return {**item, "plan": plan_of(price), "price": price, "tax_rates": rates}


def shown_subscription(state: State, obj: Object) -> Object:
    items = [shown_item(state, item) for item in obj["items"]]
    listed = embedded(f"/v1/subscription_items?subscription={obj['id']}", items, total_count=len(items))
    rates = [state.store.objects[id] for id in obj["default_tax_rates"]]
    return {**obj, "items": listed, "default_tax_rates": rates}


def plan_of(price: Object) -> Object:
    recurring = price["recurring"] or {"interval": "month", "interval_count": 1, "usage_type": "licensed"}
    return {
        "id": price["id"],
        "object": "plan",
        "active": price["active"],
        "amount": price["unit_amount"],
        "amount_decimal": price["unit_amount_decimal"],
        "billing_scheme": "per_unit",
        "created": price["created"],
        "currency": price["currency"],
        "interval": recurring["interval"],
        "interval_count": recurring["interval_count"],
        "livemode": False,
        "metadata": price["metadata"],
        "meter": None,
        "nickname": price["nickname"],
        "product": price["product"],
        "tiers_mode": None,
        "transform_usage": None,
        "trial_period_days": recurring.get("trial_period_days"),
        "usage_type": recurring["usage_type"],
    }
