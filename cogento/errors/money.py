"""What Stripe refuses where money moves, as a treasurer would say it: see reporting/refusals.py."""

from __future__ import annotations

from rest_framework import status

from cogento.errors.base import CardDeclined, StripeError


class CurrencyMismatch(StripeError):
    status_code = status.HTTP_409_CONFLICT
    default_code = "currency_mismatch"
    default_detail = (
        "This person already pays in another currency, and Stripe keeps one currency for each person. Use "
        "that one, or add a second record for them."
    )


class CurrencyUnknown(StripeError):
    default_code = "currency_unknown"
    default_detail = "Stripe does not know this currency. Enter its three letters, such as gbp."


class AmountTooSmall(StripeError):
    default_code = "amount_too_small"
    default_detail = (
        "Stripe does not take so small an amount, because its fee would be more. Enter a larger one; "
        "about 0.50 is the least."
    )


class AmountTooLarge(StripeError):
    default_code = "amount_too_large"
    default_detail = "Stripe does not take so large an amount at once. Enter a smaller one."


class InvoiceAlreadyPaid(StripeError):
    status_code = status.HTTP_409_CONFLICT
    default_code = "invoice_already_paid"
    default_detail = "This invoice is paid already. To give the money back, refund its payment."


class InvoiceVoided(StripeError):
    status_code = status.HTTP_409_CONFLICT
    default_code = "invoice_voided"
    default_detail = (
        "This invoice is void: it asks for nothing any more. Make a new one if money is still owed."
    )


class InvoiceFinal(StripeError):
    status_code = status.HTTP_409_CONFLICT
    default_code = "invoice_final"
    default_detail = "This invoice is final and cannot be changed. Void it and make a new one."


class InvoiceIsDraft(StripeError):
    status_code = status.HTTP_409_CONFLICT
    default_code = "invoice_is_draft"
    default_detail = "This invoice is still a draft. Stripe finishes it within about an hour; try again then."


class InvoiceNotSent(StripeError):
    status_code = status.HTTP_409_CONFLICT
    default_code = "invoice_not_sent"
    default_detail = (
        "This invoice is charged to a card and never sent. Only invoices that are paid by transfer or on "
        "Stripe's page can be sent again."
    )


class InvoiceUnpaid(StripeError):
    status_code = status.HTTP_409_CONFLICT
    default_code = "invoice_unpaid"
    default_detail = (
        "Nothing has been paid on this invoice, so there is nothing to refund. Void it to take it back."
    )


class PaidOutsideStripe(StripeError):
    status_code = status.HTTP_409_CONFLICT
    default_code = "paid_outside_stripe"
    default_detail = (
        "This was paid outside Stripe, by cash, cheque or transfer. Give the money back the same way."
    )


class AlreadyRefunded(StripeError):
    status_code = status.HTTP_409_CONFLICT
    default_code = "already_refunded"
    default_detail = "This payment is refunded in full already."


class RefundTooLarge(StripeError):
    default_code = "refund_too_large"
    default_detail = (
        "That is more than is left of this payment. Enter a smaller amount, or leave it empty for all "
        "that is left."
    )


class PaymentNotRefundable(StripeError):
    status_code = status.HTTP_409_CONFLICT
    default_code = "payment_not_refundable"
    default_detail = "This payment did not go through, or cannot be refunded any more."


class PaymentDisputed(StripeError):
    status_code = status.HTTP_409_CONFLICT
    default_code = "payment_disputed"
    default_detail = (
        "The cardholder disputes this payment with their bank, which decides about the money. Answer the "
        "dispute in Stripe's dashboard."
    )


class PaymentStateChanged(StripeError):
    status_code = status.HTTP_409_CONFLICT
    default_code = "payment_state_changed"
    default_detail = "This payment has moved on in the meantime. Reload to see where it stands."


class ClubBalanceTooLow(StripeError):
    status_code = status.HTTP_409_CONFLICT
    default_code = "club_balance_too_low"
    default_detail = (
        "The club's balance at Stripe is too low for this refund. Add money to it in Stripe's dashboard, "
        "or wait for the next payments."
    )


class CouponExpired(StripeError):
    status_code = status.HTTP_409_CONFLICT
    default_code = "coupon_expired"
    default_detail = "This coupon or code has expired, is used up, or is not for this person. Choose another."


class NameTaken(StripeError):
    status_code = status.HTTP_409_CONFLICT
    default_code = "name_taken"
    default_detail = "Stripe already has one with this name or code. Choose another."


class TooManySubscriptions(StripeError):
    status_code = status.HTTP_409_CONFLICT
    default_code = "too_many_subscriptions"
    default_detail = "This person has as many memberships as Stripe allows. End one first."


class EmailRefused(StripeError):
    default_code = "email_refused"
    default_detail = "Stripe does not accept this email address. Correct it and try again."


class AuthenticationNeeded(CardDeclined):
    default_code = "authentication_needed"
    default_detail = (
        "The bank wants to ask the cardholder first, so the stored card cannot be charged. Send them a "
        "payment page or an invoice instead."
    )


class InsufficientFunds(CardDeclined):
    default_code = "insufficient_funds"
    default_detail = "There is not enough money on this card. Try later, or ask for another way to pay."


class CardExpired(CardDeclined):
    default_code = "card_expired"
    default_detail = "This card has expired. Ask the member to enter a new one."
