"""Whether an event really comes from Stripe: its signature over the raw body.

Source: https://docs.stripe.com/webhooks#verify-manually
"""

from __future__ import annotations

import hashlib
import hmac
import re
import time
from collections.abc import Iterable

from cogento.errors import CogentoError

TOLERANCE_SECONDS = 300
_SECONDS = re.compile(r"[0-9]{1,12}")


class SignatureInvalid(CogentoError):
    default_code = "signature_invalid"
    default_detail = "The signature is missing or wrong. Check STRIPE_WEBHOOK_SECRETS."


class SignatureExpired(SignatureInvalid):
    default_code = "signature_expired"
    default_detail = "The signature is more than five minutes old, or ahead. Check this machine's clock."


def verify(payload: bytes, header: str, secrets: Iterable[str]) -> None:
    """Return if one of the secrets signed this body within the last five minutes.

    Raises:
        SignatureInvalid: it is missing, malformed, or of another body or secret.
        SignatureExpired: it is right, but its time is more than five minutes from now, in either direction.
    """
    pairs = [part.strip().partition("=") for part in header.split(",")]
    times = [value for name, _, value in pairs if name == "t"]
    given = [value.encode() for name, _, value in pairs if name == "v1"]
    if len(times) != 1 or not _SECONDS.fullmatch(times[0]):
        raise SignatureInvalid
    message = times[0].encode() + b"." + payload
    right = False
    for secret in secrets:
        expected = hmac.new(secret.encode(), message, hashlib.sha256).hexdigest().encode()
        for signature in given:
            right |= hmac.compare_digest(expected, signature)
    if not right:
        raise SignatureInvalid
    if abs(time.time() - int(times[0])) > TOLERANCE_SECONDS:
        raise SignatureExpired
