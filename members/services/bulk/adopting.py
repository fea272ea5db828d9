"""A Customer as Stripe has it now, and what a killed run left undone about it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from cogento.errors import StripeObjectNotFound
from members import gateway
from members.models import AuditEntry
from members.services import audit
from members.services.bulk.matching import Known, from_stripe
from reporting import mirror, queries


def known(customer_id: str, *, unfinished_by: str = "") -> Known:
    """Ask Stripe, and tell the mirror of whatever it does not have yet.

    Args:
        unfinished_by: Who made the Customer, where a run may have been killed right after Stripe did it:
            then the audit trail gets the rows that are missing.

    Raises:
        StripeObjectNotFound: it was deleted.
    """
    person = gateway.retrieve_customer(customer_id=customer_id)
    if person.data.get("deleted"):
        raise StripeObjectNotFound("This member was deleted in Stripe. Import the row again.")
    listed = gateway.list_subscriptions(customer_id=customer_id)
    subscriptions = listed.data["data"]
    mirrored = set(queries.members().filter(pk=customer_id).values_list("pk", flat=True))
    mirrored |= set(queries.subscriptions([customer_id]).values_list("id", flat=True))
    for answer in (person, *(replace(listed, data=subscription) for subscription in subscriptions)):
        if answer.data["id"] not in mirrored:
            mirror.store(answer)
        if unfinished_by:
            _record(answer.data, by=unfinished_by)
    return from_stripe(person.data, subscriptions)


def _record(data: dict[str, Any], *, by: str) -> None:
    action = "customer.create" if data["object"] == "customer" else "subscription.start"
    if not AuditEntry.objects.filter(action=action, object_id=data["id"]).exists():
        shown = ("name", "email", "phone", "customer", "metadata")
        after = {key: data[key] for key in shown if data.get(key)}
        audit.record(actor=by, action=action, object_id=data["id"], after=after)
