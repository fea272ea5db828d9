"""Subscriptions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from members.gateway.client import Params, delete, once, stripe
from reporting.reader import Answer, call


def create_subscription(*, params: Params, idempotency_key: str) -> Answer:
    """https://docs.stripe.com/api/subscriptions/create"""
    return call(stripe().v1.subscriptions.create, params, once(idempotency_key))


def retrieve_subscription(*, subscription_id: str) -> Answer:
    """With its Customer in full. https://docs.stripe.com/api/subscriptions/retrieve"""
    return call(stripe().v1.subscriptions.retrieve, subscription_id, {"expand": ["customer"]})


def list_subscriptions(*, customer_id: str, expand: Sequence[str] = ()) -> Answer:
    """Those that are not canceled, at most 100. https://docs.stripe.com/api/subscriptions/list"""
    params: Any = {"customer": customer_id, "limit": 100, **({"expand": list(expand)} if expand else {})}
    return call(stripe().v1.subscriptions.list, params)


def list_subscriptions_of_price(*, price_id: str, params: Params | None = None) -> Answer:
    """A page of 100, without canceled ones. https://docs.stripe.com/api/subscriptions/list"""
    asked: Any = {"limit": 100, **(params or {}), "price": price_id}
    return call(stripe().v1.subscriptions.list, asked)


def update_subscription(*, subscription_id: str, params: Params, idempotency_key: str) -> Answer:
    """https://docs.stripe.com/api/subscriptions/update"""
    return call(stripe().v1.subscriptions.update, subscription_id, params, once(idempotency_key))


def cancel_subscription(*, subscription_id: str, idempotency_key: str) -> Answer:
    """At once, with nothing paid back. https://docs.stripe.com/api/subscriptions/cancel"""
    subscriptions = stripe().v1.subscriptions
    return delete(
        subscriptions.cancel,
        subscription_id,
        idempotency_key,
        look=subscriptions.retrieve,
        gone=lambda data: bool(data["status"] == "canceled"),
    )


def resume_subscription(*, subscription_id: str, params: Params, idempotency_key: str) -> Answer:
    """Only where the status is `paused`. https://docs.stripe.com/api/subscriptions/resume"""
    return call(stripe().v1.subscriptions.resume, subscription_id, params, once(idempotency_key))


def list_subscription_creations(*, since: int) -> Answer:
    """The events of subscriptions made since then, which name the idempotency key that made them.

    https://docs.stripe.com/api/events/list
    """
    params: Any = {"type": "customer.subscription.created", "created": {"gte": since}, "limit": 100}
    return call(stripe().v1.events.list, params)


def create_subscription_schedule(*, params: Params, idempotency_key: str) -> Answer:
    """https://docs.stripe.com/api/subscription_schedules/create"""
    return call(stripe().v1.subscription_schedules.create, params, once(idempotency_key))


def retrieve_subscription_schedule(*, schedule_id: str) -> Answer:
    """https://docs.stripe.com/api/subscription_schedules/retrieve"""
    return call(stripe().v1.subscription_schedules.retrieve, schedule_id)


def update_subscription_schedule(*, schedule_id: str, params: Params, idempotency_key: str) -> Answer:
    """https://docs.stripe.com/api/subscription_schedules/update"""
    return call(stripe().v1.subscription_schedules.update, schedule_id, params, once(idempotency_key))


def release_subscription_schedule(*, schedule_id: str, idempotency_key: str) -> Answer:
    """The Subscription goes on without it. https://docs.stripe.com/api/subscription_schedules/release"""
    return call(stripe().v1.subscription_schedules.release, schedule_id, None, once(idempotency_key))


def preview_invoice(*, params: Params) -> Answer:
    """What an invoice would be; nothing is made. https://docs.stripe.com/api/invoices/create_preview"""
    return call(stripe().v1.invoices.create_preview, params)


def list_paid_invoices(*, subscription_id: str) -> Answer:
    """The newest, with what paid them. https://docs.stripe.com/api/invoices/list"""
    params: Any = {"subscription": subscription_id, "status": "paid", "limit": 10}
    return call(stripe().v1.invoices.list, {**params, "expand": ["data.payments"]})
