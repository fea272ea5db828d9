"""Products and Prices: what the club calls plans."""

from __future__ import annotations

from members.gateway.client import Params, once, stripe
from reporting.reader import Answer, call


def create_product(*, params: Params, idempotency_key: str) -> Answer:
    """https://docs.stripe.com/api/products/create"""
    return call(stripe().v1.products.create, params, once(idempotency_key))


def list_products(*, params: Params) -> Answer:
    """https://docs.stripe.com/api/products/list"""
    return call(stripe().v1.products.list, params)


def create_price(*, params: Params, idempotency_key: str) -> Answer:
    """https://docs.stripe.com/api/prices/create"""
    return call(stripe().v1.prices.create, params, once(idempotency_key))


def retrieve_price(*, price_id: str) -> Answer:
    """With its Product in full. https://docs.stripe.com/api/prices/retrieve"""
    return call(stripe().v1.prices.retrieve, price_id, {"expand": ["product"]})


def list_prices(*, params: Params) -> Answer:
    """https://docs.stripe.com/api/prices/list"""
    return call(stripe().v1.prices.list, params)


def retrieve_product(*, product_id: str) -> Answer:
    """https://docs.stripe.com/api/products/retrieve"""
    return call(stripe().v1.products.retrieve, product_id)


def update_product(*, product_id: str, params: Params, idempotency_key: str) -> Answer:
    """https://docs.stripe.com/api/products/update"""
    return call(stripe().v1.products.update, product_id, params, once(idempotency_key))


def update_price(*, price_id: str, params: Params, idempotency_key: str) -> Answer:
    """Its amount cannot be changed. https://docs.stripe.com/api/prices/update"""
    return call(stripe().v1.prices.update, price_id, params, once(idempotency_key))
