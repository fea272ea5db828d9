"""The signed cookie that binds a code to the browser that asked for it."""

from __future__ import annotations

import base64
import binascii
import hashlib
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from members.sign_in.addresses import MAX_BYTES


@dataclass(frozen=True)
class Ticket:
    email: str
    nonce: str
    issued_at: datetime

    @classmethod
    def issue(cls, email: str) -> Ticket:
        return cls(
            email=email, nonce=secrets.token_urlsafe(16), issued_at=timezone.now().replace(microsecond=0)
        )

    @property
    def nonce_hash(self) -> str:
        return hashlib.sha256(self.nonce.encode()).hexdigest()

    @property
    def expired(self) -> bool:
        return timezone.now() - self.issued_at >= timedelta(seconds=settings.SIGN_IN_SECONDS)

    def sealed(self) -> str:
        """Always of the same length, whatever the address."""
        padded = base64.urlsafe_b64encode(self.email.encode().ljust(MAX_BYTES)).decode()
        return _signer().sign(f"{padded}.{self.nonce}.{int(self.issued_at.timestamp())}")


def _signer() -> signing.Signer:
    return signing.Signer(salt="members.sign_in.ticket")


def put(response: HttpResponse, ticket: Ticket) -> None:
    response.set_cookie(
        settings.SIGN_IN_COOKIE_NAME,
        ticket.sealed(),
        max_age=settings.SIGN_IN_SECONDS,
        httponly=True,
        secure=settings.SESSION_COOKIE_SECURE,
        samesite="Lax",
    )


def take_back(response: HttpResponse) -> None:
    response.delete_cookie(settings.SIGN_IN_COOKIE_NAME, samesite="Lax")


def of(request: HttpRequest) -> Ticket | None:
    """The ticket of this browser, if it is ours and not too old."""
    try:
        value = _signer().unsign(request.COOKIES.get(settings.SIGN_IN_COOKIE_NAME, ""))
        padded, nonce, issued_at = value.split(".")
        email = base64.urlsafe_b64decode(padded).decode().rstrip(" ")
        ticket = Ticket(email, nonce, datetime.fromtimestamp(int(issued_at), tz=UTC))
    except (signing.BadSignature, binascii.Error, ValueError, OverflowError):
        return None
    return None if ticket.expired else ticket
