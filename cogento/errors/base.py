"""What every part of Cogento may raise."""

from __future__ import annotations

from collections.abc import Mapping

from rest_framework import status
from rest_framework.exceptions import APIException, ValidationError


class CogentoError(APIException):
    """Base of all errors of our own. Views let them through; the error handler renders them."""

    status_code: int = status.HTTP_400_BAD_REQUEST
    default_code = "error"
    default_detail = "Something went wrong."

    @property
    def text(self) -> str:
        return str(self.detail)


class Conflict(CogentoError):
    status_code = status.HTTP_409_CONFLICT
    default_code = "conflict"
    default_detail = "Somebody else changed this at the same time. Reload and try again."


class NotAllowed(CogentoError):
    status_code = status.HTTP_403_FORBIDDEN
    default_code = "not_allowed"
    default_detail = "Your role does not allow this."


class DatabaseUnavailable(CogentoError):
    status_code = status.HTTP_503_SERVICE_UNAVAILABLE
    default_code = "database_unavailable"
    default_detail = (
        "A database of this installation does not answer. Try the same again in a minute; nothing is done "
        "twice."
    )
    wait = 30


class MirrorUnavailable(CogentoError):
    """The reporting database is away or empty. Staff sign in without it, and all writes go on."""

    status_code = status.HTTP_503_SERVICE_UNAVAILABLE
    default_code = "mirror_unavailable"
    default_detail = (
        "The membership records cannot be read at the moment. Nothing is lost; try again in a minute. If it "
        "stays so, tell whoever runs this installation: they can be built anew from Stripe."
    )


class TooLarge(CogentoError):
    status_code = status.HTTP_413_REQUEST_ENTITY_TOO_LARGE
    default_code = "too_large"
    default_detail = "This is more than can be taken at once."


class TooManyRows(CogentoError):
    status_code = status.HTTP_413_REQUEST_ENTITY_TOO_LARGE
    default_code = "too_many_rows"
    default_detail = (
        "This list has more than 100,000 rows, which is too much for one XLSX file. "
        "Narrow it down with filters, or take it as CSV (format=csv)."
    )


class AlreadySubscribed(CogentoError):
    status_code = status.HTTP_409_CONFLICT
    default_code = "already_subscribed"
    default_detail = "This person already has this membership. Change or cancel that one first."


class MembershipsRunning(CogentoError):
    status_code = status.HTTP_409_CONFLICT
    default_code = "memberships_running"
    default_detail = (
        "This person has running memberships, which would end at once. End them first, or choose to."
    )


class CannotMerge(CogentoError):
    status_code = status.HTTP_409_CONFLICT
    default_code = "cannot_merge"
    default_detail = "These two cannot be merged yet. See the preview for what has to be settled first."


class FieldInvalid(CogentoError, ValidationError):
    """One or more values that cannot be stored, each with a text that names it and says what to enter."""

    default_code = "field_invalid"
    default_detail = "A value cannot be stored as it is. The text says which, and what to enter."

    def __init__(self, errors: Mapping[str, str]) -> None:
        self.errors = dict(errors)
        ValidationError.__init__(self, {name: [text] for name, text in errors.items()}, self.default_code)

    @property
    def text(self) -> str:
        return " ".join(self.errors.values())


class StripeError(CogentoError):
    """Stripe refused or could not be reached. `request_id` is Stripe's, for looking it up in its dashboard.

    `as_of` is when Stripe answered, in seconds by its clock, if it answered at all.
    """

    request_id: str | None = None
    as_of: int | None = None


class StripeUnavailable(StripeError):
    status_code = status.HTTP_503_SERVICE_UNAVAILABLE
    default_code = "stripe_unavailable"
    default_detail = "Stripe cannot be reached at the moment. Nothing was lost; try again in a minute."
    wait = 30


class StripeBusy(StripeUnavailable):
    default_code = "stripe_busy"
    default_detail = "Stripe is receiving too many requests at once. Try again in a minute."


class StripeFailed(StripeUnavailable):
    """Stripe keeps a 500 for the idempotency key as it keeps any answer; what was done, nobody is told.

    Source: https://docs.stripe.com/error-low-level#idempotency
    """

    default_code = "stripe_failed"
    default_detail = (
        "Stripe itself failed while doing this, and gives the same answer for a day. Look in Stripe's "
        "dashboard whether it was done. If it was not, open this page anew and do it again; a program sends "
        "another Idempotency-Key."
    )


class StripeRefused(StripeError):
    default_code = "stripe_refused"
    default_detail = "Stripe refused the request."


class StripeKeyRejected(StripeError):
    status_code = status.HTTP_503_SERVICE_UNAVAILABLE
    default_code = "stripe_key_rejected"
    default_detail = (
        "Stripe does not accept this installation's key. Whoever runs it must check STRIPE_SECRET_KEY."
    )


class StripePermissionMissing(StripeKeyRejected):
    default_code = "stripe_permission_missing"
    default_detail = (
        "This installation's key may not do this in Stripe. Whoever runs it must allow it to the restricted "
        "key: manage.py doctor says what is missing."
    )


class StripeObjectNotFound(StripeError):
    status_code = status.HTTP_404_NOT_FOUND
    default_code = "not_found"
    default_detail = "Stripe has no such object, or it is not yours to see."


class NoPaymentMethod(StripeError):
    status_code = status.HTTP_409_CONFLICT
    default_code = "no_payment_method"
    default_detail = (
        "Stripe knows no way for this person to pay. Begin by invoice, or let them pay in Checkout."
    )


class CardDeclined(StripeError):
    status_code = status.HTTP_402_PAYMENT_REQUIRED
    default_code = "card_declined"
    default_detail = "The card was declined. Try another card, or ask the bank."


class IdempotencyConflict(StripeError):
    status_code = status.HTTP_409_CONFLICT
    default_code = "idempotency_conflict"
    default_detail = "The same request is being carried out already. Wait a moment and reload."
