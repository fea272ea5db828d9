from __future__ import annotations

from rest_framework.exceptions import AuthenticationFailed

from cogento.errors import CogentoError


class SignInRefused(CogentoError):
    """Base of what a link and a code can meet. Never says which of its reasons it was."""


class LinkInvalid(SignInRefused):
    default_code = "link_invalid"
    default_detail = (
        "This link does not work any more: it was used already, it is older than ten minutes, or a part of "
        "it is missing. Ask for a new one; it takes a minute."
    )


class CodeInvalid(SignInRefused):
    default_code = "code_invalid"
    default_detail = (
        "This code does not work. Check the six digits in the newest mail, in the browser where you asked "
        "for it. After ten minutes or five tries, ask for a new one."
    )


class PasskeyRefused(SignInRefused):
    default_code = "passkey_refused"
    default_detail = (
        "This passkey could not be used. Try again; or sign in with a mail, and look under Passkeys whether "
        "it is still there."
    )


class PasskeysImpossible(CogentoError):
    default_code = "passkeys_impossible"
    default_detail = (
        "Passkeys need a site with a host name and https. Whoever runs this installation can give it one."
    )


class ProviderRefused(SignInRefused):
    default_code = "provider_refused"
    default_detail = "This did not sign you in. Ask for a mail, with the address that the club has for you."


class TooManyTries(CogentoError):
    status_code = 429
    default_code = "too_many_tries"
    default_detail = "That was too many tries from your network. Wait an hour, or sign in with a mail."


class NobodyToLetIn(CogentoError):
    default_code = "nobody_to_let_in"
    default_detail = "This address has no role and no current membership."


class MembershipEnded(AuthenticationFailed):
    default_code = "membership_ended"
    default_detail = (
        "You have been signed out, because this address has no current membership and no role any more. "
        "Sign in again to get a mail that says how to come back."
    )


class SessionExpired(AuthenticationFailed):
    default_code = "session_expired"
    default_detail = "You have been signed out, as it is a while since you signed in. Please sign in again."
