"""What a Customer has in credit or owes, outside of invoices."""

from __future__ import annotations

from members.gateway.client import Params, once, stripe
from reporting.reader import Answer, call


def create_balance_entry(*, customer_id: str, params: Params, idempotency_key: str) -> Answer:
    """A negative amount is credit. https://docs.stripe.com/api/customer_balance_transactions/create"""
    return call(stripe().v1.customers.balance_transactions.create, customer_id, params, once(idempotency_key))


def retrieve_balance_entry(*, customer_id: str, entry_id: str) -> Answer:
    """https://docs.stripe.com/api/customer_balance_transactions/retrieve"""
    return call(stripe().v1.customers.balance_transactions.retrieve, customer_id, entry_id)


def list_balance_entries(*, customer_id: str, params: Params) -> Answer:
    """Newest first. https://docs.stripe.com/api/customer_balance_transactions/list"""
    return call(stripe().v1.customers.balance_transactions.list, customer_id, params)
