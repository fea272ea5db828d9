"""The mail to somebody who wants to join: a link to pay for each person that it may be for."""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import Any

from django.core.mail import EmailMultiAlternatives
from django.utils import timezone
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from cogento.errors import (
    AlreadySubscribed,
    CogentoError,
    IdempotencyConflict,
    MirrorUnavailable,
    StripeUnavailable,
)
from members.models import JoinRequest
from members.services import checkout, subscriptions, writing
from members.sign_in import eligibility, mails
from members.sign_in.sending import TryLater, send
from reporting import plan_details

logger = logging.getLogger(__name__)
MOST_PEOPLE = 6
GIVEN_UP_AFTER = timedelta(hours=6)


@app.task(
    name="send_join_mail",
    priority=100,
    retry=RetryStrategy(exponential_wait=2, retry_exceptions={TryLater}),
)
def send_join_mail(*, request_id: int) -> None:
    """Only the request's number is in the job, so that no address stands in the queue or in its logs."""
    request = JoinRequest.objects.filter(pk=request_id).exclude(email="").first()
    if request is None:
        return
    if timezone.now() - request.issued_at >= GIVEN_UP_AFTER:
        logger.warning("Request to join %s is given up: no mail could be sent for hours.", request_id)
    else:
        send(_mail_for(request))
    JoinRequest.objects.filter(pk=request_id).update(email="", birth_date=None)


def _mail_for(request: JoinRequest) -> EmailMultiAlternatives:
    try:
        known = eligibility.known_members(request.email)[:MOST_PEOPLE]
        product = subscriptions.offered_price(request.price_id)["product"]
        people: list[tuple[str, str | None]] = [(each.name or each.email, each.customer_id) for each in known]
        if plan_details.read(product.get("metadata")).joining == "anyone":
            people.append(("Somebody new on this address" if known else "", None))
        links, sentences = [], []
        for name, customer_id in people:
            key = _key(request, customer_id, known=len(known))
            link, sentence = _link(request, name, customer_id, key=key)
            links += [(name, link)] if link else []
            sentences += [sentence] if sentence else []
    except (MirrorUnavailable, StripeUnavailable, IdempotencyConflict, writing.StillLocked):
        raise TryLater from None
    except CogentoError as error:
        return mails.join(to=request.email, plan="", links=[], sentences=[error.text])
    to = known[0].email.strip() if known else request.email
    if not known and not links and not sentences:
        sentences = ["This plan is for people who are members already."]
    return mails.join(to=to, plan=product["name"], links=links, sentences=sentences)


def _key(request: JoinRequest, customer_id: str | None, *, known: int) -> str:
    """Two mails of a day to a newcomer lead to one page: no Customer is there yet to find it by."""
    if customer_id:
        return f"join-{request.pk}.{int(request.issued_at.timestamp())}-{customer_id}"
    day = request.issued_at.date()
    return writing.digest("join", request.email, request.price_id, request.birth_date, day, known)


def _link(request: JoinRequest, name: str, customer_id: str | None, *, key: str) -> tuple[str, str]:
    """Where to pay, or why not."""
    values: dict[str, Any] = {"customer_id": customer_id} if customer_id else {}
    try:
        url = checkout.open_session(
            price_id=request.price_id,
            by=request.email,
            as_member=True,
            birth_date=request.birth_date,
            idempotency_key=key,
            **values,
        )
    except AlreadySubscribed:
        return "", f"{name} has this membership already: sign in to see it."
    except (StripeUnavailable, IdempotencyConflict, writing.StillLocked):
        raise
    except CogentoError as error:
        return "", f"{name}: {error.text}" if name else error.text
    return url, ""
