"""The six digits of a mail: derived from the key, the person and the browser, stored nowhere."""

from __future__ import annotations

import re
from datetime import datetime

from django.conf import settings
from django.db.models import F
from django.utils.crypto import constant_time_compare, salted_hmac

from members.models import SignInRequest, User

TRIES = 5
_DIGITS = re.compile(r"[0-9]{6}")


def for_person(user: User, *, nonce_hash: str, issued_at: datetime) -> str:
    """The code that works for this person in the browser that asked. Any sign-in kills it."""
    return _derive(user, nonce_hash=nonce_hash, issued_at=issued_at, secret=settings.SECRET_KEY)


def matches(typed: str, user: User, *, nonce_hash: str, issued_at: datetime) -> bool:
    digits = re.sub(r"[\s-]", "", typed)
    found = False
    for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS):
        code = _derive(user, nonce_hash=nonce_hash, issued_at=issued_at, secret=secret)
        found |= constant_time_compare(code, digits)
    return found and _DIGITS.fullmatch(digits) is not None


def spend_try(nonce_hash: str) -> bool:
    """Take one of the tries, before anything is compared, so that parallel guesses get no more than five."""
    waiting = SignInRequest.objects.filter(nonce_hash=nonce_hash, tries__lt=TRIES)
    return waiting.update(tries=F("tries") + 1) == 1


def _derive(user: User, *, nonce_hash: str, issued_at: datetime, secret: str) -> str:
    seen = user.last_login.isoformat() if user.last_login else ""
    value = f"{user.pk}|{seen}|{nonce_hash}|{int(issued_at.timestamp())}"
    mac = salted_hmac("members.sign_in.code", value, secret=secret, algorithm="sha256").digest()
    return f"{int.from_bytes(mac, 'big') % 10**6:06}"
