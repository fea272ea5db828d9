"""Stripe's words and numbers as a membership secretary says them."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.utils import formats, timezone

from members.money import money, price

__all__ = ["action", "day", "in_stripe", "method", "money", "price", "status"]

STATUSES = {
    "active": ("Active", "success"),
    "trialing": ("On trial", "info"),
    "past_due": ("Past due", "danger"),
    "paused": ("Paused", "warning"),
    "unpaid": ("Unpaid", "danger"),
    "incomplete": ("Payment not finished", "warning"),
    "canceled": ("Ended", ""),
    "incomplete_expired": ("Never paid", ""),
    "none": ("No membership", ""),
}
INVOICES = {
    "paid": ("Paid", "success"),
    "open": ("Open", "warning"),
    "uncollectible": ("Written off", "danger"),
    "void": ("Void", ""),
    "draft": ("Draft", ""),
}
PAYMENTS = {
    "succeeded": ("Paid", "success"),
    "pending": ("Pending", "warning"),
    "failed": ("Failed", "danger"),
}

DISPUTES = {
    "needs_response": "Disputed with the bank: answer it in Stripe, or the money is lost",
    "under_review": "Disputed with the bank, which is deciding",
    "won": "Was disputed with the bank; the club kept the money",
    "lost": "Was disputed with the bank; the money went back",
    "prevented": "Was disputed with the bank, and settled before it began",
}
DETAILS = {"name": "Name", "email": "Email", "phone": "Phone", "address": "Address"}

ACTIONS = {
    "request.complete": "Taken up again after it was cut off",
    "customer.create": "Person added",
    "customer.update": "Details changed",
    "customer.metadata": "Club's fields changed",
    "customer.delete": "Person deleted",
    "subscription.start": "Membership started",
    "subscription.cancel": "Membership ended, or to end",
    "subscription.resume": "Membership taken up again",
    "subscription.change": "Plan changed, or to change",
    "subscription.pause": "Payments paused",
    "subscription.move_renewal": "Renewal date moved",
    "subscription.metadata": "Membership's fields changed",
    "checkout.open": "Payment page opened",
    "portal.open": "Billing page opened",
    "customer.merge": "Two records merged",
    "refund.create": "Payment refunded",
    "import.confirm": "Import started",
    "import.cancel": "Import stopped",
    "field.define": "Field defined",
    "field.delete": "Field deleted",
    "product.create": "Plan made",
    "plan.create": "Plan made",
    "plan.change": "Plan changed",
    "plan.archive": "Plan archived",
    "plan.restore": "Plan offered again",
    "plan.amount": "New amount of a plan",
    "price.name": "Price named",
    "price.archive": "Price archived",
    "self_service.choose": "What members may do changed",
    "price.create": "Price made",
    "coupon.create": "Coupon made",
    "coupon.delete": "Coupon deleted",
    "promotion_code.create": "Promotion code made",
    "promotion_code.switch": "Promotion code changed",
    "subscription.discount": "Discount given",
    "credit.give": "Credit given",
    "invoice.create": "Invoice made",
    "invoice.send": "Invoice sent",
    "invoice.pay": "Invoice paid",
    "invoice.void": "Invoice voided",
    "payment.charge": "Payment taken",
    "payment.declined": "Payment failed",
    "webhook_endpoint.create": "Webhook endpoint made",
    "webhook_endpoint.update": "Webhook endpoint mended",
    "role.grant": "Role granted",
    "role.revoke": "Role revoked",
    "passkey.add": "Passkey added",
    "passkey.remove": "Passkey removed",
}

# What Stripe's events tell of, done by somebody else or by Stripe itself.
EVENTS = {
    "customer.created": "Person added",
    "customer.updated": "Details changed",
    "customer.deleted": "Person deleted",
    "customer.subscription.created": "Membership started",
    "customer.subscription.updated": "Membership changed",
    "customer.subscription.deleted": "Membership ended",
    "customer.subscription.paused": "Membership paused",
    "customer.subscription.resumed": "Membership taken up again",
    "payment_method.attached": "Way to pay added",
    "payment_method.detached": "Way to pay removed",
    "invoice.created": "Invoice made",
    "invoice.paid": "Invoice paid",
    "invoice.voided": "Invoice voided",
    "invoice.marked_uncollectible": "Invoice written off",
    "invoice.payment_failed": "Payment failed",
    "charge.refunded": "Money paid back",
    "credit_note.created": "Credit note made",
    "credit_note.voided": "Credit note voided",
    "charge.dispute.created": "Payment disputed",
    "charge.dispute.closed": "Dispute ended",
    "product.created": "Plan made",
    "product.updated": "Plan changed",
    "product.deleted": "Plan deleted",
    "price.created": "Price made",
    "price.updated": "Price changed",
    "price.deleted": "Price deleted",
    "coupon.created": "Coupon made",
    "coupon.updated": "Coupon changed",
    "coupon.deleted": "Coupon deleted",
    "promotion_code.created": "Promotion code made",
    "promotion_code.updated": "Promotion code changed",
}


def action(value: str) -> str:
    """What was done, as the audit trail says it."""
    return ACTIONS.get(value) or EVENTS.get(value) or re.sub("[._]", " ", value).capitalize()


def status(value: str) -> tuple[str, str]:
    """The text and the colour of a badge."""
    return STATUSES.get(value, (value.replace("_", " ").capitalize(), ""))


def dispute(status: str) -> str:
    """How a dispute stands. Source: https://docs.stripe.com/api/disputes/object#dispute_object-status"""
    if status.startswith("warning_"):
        return "The bank has asked about this payment: see it in Stripe"
    return DISPUTES.get(status, "Disputed with the bank: Stripe says how it stands")


def day(moment: datetime | date | int | None) -> str:
    if moment is None or moment == "":
        return ""
    if isinstance(moment, int):
        moment = datetime.fromtimestamp(moment, tz=timezone.get_default_timezone())
    if isinstance(moment, datetime):
        moment = timezone.localtime(moment)
    return formats.date_format(moment, "j M Y")


def paid_outside(metadata: dict[str, str]) -> str:
    """How an invoice was paid, where somebody marked it: By cheque, 31 Jan 2026, No 17."""
    how = metadata.get("paid_by", "").replace("_", " ")
    rest = [metadata.get("paid_date"), metadata.get("paid_reference")]
    return ", ".join([f"Paid by {how}", *filter(None, rest)]) if how else ""


def coupon(data: dict[str, Any]) -> str:
    """What a coupon takes off, and for how long: Student, 50 % off for 3 months."""
    percent = data.get("percent_off")
    off = f"{percent:g} %" if percent else money(data.get("amount_off"), data.get("currency") or "")
    months = data.get("duration_in_months")
    lasts = {"once": "the next invoice", "forever": "every invoice"}.get(
        data["duration"], f"invoices for {months} month{'' if months == 1 else 's'}"
    )
    return f"{data.get('name') or data['id']}, {off} off {lasts}"


def in_stripe(path: str) -> str:
    """A page of Stripe's dashboard."""
    mode = "" if settings.STRIPE_LIVE_MODE else "test/"
    return f"https://dashboard.stripe.com/{mode}{path}"


def method(charge: dict[str, Any]) -> str:
    """How somebody paid: Visa •••• 4242."""
    details = charge.get("payment_method_details") or {}
    card = details.get("card") or {}
    if card.get("last4"):
        return f"{(card.get('brand') or 'card').capitalize()} •••• {card['last4']}"
    return (details.get("type") or "").replace("_", " ").capitalize()
