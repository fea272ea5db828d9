"""What happens after the answer: look the address up, send the mail, forget what is old."""

from __future__ import annotations

import logging
from datetime import timedelta

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import DatabaseError
from django.utils import timezone
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from cogento.errors import MirrorUnavailable, StripeError, StripeUnavailable
from members import throttles
from members.models import SignInRequest, User
from members.services import repeats, writing
from members.sign_in import address_changes, codes, eligibility, links, lookup, mails, ways_back
from members.sign_in.sending import TryLater, send
from members.sign_in.session_store import SessionStore
from reporting.models import Member

logger = logging.getLogger(__name__)


@app.task(
    name="send_sign_in_mail",
    priority=100,  # somebody is waiting in front of a screen
    retry=RetryStrategy(exponential_wait=2, retry_exceptions={TryLater}),  # after 2, 4, 8, … seconds
)
def send_sign_in_mail(*, request_id: int) -> None:
    """Decide whether the address may come in, and send what it is to get. Strangers get nothing, unless the
    club wants to answer them.

    Only the request's number is in the job, so that no address stands in the queue or in its logs.
    """
    request = SignInRequest.objects.filter(pk=request_id).exclude(email="").first()
    if request is None:
        return
    if timezone.now() - request.issued_at >= timedelta(seconds=settings.SIGN_IN_SECONDS):
        logger.warning("Sign-in request %s is given up: no mail could be sent while it was good.", request_id)
    elif mail := _mail_for(request):
        send(mail)
    SignInRequest.objects.filter(pk=request_id).update(email="")


def _mail_for(request: SignInRequest) -> EmailMultiAlternatives | None:
    try:
        lookup.make_known(request.email)
        to = _address_of_eligible(request.email)
        if to is None:
            return _mail_to_no_member(request.email, eligibility.known_members(request.email))
    except (MirrorUnavailable, StripeUnavailable, DatabaseError):
        raise TryLater from None
    except StripeError as error:
        logger.error("Stripe could not be asked who somebody is: %s", error.default_code)
        return None
    user, _ = User.objects.get_or_create(email=request.email)
    return mails.sign_in(
        to=to,
        link=links.to(user, next_page=request.next),
        code=codes.for_person(user, nonce_hash=request.nonce_hash, issued_at=request.issued_at),
        issued_at=request.issued_at,
    )


def _mail_to_no_member(typed: str, known: list[Member]) -> EmailMultiAlternatives | None:
    if known:
        return mails.lapsed(to=known[0].email.strip(), memberships=known, ways=ways_back.of(known))
    return mails.stranger(to=typed) if settings.SIGN_IN_ANSWERS_STRANGERS else None


def _address_of_eligible(email: str) -> str | None:
    """Where the mail goes: the address that was granted a role, else as stored in Stripe, never as typed."""
    if eligibility.has_role(email):
        return email
    found = eligibility.members(email)
    return found[0].email.strip() if found else None


@app.periodic(cron="23 * * * *")
@app.task(name="tidy_sign_in")
def tidy_sign_in(timestamp: int) -> None:
    """Forget requests and throttles of an hour ago, keys of old writes, and sessions that are over."""
    SignInRequest.objects.filter(issued_at__lt=timezone.now() - timedelta(hours=1)).delete()
    throttles.forget_old()
    repeats.forget_old()
    writing.forget_old()
    address_changes.forget_old()
    SessionStore.clear_expired()
