"""Balance transactions: what a charge brought after the fee, and what a refund took.

Source: https://docs.stripe.com/api/balance_transactions
"""

from __future__ import annotations

from ..lists import LIST, Page, list_objects
from ..params import text
from ..registry import Resource
from ..state import State
from ..store import Object

balance_transaction = Resource("balance_transaction", expandable=("source",), indexes=("source", "type"))
INDEX = {**LIST, "currency": text(), "payout": text(), "source": text(), "type": text()}


@balance_transaction.get("/v1/balance_transactions/{id}")
def retrieve(state: State, params: Object, id: str) -> Object:
    return state.get("balance_transaction", id)


@balance_transaction.get("/v1/balance_transactions", INDEX)
def index(state: State, params: Object) -> Page:
    return list_objects(state, "balance_transaction", "/v1/balance_transactions", params)
