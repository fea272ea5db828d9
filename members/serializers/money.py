"""Bodies of refunds, payments, invoices and credit. Amounts are in minor units, with their currency."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from members.serializers.strict import StrictSerializer, StripeIdField, StripeTimeField, example
from members.services.invoices import LONGEST_REFERENCE

MOST = 99_999_999  # Stripe's, of most currencies
CURRENCY = r"^[A-Za-z]{3}$"


def amount_field(**more: Any) -> serializers.IntegerField:
    return serializers.IntegerField(min_value=1, max_value=MOST, help_text="In minor units.", **more)


def currency_field(**more: Any) -> serializers.RegexField:
    text = "Such as gbp. Without it, the currency in which this person pays already."
    wrong = {"invalid": "Enter the three letters of a currency, such as gbp."}
    return serializers.RegexField(
        CURRENCY, **{"required": False, "help_text": text, "error_messages": wrong, **more}
    )


@example("Half of it", {"charge_id": "ch_3Q", "amount_cents": 1250, "reason": "requested_by_customer"})
class RefundOrder(StrictSerializer):
    charge_id = StripeIdField(required=False, help_text="What to refund: ch_…, or one of the other two.")
    payment_intent_id = StripeIdField(required=False, help_text="pi_…")
    invoice_id = StripeIdField(required=False, help_text="in_… that was paid through Stripe.")
    amount_cents = amount_field(required=False)
    reason = serializers.ChoiceField(["requested_by_customer", "duplicate", "fraudulent"], required=False)


@example(
    "Refunded",
    {
        "id": "re_3Q",
        "charge_id": "ch_3Q",
        "payment_intent_id": "pi_3Q",
        "amount_cents": 1250,
        "currency": "gbp",
        "reason": "requested_by_customer",
        "status": "succeeded",
        "created_at": "2026-03-01T12:00:00Z",
    },
    answer=True,
)
class StripeRefund(serializers.Serializer):
    id = serializers.CharField()
    charge_id = serializers.CharField(source="charge")
    payment_intent_id = serializers.CharField(source="payment_intent", allow_null=True)
    amount_cents = serializers.IntegerField(source="amount")
    currency = serializers.CharField()
    reason = serializers.CharField(allow_null=True)
    status = serializers.CharField(help_text="succeeded, or pending, requires_action, failed, canceled.")
    created_at = StripeTimeField(source="created")


@example(
    "Court fee", {"customer_id": "cus_Q", "amount_cents": 800, "currency": "gbp", "description": "Court fee"}
)
class PaymentOrder(StrictSerializer):
    customer_id = StripeIdField()
    amount_cents = amount_field()
    currency = currency_field()
    description = serializers.CharField(max_length=500, help_text="What is paid for; the member reads it.")
    payment_method_id = StripeIdField(required=False, help_text="pm_… of theirs. Without it, the default.")


@example(
    "Paid",
    {
        "id": "pi_3Q",
        "customer_id": "cus_Q",
        "status": "succeeded",
        "amount_cents": 800,
        "amount_received_cents": 800,
        "currency": "gbp",
        "description": "Court fee",
        "charge_id": "ch_3Q",
        "failure_message": "",
        "created_at": "2026-03-01T12:00:00Z",
    },
    answer=True,
)
class StripePayment(serializers.Serializer):
    """A PaymentIntent as Stripe has it now."""

    id = serializers.CharField()
    customer_id = serializers.CharField(source="customer", allow_null=True)
    status = serializers.CharField(help_text="Stripe's; succeeded and canceled are final.")
    amount_cents = serializers.IntegerField(source="amount")
    amount_received_cents = serializers.IntegerField(source="amount_received")
    currency = serializers.CharField()
    description = serializers.CharField(allow_null=True)
    charge_id = serializers.CharField(source="latest_charge", allow_null=True)
    failure_message = serializers.SerializerMethodField(help_text="Why the latest try failed, or empty.")
    created_at = StripeTimeField(source="created")

    def get_failure_message(self, data: dict[str, Any]) -> str:
        return (data.get("last_payment_error") or {}).get("message") or ""


class InvoiceLine(StrictSerializer):
    description = serializers.CharField(max_length=500)
    amount_cents = amount_field()


@example(
    "Guest fees",
    {
        "customer_id": "cus_Q",
        "currency": "gbp",
        "lines": [{"description": "Two guests, 28 February", "amount_cents": 1600}],
        "days_until_due": 14,
    },
)
class InvoiceOrder(StrictSerializer):
    customer_id = StripeIdField()
    currency = currency_field()
    lines = serializers.ListField(child=InvoiceLine(), min_length=1, max_length=50)
    days_until_due = serializers.IntegerField(min_value=1, max_value=365, required=False)
    description = serializers.CharField(max_length=500, required=False, help_text="Printed on the invoice.")


@example("Bank transfer", {"method": "bank_transfer", "reference": "FT26060", "paid_date": "2026-03-01"})
class InvoicePaid(StrictSerializer):
    method = serializers.ChoiceField(["cash", "cheque", "bank_transfer"])
    reference = serializers.CharField(
        max_length=LONGEST_REFERENCE, required=False, allow_blank=True, help_text="Such as a cheque's number."
    )
    paid_date = serializers.DateField(required=False, help_text="Today where none is given.")


@example(
    "Open",
    {
        "id": "in_1Q",
        "customer_id": "cus_Q",
        "number": "ABCD-0001",
        "status": "open",
        "total_cents": 1600,
        "amount_due_cents": 1600,
        "amount_paid_cents": 0,
        "amount_remaining_cents": 1600,
        "currency": "gbp",
        "due_at": "2026-03-15T12:00:00Z",
        "hosted_invoice_url": "https://invoice.stripe.com/i/…",
        "metadata": {},
    },
    answer=True,
)
class StripeInvoice(serializers.Serializer):
    """An Invoice as Stripe answered with it."""

    id = serializers.CharField()
    customer_id = serializers.SerializerMethodField()
    number = serializers.CharField(allow_null=True)
    status = serializers.CharField()
    total_cents = serializers.IntegerField(source="total")
    amount_due_cents = serializers.IntegerField(source="amount_due")
    amount_paid_cents = serializers.IntegerField(source="amount_paid")
    amount_remaining_cents = serializers.IntegerField(source="amount_remaining")
    currency = serializers.CharField()
    due_at = StripeTimeField(source="due_date", allow_null=True)
    hosted_invoice_url = serializers.CharField(allow_null=True, help_text="Lets in whoever has it.")
    metadata = serializers.DictField(child=serializers.CharField())

    def get_customer_id(self, data: dict[str, Any]) -> str:
        customer = data["customer"]
        found: str = customer["id"] if isinstance(customer, dict) else customer
        return found


@example("Goodwill", {"amount_cents": 500, "currency": "gbp", "description": "Court closed in February"})
class CreditOrder(StrictSerializer):
    amount_cents = serializers.IntegerField(
        min_value=-MOST, max_value=MOST, help_text="In minor units; below zero takes credit back."
    )
    currency = currency_field()
    description = serializers.CharField(max_length=350)


@example(
    "Given",
    {
        "id": "cbtxn_1Q",
        "amount_cents": 500,
        "credit_after_cents": 500,
        "currency": "gbp",
        "type": "adjustment",
        "description": "Court closed in February",
        "invoice_id": None,
        "created_at": "2026-03-01T12:00:00Z",
    },
    answer=True,
)
class CreditEntry(serializers.Serializer):
    """One change of a Customer's credit. Stripe counts below zero what is credit here."""

    id = serializers.CharField()
    amount_cents = serializers.SerializerMethodField(help_text="Credit given; below zero: taken or used up.")
    credit_after_cents = serializers.SerializerMethodField(help_text="Below zero: owed.")
    currency = serializers.CharField()
    type = serializers.CharField(help_text="Stripe's: adjustment, applied_to_invoice, credit_note, …")
    description = serializers.CharField(allow_null=True)
    invoice_id = serializers.CharField(source="invoice", allow_null=True)
    created_at = StripeTimeField(source="created")

    def get_amount_cents(self, data: dict[str, Any]) -> int:
        return -int(data["amount"])

    def get_credit_after_cents(self, data: dict[str, Any]) -> int:
        return -int(data["ending_balance"])


class CreditEntries(serializers.Serializer):
    results = CreditEntry(many=True)
    has_more = serializers.BooleanField()


class PageQuery(StrictSerializer):
    starting_after = StripeIdField(required=False, help_text="The last id of the page before.")
