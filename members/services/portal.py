"""Stripe's own pages where a person changes a card, sees invoices and cancels."""

from __future__ import annotations

from django.conf import settings

from members import gateway
from members.services import audit, authority, writing


def open_session(
    *, customer_id: str, by: str, as_member: bool = False, idempotency_key: str | None = None
) -> str:
    """A short-lived address of Stripe's customer portal. It lets in whoever has it: show it, never keep it.

    Raises:
        StripeObjectNotFound: there is no such Customer, or `as_member` and it is somebody else's.
    """
    authority.customer(customer_id=customer_id, by=by, as_member=as_member)
    answer = gateway.create_portal_session(
        params={"customer": customer_id, "return_url": f"{settings.PUBLIC_URL}/"},
        idempotency_key=idempotency_key or writing.fresh_key(),
    )
    audit.record(actor=by, action="portal.open", object_id=customer_id, stripe_request_id=answer.request_id)
    url: str = answer.data["url"]
    return url
