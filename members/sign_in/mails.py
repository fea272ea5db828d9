"""The mails of signing in: one with link and code, one for those whose membership has ended."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils import timezone

from reporting.models import Member

_WHY_NOT = {
    "past_due": "could not be renewed, because a payment is overdue",
    "unpaid": "is not active, because a payment is overdue",
    "paused": "is paused",
    "incomplete": "has not begun, because its first payment did not go through",
    "incomplete_expired": "did not begin, because its first payment did not go through",
}


def sign_in(*, to: str, link: str, code: str, issued_at: datetime) -> EmailMultiAlternatives:
    """The code stands in the subject too, where a phone shows it without opening the mail.

    Only the browser that asked can use it, for ten minutes and five tries, so a glance at it gains nothing.
    """
    return _mail(
        to=to,
        subject=f"{code} is your code to sign in to {settings.CLUB_NAME}",
        template="sign_in",
        link=link,
        code=code,
        minutes=settings.SIGN_IN_SECONDS // 60,
        until=timezone.localtime(issued_at + timedelta(seconds=settings.SIGN_IN_SECONDS)),
    )


def lapsed(
    *, to: str, memberships: Sequence[Member], ways: Sequence[tuple[str, str]]
) -> EmailMultiAlternatives:
    """Says what ended when, and how to come back: see `ways_back`. No link signs anyone in."""
    return _mail(
        to=to,
        subject=f"Your membership of {settings.CLUB_NAME}",
        template="lapsed",
        sentences=[_what_happened(member) for member in memberships],
        ways=ways,
    )


def stranger(*, to: str) -> EmailMultiAlternatives:
    """For clubs that answer everybody: nobody of this address is known here."""
    return _mail(to=to, subject=f"You asked to sign in to {settings.CLUB_NAME}", template="stranger")


def join(
    *, to: str, plan: str, links: Sequence[tuple[str, str]], sentences: Sequence[str]
) -> EmailMultiAlternatives:
    """Links to Stripe's page, by whose membership it would be, and why there are not more."""
    return _mail(
        to=to,
        subject=f"Joining {settings.CLUB_NAME}",
        template="join",
        plan=plan,
        links=links,
        sentences=sentences,
    )


def address_changed(*, to: str) -> EmailMultiAlternatives:
    """To the old address. The new one is not named: whoever reads this mailbox need not know it."""
    return _mail(
        to=to, subject=f"Your address at {settings.CLUB_NAME} was changed", template="address_changed"
    )


def passkey_added(*, to: str, name: str, added_at: datetime) -> EmailMultiAlternatives:
    return _mail(
        to=to,
        subject=f"A passkey was added for {settings.CLUB_NAME}",
        template="passkey_added",
        name=name,
        added_at=timezone.localtime(added_at),
    )


def _mail(*, to: str, subject: str, template: str, **context: Any) -> EmailMultiAlternatives:
    context |= {"club": settings.CLUB_NAME, "site": settings.PUBLIC_URL, "subject": subject}
    mail = EmailMultiAlternatives(
        subject=" ".join(subject.split()),
        body=render_to_string(f"members/mail/{template}.txt", context),
        to=[to],
        headers={"Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All"},
    )
    mail.attach_alternative(render_to_string(f"members/mail/{template}.html", context), "text/html")
    return mail


def _what_happened(member: Member) -> str:
    whose = f"{member.name}: the" if member.name else "The"
    what = f"{whose} membership “{member.plan_name}”" if member.plan_name else f"{whose} membership"
    if member.status == "canceled":
        return f"{what} ended{_on(member.ended_at)}."
    if member.status == "none":
        return f"{member.name or 'This address'}: there has been no membership on it yet."
    since = _on(member.past_due_since_at, "since") if member.status in ("past_due", "unpaid") else ""
    return f"{what} {_WHY_NOT.get(member.status, 'is not active')}{since}."


def _on(moment: datetime | None, word: str = "on") -> str:
    return f" {word} {timezone.localtime(moment):%-d %B %Y}" if moment else ""
