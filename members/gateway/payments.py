"""Payments: PaymentIntents, their charges, refunds, and the ways to pay that are stored."""

from __future__ import annotations

from members.gateway.client import Params, once, stripe
from reporting.reader import Answer, call


def create_payment_intent(*, params: Params, idempotency_key: str) -> Answer:
    """https://docs.stripe.com/api/payment_intents/create"""
    return call(stripe().v1.payment_intents.create, params, once(idempotency_key))


def retrieve_payment_intent(*, payment_intent_id: str) -> Answer:
    """https://docs.stripe.com/api/payment_intents/retrieve"""
    return call(stripe().v1.payment_intents.retrieve, payment_intent_id)


def retrieve_charge(*, charge_id: str) -> Answer:
    """https://docs.stripe.com/api/charges/retrieve"""
    return call(stripe().v1.charges.retrieve, charge_id)


def list_payment_methods(*, customer_id: str) -> Answer:
    """At most 100, newest first. https://docs.stripe.com/api/payment_methods/customer_list"""
    return call(stripe().v1.customers.payment_methods.list, customer_id, {"limit": 100})


def create_refund(*, params: Params, idempotency_key: str) -> Answer:
    """https://docs.stripe.com/api/refunds/create"""
    return call(stripe().v1.refunds.create, params, once(idempotency_key))


def retrieve_refund(*, refund_id: str) -> Answer:
    """https://docs.stripe.com/api/refunds/retrieve"""
    return call(stripe().v1.refunds.retrieve, refund_id)


def list_refunds(*, charge_id: str) -> Answer:
    """At most 100, newest first. https://docs.stripe.com/api/refunds/list"""
    return call(stripe().v1.refunds.list, {"charge": charge_id, "limit": 100})
