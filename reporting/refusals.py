"""Stripe's refusals by name: its code, or its words where it gives no code, and our error for it.

Source: https://docs.stripe.com/error-codes
"""

from __future__ import annotations

import re

from cogento import errors

BY_CODE: dict[str, type[errors.StripeError]] = {
    "amount_too_large": errors.AmountTooLarge,
    "amount_too_small": errors.AmountTooSmall,
    "authentication_required": errors.AuthenticationNeeded,
    "balance_insufficient": errors.ClubBalanceTooLow,
    "charge_already_refunded": errors.AlreadyRefunded,
    "charge_disputed": errors.PaymentDisputed,
    "charge_exceeds_transaction_limit": errors.AmountTooLarge,
    "charge_not_refundable": errors.PaymentNotRefundable,
    "coupon_expired": errors.CouponExpired,
    "customer_max_subscriptions": errors.TooManySubscriptions,
    "email_invalid": errors.EmailRefused,
    "expired_card": errors.CardExpired,
    "insufficient_funds": errors.InsufficientFunds,
    "invalid_charge_amount": errors.AmountTooSmall,
    "invoice_not_editable": errors.InvoiceFinal,
    "invoice_payment_intent_requires_action": errors.AuthenticationNeeded,
    "payment_intent_authentication_failure": errors.AuthenticationNeeded,
    "payment_intent_unexpected_state": errors.PaymentStateChanged,
    "promotion_code_expired": errors.CouponExpired,
    "refund_disputed_payment": errors.PaymentDisputed,
    "resource_already_exists": errors.NameTaken,
}
BY_WORDS: tuple[tuple[str, type[errors.StripeError]], ...] = (
    (r"invalid currency", errors.CurrencyUnknown),
    (r"combine currencies", errors.CurrencyMismatch),
    (r"currency .*(does not match|different|must match)", errors.CurrencyMismatch),
    (r"invoice is already paid", errors.InvoiceAlreadyPaid),
    (r"invoice is void|status is void", errors.InvoiceVoided),
    (r"status is paid", errors.InvoiceAlreadyPaid),
    (r"only manually send an invoice", errors.InvoiceNotSent),
    (r"greater than (unrefunded amount|charge amount)", errors.RefundTooLarge),
    (r"cannot be refunded|successful charge to refund", errors.PaymentNotRefundable),
    (r"promotion code.*(not active|expired|another customer|cannot be redeemed)", errors.CouponExpired),
    (r"promotion code .* already exists", errors.NameTaken),
    (r"coupon .*(expired|cannot be applied|max_redemptions)", errors.CouponExpired),
)


def named(*codes: str | None, said: str) -> errors.StripeError | None:
    """Our error for the first code that has one, else for Stripe's words; None where there is neither."""
    for code in codes:
        if code in BY_CODE:
            return BY_CODE[code]()
    for words, ours in BY_WORDS:
        if re.search(words, said, re.IGNORECASE):
            return ours()
    return None
