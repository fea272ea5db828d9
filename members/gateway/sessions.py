"""Stripe's own pages: Checkout and the customer portal."""

from __future__ import annotations

from typing import Any

from members.gateway.client import Params, once, stripe
from reporting.reader import Answer, call


def create_checkout_session(*, params: Params, idempotency_key: str) -> Answer:
    """https://docs.stripe.com/api/checkout/sessions/create"""
    return call(stripe().v1.checkout.sessions.create, params, once(idempotency_key))


def retrieve_checkout_session(*, session_id: str) -> Answer:
    """https://docs.stripe.com/api/checkout/sessions/retrieve"""
    return call(stripe().v1.checkout.sessions.retrieve, session_id)


def create_portal_session(*, params: Params, idempotency_key: str) -> Answer:
    """https://docs.stripe.com/api/customer_portal/sessions/create"""
    return call(stripe().v1.billing_portal.sessions.create, params, once(idempotency_key))


def list_open_checkout_sessions(*, customer_id: str = "", params: Params | None = None) -> Answer:
    """Pages on which a Customer, or anybody, could still pay, and for what.

    https://docs.stripe.com/api/checkout/sessions/list
    """
    asked: Any = {"limit": 100, **(params or {}), "status": "open", "expand": ["data.line_items"]}
    if customer_id:
        asked["customer"] = customer_id
    return call(stripe().v1.checkout.sessions.list, asked)


def expire_checkout_session(*, session_id: str, idempotency_key: str) -> Answer:
    """Nobody can pay there any more. https://docs.stripe.com/api/checkout/sessions/expire"""
    return call(stripe().v1.checkout.sessions.expire, session_id, None, once(idempotency_key))
