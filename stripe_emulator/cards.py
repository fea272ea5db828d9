"""The test cards that Stripe documents: what each is, and what becomes of it.

Source: https://docs.stripe.com/testing
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Card:
    number: str
    brand: str = "visa"
    funding: str = "credit"
    country: str = "US"
    decline: str | None = None
    """Why a charge fails."""
    attaches: bool = True
    authentication: str | None = None
    """Whether 3-D Secure is asked for: `always`, `unless_set_up` or `on_session`."""
    dispute: str | None = None
    """What becomes of the charge later: `inquiry`, or the reason of a dispute."""
    asynchronous: bool = False
    """A bank debit: the payment is processing until it settles."""


@dataclass(frozen=True)
class Decline:
    code: str
    decline_code: str | None
    message: str


DECLINES = {
    "authentication_failed": Decline(
        "payment_intent_authentication_failure", None,
        "The provided PaymentMethod has failed authentication. You can provide payment_method_data or a new"
        " PaymentMethod to attempt to fulfill this PaymentIntent again.",
    ),
    "generic_decline": Decline("card_declined", "generic_decline", "Your card was declined."),
    "insufficient_funds": Decline("card_declined", "insufficient_funds", "Your card has insufficient funds."),
    "lost_card": Decline("card_declined", "lost_card", "Your card was declined."),
    "stolen_card": Decline("card_declined", "stolen_card", "Your card was declined."),
    "fraudulent": Decline("card_declined", "fraudulent", "Your card was declined."),
    "expired_card": Decline("expired_card", None, "Your card has expired."),
    "incorrect_cvc": Decline("incorrect_cvc", None, "Your card's security code is incorrect."),
    "processing_error": Decline(
        "processing_error", None, "An error occurred while processing your card. Try again in a little bit."
    ),
    "authentication_required": Decline(
        "authentication_required", "authentication_required",
        "Your card was declined. This transaction requires authentication.",
    ),
}  # fmt: skip

CARDS = {
    "visa": Card("4242424242424242"),
    "visa_debit": Card("4000056655665556", funding="debit"),
    "mastercard": Card("5555555555554444", "mastercard"),
    "mastercard_debit": Card("5200828282828210", "mastercard", "debit"),
    "amex": Card("378282246310005", "amex"),
    "discover": Card("6011111111111117", "discover"),
    "gb": Card("4000008260000000", country="GB"),
    "gb_debit": Card("4000058260000005", funding="debit", country="GB"),
    "de": Card("4000002760000016", country="DE"),
    "ie": Card("4000003720000005", country="IE"),
    "chargeDeclined": Card("4000000000000002", decline="generic_decline", attaches=False),
    "chargeDeclinedInsufficientFunds": Card("4000000000009995", decline="insufficient_funds", attaches=False),
    "chargeDeclinedLostCard": Card("4000000000009987", decline="lost_card", attaches=False),
    "chargeDeclinedStolenCard": Card("4000000000009979", decline="stolen_card", attaches=False),
    "chargeDeclinedFraudulent": Card("4100000000000019", decline="fraudulent", attaches=False),
    "chargeDeclinedExpiredCard": Card("4000000000000069", decline="expired_card", attaches=False),
    "chargeDeclinedIncorrectCvc": Card("4000000000000127", decline="incorrect_cvc", attaches=False),
    "chargeDeclinedProcessingError": Card("4000000000000119", decline="processing_error", attaches=False),
    "chargeCustomerFail": Card("4000000000000341", decline="generic_decline"),
    "authenticationRequiredOnSetup": Card("4000002500003155", authentication="unless_set_up"),
    "authenticationRequired": Card("4000002760003184", authentication="always"),
    "authenticationRequiredSetupForOffSession": Card("4000003800000446", authentication="on_session"),
    "authenticationRequiredChargeDeclinedInsufficientFunds": Card(
        "4000008260003178", decline="insufficient_funds", attaches=True, authentication="always"
    ),
    "threeDSecure2Required": Card("4000000000003220", authentication="always"),
    "bypassPending": Card("4000000000000077"),
    "createDispute": Card("4000000000000259", dispute="fraudulent"),
    "createDisputeProductNotReceived": Card("4000000000002685", dispute="product_not_received"),
    "createDisputeInquiry": Card("4000000000001976", dispute="inquiry"),
}
ALIASES = {
    "visa_chargeDeclined": "chargeDeclined",
    "visa_chargeDeclinedInsufficientFunds": "chargeDeclinedInsufficientFunds",
    "visa_chargeDeclinedLostCard": "chargeDeclinedLostCard",
    "visa_chargeDeclinedStolenCard": "chargeDeclinedStolenCard",
    "visa_chargeDeclinedFraudulent": "chargeDeclinedFraudulent",
    "threeDSecureRequired": "threeDSecure2Required",
}
# Bank accounts for SEPA direct debit: what is not named here succeeds.
IBANS_THAT_FAIL = ("AT861904300235473202", "DE62370400440532013001", "IT60X0542811101000000123456")
BY_NUMBER = {card.number: card for card in CARDS.values()}


def behind(method: dict[str, Any]) -> Card:
    """What a payment method does when it is charged."""
    number: str = method["_number"]
    if method["type"] == "card":
        return BY_NUMBER[number]
    why = "processing_error" if number in IBANS_THAT_FAIL else None
    return Card(number, brand="sepa_debit", country=number[:2], decline=why, asynchronous=True)


def asks_for_authentication(method: dict[str, Any], *, off_session: bool) -> bool:
    wanted = behind(method).authentication
    if not wanted or method.get("_authenticated"):
        return False
    if wanted == "on_session":
        return not off_session
    return wanted == "always" or not method.get("_set_up")


def by_token(token: str) -> Card | None:
    """The card of `pm_card_…` or `tok_…`."""
    for prefix in ("pm_card_", "tok_"):
        if token.startswith(prefix):
            name = token.removeprefix(prefix)
            return CARDS.get(ALIASES.get(name, name))
    return None
