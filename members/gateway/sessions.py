"""Stripe's own pages: Checkout and the customer portal."""

from __future__ import annotations

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
