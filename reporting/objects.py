"""What is mirrored: one entry for each of Stripe's objects. To mirror another, add an entry."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from djstripe import models

from reporting.models import CreditNote, InvoicePayment
from reporting.spec import Included, Mirrored, Nested

Data = dict[str, Any]


def _settle_invoice(data: Data) -> Data | None:
    """`amount_paid_off_stripe` is not in events: nothing if nothing was paid, else only Stripe knows."""
    if "amount_paid_off_stripe" in data:
        return data
    return None if data.get("amount_paid") else {**data, "amount_paid_off_stripe": 0}


ON_SUBSCRIPTION = "{}.subscription_id IS NOT NULL"

SPECS = (
    Mirrored("account", models.Account, "/v1/accounts", listed="/v1/account", single=True),
    Mirrored("product", models.Product, "/v1/products", chosen=True),
    Mirrored("price", models.Price, "/v1/prices"),
    # How often they were redeemed, and what follows from it and from time, Stripe changes without an event.
    Mirrored("coupon", models.Coupon, "/v1/coupons", silent=("times_redeemed", "valid"), chosen=True),
    Mirrored(
        "promotion_code", models.PromotionCode, "/v1/promotion_codes", silent=("times_redeemed", "active")
    ),
    Mirrored(
        "customer",
        models.Customer,
        "/v1/customers",
        member="id",
        nested=(Nested("discount", models.Discount, belongs=f"NOT {ON_SUBSCRIPTION}"),),
        includes=(Included("tax_ids", "tax_id", many=True, die=True),),
        silent=("next_invoice_sequence",),
        on_clocks=True,
    ),
    Mirrored("tax_id", models.TaxId, "/v1/tax_ids", within="customer", deletion="customer.tax_id.deleted"),
    Mirrored(
        "payment_method",
        models.PaymentMethod,
        "/v1/payment_methods",
        # One that was detached can never be used again, and Stripe does not list it.
        keeps=lambda data: bool(data.get("customer")),
        dated=False,
    ),
    Mirrored(
        "subscription",
        models.Subscription,
        "/v1/subscriptions",
        params={"status": "all"},
        expand=("discounts",),
        nested=(
            Nested("items.data", models.SubscriptionItem),
            Nested("discounts", models.Discount, known=True, belongs=ON_SUBSCRIPTION),
        ),
        member="customer",
        on_clocks=True,
    ),
    Mirrored("subscription_schedule", models.SubscriptionSchedule, "/v1/subscription_schedules"),
    Mirrored("setup_intent", models.SetupIntent, "/v1/setup_intents"),
    Mirrored("payment_intent", models.PaymentIntent, "/v1/payment_intents"),
    Mirrored(
        "balance_transaction",
        models.BalanceTransaction,
        "/v1/balance_transactions",
        within="charge",
        silent=("status",),
        late=True,
    ),
    Mirrored(
        "charge",
        models.Charge,
        "/v1/charges",
        includes=(
            Included("balance_transaction", "balance_transaction"),
            Included("refunds", "refund", many=True),
        ),
        silent=("disputed",),
    ),
    Mirrored(
        "refund",
        models.Refund,
        "/v1/refunds",
        within="charge",
        includes=(Included("balance_transaction", "balance_transaction"),),
        keeps=lambda data: bool(data.get("charge")),
    ),
    Mirrored("dispute", models.Dispute, "/v1/disputes"),
    Mirrored(
        "invoice",
        models.Invoice,
        "/v1/invoices",
        nested=(Nested("lines.data", models.LineItem),),
        includes=(Included("payments", "invoice_payment", many=True),),
        member="customer",
        silent=("webhooks_delivered_at",),
        settles=_settle_invoice,
    ),
    Mirrored(
        "invoice_payment",
        InvoicePayment,
        "/v1/invoice_payments",
        within="invoice",
        # Until it is paid, no event tells of it.
        keeps=lambda data: data.get("status") == "paid",
    ),
    Mirrored("credit_note", CreditNote, "/v1/credit_notes"),
    Mirrored(
        "checkout.session",
        models.Session,
        "/v1/checkout/sessions",
        # No event says that one was opened.
        keeps=lambda data: data.get("status") != "open",
    ),
)
MIRRORED = {spec.name: spec for spec in SPECS}


def chosen(names: Iterable[str]) -> list[Mirrored]:
    """Objects by Stripe's or dj-stripe's name for them, all if none is named.

    Raises:
        ValueError: one is not mirrored.
    """
    known = {name: spec for spec in SPECS for name in (spec.name, spec.model.__name__.lower())}
    wanted = [(name, name.lower().removeprefix("djstripe.")) for name in names]
    for given, name in wanted:
        if name not in known:
            listed = ", ".join(spec.model.__name__ for spec in SPECS)
            raise ValueError(f"{given} is not mirrored. Choose from: {listed}.")
    return list(dict.fromkeys(known[name] for _, name in wanted)) or list(SPECS)


# Invoice items are not mirrored: Stripe sends no event when an invoice takes one up, so their rows could not
# be kept exact. What they say stands on the invoices' lines.

# Where an object names another in another place than in a field of the column's own name.
PLACES: dict[tuple[type, str], tuple[str, ...]] = {
    (models.Customer, "default_payment_method"): ("invoice_settings.default_payment_method",),
    (models.Invoice, "subscription"): ("parent.subscription_details.subscription",),
    (models.LineItem, "subscription"): (
        "parent.subscription_item_details.subscription",
        "parent.invoice_item_details.subscription",
    ),
    (models.LineItem, "subscription_item"): ("parent.subscription_item_details.subscription_item",),
    (models.LineItem, "invoice_item"): ("parent.invoice_item_details.invoice_item",),
    (models.Discount, "promotion_code"): ("promotion_code",),
    (models.BalanceTransaction, "source"): ("source",),
    (InvoicePayment, "invoice_id"): ("invoice",),
    (InvoicePayment, "payment_intent_id"): ("payment.payment_intent",),
    (InvoicePayment, "charge_id"): ("payment.charge",),
    (CreditNote, "invoice_id"): ("invoice",),
    (CreditNote, "customer_id"): ("customer",),
}

# In this order rows are written: whatever is looked up by another table's own key comes before it.
WRITING_ORDER = (
    models.Account,
    models.Product,
    models.Price,
    models.Coupon,
    models.PromotionCode,
    models.Customer,
    models.TaxId,
    models.PaymentMethod,
    models.Subscription,
    models.SubscriptionItem,
    models.Discount,
    models.SubscriptionSchedule,
    models.SetupIntent,
    models.PaymentIntent,
    models.BalanceTransaction,
    models.Charge,
    models.Refund,
    models.Dispute,
    models.Invoice,
    models.LineItem,
    InvoicePayment,
    CreditNote,
    models.Session,
)
