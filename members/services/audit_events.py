"""What was done in Stripe itself, as its events tell: the other half of the audit trail.

An event names the request that caused it. Those of our own requests have their entry already; it may also
come later than the event, because the service that writes it has not committed yet: then it takes the place
of what the event said (`audit.forget_own`).

Source: https://docs.stripe.com/api/events/object
"""

from __future__ import annotations

import json
import logging
from datetime import UTC, datetime, timedelta
from typing import Any

from django.dispatch import receiver

from members.models import AuditEntry
from members.services.audit import MAKES, lock_request, without_secrets
from members.services.audit_words import after_of, before_of, is_automatic, is_noise, request_of
from reporting.batch import Batch, transaction
from reporting.signals import events_told

logger = logging.getLogger(__name__)

Event = dict[str, Any]
Source = AuditEntry.Source
TABLE = AuditEntry._meta.db_table

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
                _note(event)
        except Exception as error:  # its message may hold a person's data
            logger.error("Event %s is not in the audit trail: %s", event.get("id"), type(error).__name__)


def _is_told(event: Event) -> bool:
    if event["type"] not in TOLD or (event["type"] in ONLY_IF_ASKED and is_automatic(event)):
        return False
    return not (event["type"].endswith(".updated") and is_noise(event))


# Who has been in the portal just before has done it there: a guess.
WRITE = f"""
    INSERT INTO {TABLE} (
        at, action, object_id, customer_id, before, after, stripe_request_id, event_id, source, actor
    )
    SELECT %(at)s::timestamptz, %(action)s::text, %(object_id)s::text, %(customer_id)s::text,
           %(before)s::jsonb, %(after)s::jsonb, %(request_id)s::text, %(event_id)s::text,
           who.source, who.actor
    FROM (
        SELECT %(portal)s::text, %(portal_label)s::text
        FROM {TABLE} opened
        WHERE %(in_portal)s::boolean AND opened.customer_id = %(customer_id)s::text
          AND opened.action = 'portal.open' AND opened.source = %(here)s::text
          AND %(at)s::timestamptz - opened.at BETWEEN -%(early)s::interval AND %(long)s::interval
        UNION ALL SELECT %(source)s::text, %(label)s::text
        LIMIT 1
    ) who (source, actor)
    WHERE %(request_id)s::text = '' OR (NOT EXISTS (
        SELECT FROM {TABLE} own
        WHERE own.stripe_request_id = %(request_id)s::text AND own.source = %(here)s::text
    ) AND NOT EXISTS (
        SELECT FROM {TABLE} own
        WHERE %(made_id)s::text <> '' AND own.object_id = %(made_id)s::text
          AND own.source = %(here)s::text AND '.' || split_part(own.action, '.', 2) = ANY(%(makes)s::text[])
    ))
    ON CONFLICT (event_id) DO NOTHING
"""  # noqa: S608


def _note(event: Event) -> None:
    """Write the entry, unless it was us. In one trip to the database: every event waits for it."""
    at = datetime.fromtimestamp(event["created"], UTC)
    request_id = request_of(event).get("id") or ""
    source = _source(event)
    id = event["data"]["object"]["id"]
    made_id = id if event["type"].endswith(".created") else ""
    values = {
        "at": at,
        "action": event["type"],
        "object_id": id,
        "made_id": made_id,
        "makes": list(MAKES),
        "customer_id": _customer(event["data"]["object"]),
        "before": json.dumps(without_secrets(before_of(event))),
        "after": json.dumps(without_secrets(after_of(event))),
        "request_id": request_id,
        "event_id": event["id"],
        "source": source.value,
        "label": source.label,
        "in_portal": event["type"].startswith(PORTAL_OBJECTS),
        "portal": Source.PORTAL.value,
        "portal_label": Source.PORTAL.label,
        "here": Source.HERE.value,
        "long": IN_THE_PORTAL,
        "early": A_MINUTE,
    }
    with transaction("default", durable=False) as cursor:
        batch = Batch(cursor, prepared=True)
        lock_request(batch, request_id)
        lock_request(batch, made_id)
        batch.add(WRITE, values)
        batch.run(last=True)


def _source(event: Event) -> Source:
    if request_of(event).get("idempotency_key"):
        return Source.PROGRAM
    return Source.AUTOMATIC if is_automatic(event) else Source.STRIPE


def _customer(data: dict[str, Any]) -> str:
    if data.get("object") == "customer":
        return data["id"]
    customer = data.get("customer")
    return (customer.get("id") if isinstance(customer, dict) else customer) or ""
