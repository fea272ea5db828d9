"""The mail server: is it reached, over TLS, signed in to, and willing to send in the club's name?"""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Iterator
from email.utils import parseaddr
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage, get_connection

from members.doctor.finding import Finding, ok, warning, wrong

SMTP = "django.core.mail.backends.smtp.EmailBackend"
LOCAL = ("127.0.0.1", "::1", "localhost")
TIMEOUT_SECONDS = 10


def check() -> Iterator[Finding]:
    if settings.EMAIL_BACKEND != SMTP:
        yield wrong("EMAIL_URL names no mail server, so nobody can sign in. Write it as .env.example shows.")
        return
    connection: Any = get_connection(timeout=TIMEOUT_SECONDS)
    where = f"{settings.EMAIL_HOST}:{settings.EMAIL_PORT}"
    try:
        connection.open()
        sender = parseaddr(settings.DEFAULT_FROM_EMAIL)[1]
        connection.connection.ehlo_or_helo_if_needed()
        code, _ = connection.connection.mail(sender)  # the greeting of a mail, then taken back
        connection.connection.rset()
    except (OSError, smtplib.SMTPException) as error:
        yield wrong(f"The mail server {where} {_why(error)}")
        return
    finally:
        connection.close()
    if code >= 400:
        yield wrong(
            f"The mail server {where} does not take mails from {sender}. Set DEFAULT_FROM_EMAIL to an "
            "address that it may send for."
        )
        return
    yield ok(f"The mail server {where} takes mails from {sender}.")
    if not (settings.EMAIL_USE_TLS or settings.EMAIL_USE_SSL) and settings.EMAIL_HOST not in LOCAL:
        yield wrong(
            "Mails, with their sign-in links, go to the mail server unencrypted. Write EMAIL_URL with "
            "smtp+tls:// or smtp+ssl://."
        )
    if settings.EMAIL_HOST_USER == "" and settings.EMAIL_HOST not in LOCAL:
        yield warning("EMAIL_URL has no user: whoever reaches this mail server can send through it.")


def send(to: str) -> Finding:
    """The one mail that --mail-to asks for."""
    text = f"This mail was asked for by manage.py doctor at {settings.PUBLIC_URL}. Mails arrive."
    mail = EmailMessage(
        subject=f"A test from {settings.CLUB_NAME}",
        body=text,
        to=[to],
        connection=get_connection(timeout=TIMEOUT_SECONDS),
        headers={"Auto-Submitted": "auto-generated"},
    )
    try:
        mail.send()
    except (OSError, ValueError) as error:  # ValueError: an address with a line break
        return wrong(f"The mail to {to} was not taken: the mail server {_why(error)}")
    return ok(
        f"A mail went to {to}. If it does not arrive, look into the spam folder, and at SPF and DKIM of the "
        "sender's domain."
    )


def _why(error: Exception) -> str:
    match error:
        case ssl.SSLCertVerificationError():
            return (
                f"shows a certificate that is not good: {error.verify_message}. Check its name in EMAIL_URL."
            )
        case ssl.SSLError():
            return "does not speak TLS on this port. Use smtp+tls:// with 587 or smtp+ssl:// with 465."
        case smtplib.SMTPAuthenticationError():
            return "refuses user or password. Check both in EMAIL_URL; write @ in the user name as %40."
        case smtplib.SMTPNotSupportedError():
            return "does not offer what EMAIL_URL asks for (TLS or signing in). Check the port in EMAIL_URL."
        case smtplib.SMTPServerDisconnected() | TimeoutError():
            return "does not answer as a mail server does. Check host and port in EMAIL_URL."
        case smtplib.SMTPResponseException():
            return f"refuses with {error.smtp_code}. Ask whoever runs it."
        case _:
            return "cannot be reached. Check host and port in EMAIL_URL, and that a firewall lets it through."
