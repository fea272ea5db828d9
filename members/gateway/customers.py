"""Customers."""

from __future__ import annotations

from typing import Any, Literal

from members.gateway.client import Params, delete, once, stripe
from reporting.reader import Answer, call


def create_customer(*, params: Params, idempotency_key: str) -> Answer:
    """https://docs.stripe.com/api/customers/create"""
    return call(stripe().v1.customers.create, params, once(idempotency_key))


def retrieve_customer(*, customer_id: str) -> Answer:
    """A deleted Customer answers with `{"deleted": true}`. https://docs.stripe.com/api/customers/retrieve"""
    return call(stripe().v1.customers.retrieve, customer_id)


def update_customer(*, customer_id: str, params: Params, idempotency_key: str) -> Answer:
    """https://docs.stripe.com/api/customers/update"""
    return call(stripe().v1.customers.update, customer_id, params, once(idempotency_key))


def delete_customer(*, customer_id: str, idempotency_key: str) -> Answer:
    """Also ends the running subscriptions at once. https://docs.stripe.com/api/customers/delete"""
    customers = stripe().v1.customers
    return delete(
        customers.delete,
        customer_id,
        idempotency_key,
        look=customers.retrieve,
        gone=lambda data: bool(data.get("deleted")),
    )


def list_of_customer(*, customer_id: str, kind: Literal["subscriptions", "invoices", "charges"]) -> Answer:
    """All that a Customer has of a kind, ended or not: the newest 100.

    https://docs.stripe.com/api/subscriptions/list, …/api/invoices/list and …/api/charges/list
    """
    params: Any = {"customer": customer_id, "limit": 100}
    if kind == "subscriptions":
        return call(stripe().v1.subscriptions.list, {**params, "status": "all"})
    if kind == "invoices":
        return call(stripe().v1.invoices.list, params)
    return call(stripe().v1.charges.list, params)


def list_customers_by_email(*, email: str) -> Answer:
    """At most 100; Stripe compares upper and lower case. https://docs.stripe.com/api/customers/list"""
    return call(stripe().v1.customers.list, {"email": email, "limit": 100})
