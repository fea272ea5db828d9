"""What a passkey signs: random, in one browser, for one purpose, for five minutes, once.

The challenge is in a signed cookie, so asking for one stores nothing; only its use is written down.
"""

from __future__ import annotations

import secrets

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse

from members import throttles
from members.sign_in.errors import PasskeyRefused

SECONDS = 300
SIGN_IN = "sign-in"


def issue(*, purpose: str) -> tuple[bytes, str]:
    """A new challenge, and the same one sealed for the cookie."""
    challenge = secrets.token_urlsafe(32)
    return challenge.encode(), _signer(purpose).sign(challenge)


def put(response: HttpResponse, sealed: str) -> None:
    response.set_cookie(
        settings.CHALLENGE_COOKIE_NAME,
        sealed,
        max_age=SECONDS,
        httponly=True,
        secure=settings.SESSION_COOKIE_SECURE,
        samesite="Strict",
    )


def take_back(response: HttpResponse) -> None:
    response.delete_cookie(settings.CHALLENGE_COOKIE_NAME, samesite="Strict")


def spend(request: HttpRequest, *, purpose: str) -> bytes:
    """This browser's challenge, which is good for nothing any more from here on.

    Raises:
        PasskeyRefused: there is none, it is too old, for something else, or it was used.
    """
    try:
        sealed = request.COOKIES.get(settings.CHALLENGE_COOKIE_NAME, "")
        challenge = _signer(purpose).unsign(sealed, max_age=SECONDS)
    except signing.BadSignature:
        raise PasskeyRefused from None
    if not throttles.is_first_use(challenge):
        raise PasskeyRefused
    return challenge.encode()


def _signer(purpose: str) -> signing.TimestampSigner:
    return signing.TimestampSigner(salt=f"members.sign_in.challenges {purpose}")
