"""Where Stripe sends its events."""

from __future__ import annotations

from members.gateway.client import Params, once, stripe
from reporting.reader import Answer, call


def list_webhook_endpoints() -> Answer:
    """At most 100, more than Stripe allows. https://docs.stripe.com/api/webhook_endpoints/list"""
    return call(stripe().v1.webhook_endpoints.list, {"limit": 100})


def create_webhook_endpoint(*, params: Params, idempotency_key: str) -> Answer:
    """The answer alone holds the signing secret. https://docs.stripe.com/api/webhook_endpoints/create"""
    return call(stripe().v1.webhook_endpoints.create, params, once(idempotency_key))


def update_webhook_endpoint(*, endpoint_id: str, params: Params, idempotency_key: str) -> Answer:
    """https://docs.stripe.com/api/webhook_endpoints/update"""
    return call(stripe().v1.webhook_endpoints.update, endpoint_id, params, once(idempotency_key))
