"""What was done in Stripe itself, as its events tell: the other half of the audit trail.

An event names the request that caused it. Those of our own requests have their entry already; it may also
come later than the event, because the service that writes it has not committed yet: then it takes the place
of what the event said (`audit.forget_own`).

Source: https://docs.stripe.com/api/events/object
"""

from __future__ import annotations

import logging
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.dispatch import receiver

from members.models import AuditEntry
from members.services.audit import without_secrets
from members.services.audit_words import after_of, before_of, is_automatic, is_noise
from reporting.signals import events_told

logger = logging.getLogger(__name__)

Event = dict[str, Any]
Source = AuditEntry.Source

IN_THE_PORTAL = timedelta(hours=1)  # as long as a session of it lives
A_MINUTE = timedelta(minutes=1)  # Stripe's clock may be a little behind
PORTAL_OBJECTS = ("customer.", "payment_method.")
HAPPENED = {
    "customer": "created updated deleted",
    "customer.subscription": "created updated deleted paused resumed",
    "payment_method": "attached detached",
    "invoice": "created paid voided marked_uncollectible payment_failed",
    "charge": "refunded",
    "credit_note": "created voided",
    "charge.dispute": "created closed",
    "product": "created updated deleted",
    "price": "created updated deleted",
    "coupon": "created updated deleted",
    "promotion_code": "created updated",
}
TOLD = {f"{name}.{what}" for name, happened in HAPPENED.items() for what in happened.split()}
# What Stripe does by itself every month is on the invoices already.
ONLY_IF_ASKED = {"invoice.created", "invoice.paid", "payment_method.attached", "payment_method.detached"}


@receiver(events_told)
def note(events: list[Event], **kwargs: Any) -> None:
    """Write down what was not done here. An entry that cannot be written holds nothing up."""
    for event in events:
        try:
            if _is_told(event):
                with transaction.atomic():
                    request_id = _note(event)
                if request_id:  # only now: our own entry may have been committed in between
                    _forget_if_own(event["id"])
        except Exception as error:  # its message may hold a person's data
            logger.error("Event %s is not in the audit trail: %s", event.get("id"), type(error).__name__)


def _is_told(event: Event) -> bool:
    if event["type"] not in TOLD or (event["type"] in ONLY_IF_ASKED and is_automatic(event)):
        return False
    return not (event["type"].endswith(".updated") and is_noise(event))


def _note(event: Event) -> str:
    """Write the entry, unless it was us; answer the request that an entry of our own may still come for."""
    request_id = (event.get("request") or {}).get("id") or ""
    customer_id = _customer(event["data"]["object"])
    at = datetime.fromtimestamp(event["created"], UTC)
    source = _source(event, at, request_id, customer_id)
    if source is None:
        return ""
    entry = AuditEntry(
        at=at,
        actor=source.label,
        action=event["type"],
        object_id=event["data"]["object"]["id"],
        customer_id=customer_id,
        before=without_secrets(before_of(event)),
        after=without_secrets(after_of(event)),
        stripe_request_id=request_id,
        source=source,
        event_id=event["id"],
    )
    AuditEntry.objects.bulk_create([entry], ignore_conflicts=True)
    return request_id


def _forget_if_own(event_id: str) -> None:
    own = AuditEntry.objects.filter(stripe_request_id=OuterRef("stripe_request_id"), source=Source.HERE)
    AuditEntry.objects.filter(Exists(own), event_id=event_id).delete()


def _source(event: Event, at: datetime, request_id: str, customer_id: str) -> Source | None:
    """Who did it; None if it was us. That of the portal is a guess: it was opened from here just before."""
    known = AuditEntry.objects.filter(source=Source.HERE)
    ours = Q(stripe_request_id=request_id) & ~Q(stripe_request_id="")
    opened = Q(action="portal.open", object_id=customer_id, at__range=(at - IN_THE_PORTAL, at + A_MINUTE))
    found = list(known.filter(ours | opened).values_list("stripe_request_id", flat=True))
    if request_id and request_id in found:
        return None
    if found and event["type"].startswith(PORTAL_OBJECTS):
        return Source.PORTAL
    if (event.get("request") or {}).get("idempotency_key"):
        return Source.PROGRAM
    return Source.AUTOMATIC if is_automatic(event) else Source.STRIPE


def _customer(data: dict[str, Any]) -> str:
    if data.get("object") == "customer":
        return data["id"]
    customer = data.get("customer")
    return (customer.get("id") if isinstance(customer, dict) else customer) or ""
