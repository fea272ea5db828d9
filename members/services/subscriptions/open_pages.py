"""Checkout pages on which a person could still pay for a plan: closed before they get it in another way."""

from __future__ import annotations

from typing import Any

from cogento.errors import StripeRefused
from members import gateway
from members.services import writing
from members.services.subscriptions.running import MEMBER_NAME, same_person

Data = dict[str, Any]
KEY = "key"  # metadata: digest of the idempotency key that the page was opened with


def close(*, customer_id: str, product_id: str, member_name: str = "", but_for_key: str = "") -> None:
    """Close this person's open pages for a plan, but for the one opened with this key.

    Call it under `only_one_writer` and before asking what is `running`: what was paid on a page until it
    closed is then found running.

    Source: https://docs.stripe.com/api/checkout/sessions/expire
    """
    for page in gateway.list_open_checkout_sessions(customer_id=customer_id).data["data"]:
        metadata = page.get("metadata") or {}
        is_ours = bool(but_for_key) and metadata.get(KEY) == but_for_key
        whose = metadata.get(MEMBER_NAME, "")
        if not is_ours and product_id in products(page) and same_person(whose, member_name):
            _expire(page["id"])


def products(page: Data) -> set[str]:
    """Ids, of a page that begins a membership; one where something is paid once has nothing to do with it."""
    lines = (page.get("line_items") or {}).get("data") or []
    if page["mode"] != "subscription":
        return set()
    return {line["price"]["product"] for line in lines if line.get("price")}


def _expire(session_id: str) -> None:
    try:
        gateway.expire_checkout_session(
            session_id=session_id, idempotency_key=writing.digest("expire", session_id)
        )
    except StripeRefused:
        if gateway.retrieve_checkout_session(session_id=session_id).data["status"] == "open":
            raise
