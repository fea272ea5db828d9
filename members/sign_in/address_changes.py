"""When somebody's address changes in Stripe, the old one is told, and whoever is signed in with it is out."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.dispatch import receiver
from django.utils import timezone
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from cogento.emails import normalise_email
from cogento.errors import MirrorUnavailable
from members.models import AddressChange, User
from members.sign_in import eligibility, mails, sessions
from members.sign_in.sending import TryLater, send
from reporting.signals import events_told

FRESH = timedelta(days=3)  # as long as Stripe tries to deliver an event; older ones nobody wants a mail about


@receiver(events_told)
def note(events: list[dict[str, Any]], **kwargs: Any) -> None:
    """Queue a mail for each change of an address, once, however often Stripe tells of it."""
    for event in events:
        old = _old_address(event)
        if not old or datetime.fromtimestamp(event["created"], UTC) < timezone.now() - FRESH:
            continue
        change, is_new = AddressChange.objects.get_or_create(event_id=event["id"], defaults={"email": old})
        if is_new:
            tell_old_address.defer(change_id=change.pk)


@app.task(name="tell_old_address", retry=RetryStrategy(exponential_wait=2, retry_exceptions={TryLater}))
def tell_old_address(*, change_id: int) -> None:
    """Only the change's number is in the job, so that no address stands in the queue or in its logs."""
    change = AddressChange.objects.exclude(email="").filter(pk=change_id).first()
    if change is None:
        return
    user = User.objects.filter(email=normalise_email(change.email)).first()
    try:
        if user and not eligibility.may_come_in(user):
            sessions.end_all(user)
    except MirrorUnavailable:
        raise TryLater from None
    send(mails.address_changed(to=change.email))
    AddressChange.objects.filter(pk=change_id).update(email="")


def forget_old() -> int:
    """Forget changes of which Stripe tells no more."""
    return AddressChange.objects.filter(noted_at__lt=timezone.now() - 2 * FRESH).delete()[0]


def _old_address(event: dict[str, Any]) -> str:
    """What was the Customer's address until now, if it was one and is another person's mailbox now."""
    before = event["data"].get("previous_attributes")
    old = before.get("email") if event["type"] == "customer.updated" and isinstance(before, dict) else None
    new = event["data"]["object"].get("email")
    if not isinstance(old, str) or normalise_email(old) == normalise_email(str(new or "")):
        return ""
    try:
        validate_email(old.strip())
    except ValidationError:
        return ""
    return old.strip()
