"""The calls that write to Stripe, one function a call. Nothing else in `members` imports Stripe's library.

Timeouts, retries and the translation of Stripe's errors into `cogento.errors` come from `reporting.reader`.
Every write takes an idempotency key: the same key twice does it once.
"""

from __future__ import annotations

from typing import Any

from stripe import RequestOptions, StripeClient

from reporting.reader import Answer, call, client

Params = dict[str, Any]


def create_customer(*, params: Params, idempotency_key: str) -> Answer:
    """https://docs.stripe.com/api/customers/create"""
    return call(_stripe().v1.customers.create, params, _once(idempotency_key))


def retrieve_customer(*, customer_id: str) -> Answer:
    """A deleted Customer answers with `{"deleted": true}`. https://docs.stripe.com/api/customers/retrieve"""
    return call(_stripe().v1.customers.retrieve, customer_id)


def update_customer(*, customer_id: str, params: Params, idempotency_key: str) -> Answer:
    """https://docs.stripe.com/api/customers/update"""
    return call(_stripe().v1.customers.update, customer_id, params, _once(idempotency_key))


def delete_customer(*, customer_id: str, idempotency_key: str) -> Answer:
    """Also ends the running subscriptions at once. https://docs.stripe.com/api/customers/delete"""
    return call(_stripe().v1.customers.delete, customer_id, None, _once(idempotency_key))


def list_customers_by_email(*, email: str) -> Answer:
    """At most 100; Stripe compares upper and lower case. https://docs.stripe.com/api/customers/list"""
    return call(_stripe().v1.customers.list, {"email": email, "limit": 100})


def create_subscription(*, params: Params, idempotency_key: str) -> Answer:
    """https://docs.stripe.com/api/subscriptions/create"""
    return call(_stripe().v1.subscriptions.create, params, _once(idempotency_key))


def retrieve_subscription(*, subscription_id: str) -> Answer:
    """With its Customer in full. https://docs.stripe.com/api/subscriptions/retrieve"""
    return call(_stripe().v1.subscriptions.retrieve, subscription_id, {"expand": ["customer"]})


def list_subscriptions(*, customer_id: str) -> Answer:
    """Those that are not canceled, at most 100. https://docs.stripe.com/api/subscriptions/list"""
    return call(_stripe().v1.subscriptions.list, {"customer": customer_id, "limit": 100})


def update_subscription(*, subscription_id: str, params: Params, idempotency_key: str) -> Answer:
    """https://docs.stripe.com/api/subscriptions/update"""
    return call(_stripe().v1.subscriptions.update, subscription_id, params, _once(idempotency_key))


def cancel_subscription(*, subscription_id: str, idempotency_key: str) -> Answer:
    """At once, with nothing paid back. https://docs.stripe.com/api/subscriptions/cancel"""
    return call(_stripe().v1.subscriptions.cancel, subscription_id, None, _once(idempotency_key))


def resume_subscription(*, subscription_id: str, params: Params, idempotency_key: str) -> Answer:
    """Only where the status is `paused`. https://docs.stripe.com/api/subscriptions/resume"""
    return call(_stripe().v1.subscriptions.resume, subscription_id, params, _once(idempotency_key))


def list_subscription_creations(*, since: int) -> Answer:
    """The events of subscriptions made since then, which name the idempotency key that made them.

    https://docs.stripe.com/api/events/list
    """
    params: Any = {"type": "customer.subscription.created", "created": {"gte": since}, "limit": 100}
    return call(_stripe().v1.events.list, params)


def create_product(*, params: Params, idempotency_key: str) -> Answer:
    """https://docs.stripe.com/api/products/create"""
    return call(_stripe().v1.products.create, params, _once(idempotency_key))


def list_products(*, params: Params) -> Answer:
    """https://docs.stripe.com/api/products/list"""
    return call(_stripe().v1.products.list, params)


def create_price(*, params: Params, idempotency_key: str) -> Answer:
    """https://docs.stripe.com/api/prices/create"""
    return call(_stripe().v1.prices.create, params, _once(idempotency_key))


def retrieve_price(*, price_id: str) -> Answer:
    """With its Product in full. https://docs.stripe.com/api/prices/retrieve"""
    return call(_stripe().v1.prices.retrieve, price_id, {"expand": ["product"]})


def list_prices(*, params: Params) -> Answer:
    """https://docs.stripe.com/api/prices/list"""
    return call(_stripe().v1.prices.list, params)


def create_checkout_session(*, params: Params, idempotency_key: str) -> Answer:
    """https://docs.stripe.com/api/checkout/sessions/create"""
    return call(_stripe().v1.checkout.sessions.create, params, _once(idempotency_key))


def create_portal_session(*, params: Params, idempotency_key: str) -> Answer:
    """https://docs.stripe.com/api/customer_portal/sessions/create"""
    return call(_stripe().v1.billing_portal.sessions.create, params, _once(idempotency_key))


def list_webhook_endpoints() -> Answer:
    """At most 100, more than Stripe allows. https://docs.stripe.com/api/webhook_endpoints/list"""
    return call(_stripe().v1.webhook_endpoints.list, {"limit": 100})


def create_webhook_endpoint(*, params: Params, idempotency_key: str) -> Answer:
    """The answer alone holds the signing secret. https://docs.stripe.com/api/webhook_endpoints/create"""
    return call(_stripe().v1.webhook_endpoints.create, params, _once(idempotency_key))


def update_webhook_endpoint(*, endpoint_id: str, params: Params, idempotency_key: str) -> Answer:
    """https://docs.stripe.com/api/webhook_endpoints/update"""
    return call(_stripe().v1.webhook_endpoints.update, endpoint_id, params, _once(idempotency_key))


def _stripe() -> StripeClient:
    return client()


def _once(idempotency_key: str) -> RequestOptions:
    return {"idempotency_key": idempotency_key}
