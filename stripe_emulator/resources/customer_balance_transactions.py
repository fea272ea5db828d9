"""Customer balance transactions: credit that invoices use up, and what a customer owes from before.

Source: https://docs.stripe.com/api/customer_balance_transactions
"""

from __future__ import annotations

from ..billing import balance
from ..errors import InvalidRequest, no_such
from ..lists import LIST, Page, list_objects
from ..metadata import merged, metadata
from ..params import integer, required, text
from ..registry import Resource
from ..state import State
from ..store import Object
from .currencies import check_currency

customer_balance_transaction = Resource(
    "customer_balance_transaction", expandable=("credit_note", "customer", "invoice"), indexes=("customer",)
)
PATH = "/v1/customers/{customer}/balance_transactions"
UPDATE = {"description": text(limit=350), "metadata": metadata()}
CREATE = {**UPDATE, "amount": required(integer()), "currency": required(text(clear=False))}
INDEX = {**LIST, "invoice": text()}


@customer_balance_transaction.post(PATH, CREATE)
def create(state: State, params: Object, customer: str) -> Object:
    """A negative amount is credit."""
    owner = state.get("customer", customer)
    currency = check_currency(params["currency"])
    if owner["currency"] not in (None, currency):
        raise InvalidRequest(
            f"The currency of this customer's balance is {owner['currency']} and must match: {currency} was"
            " given.",
            param="currency",
        )
    if owner["currency"] is None:
        owner = state.change(owner, {"currency": currency})
    return balance.move(
        state,
        owner,
        params["amount"],
        "adjustment",
        currency,
        description=params.get("description"),
        metadata=merged({}, params.get("metadata", {})),
    )


@customer_balance_transaction.get(PATH + "/{id}")
def retrieve(state: State, params: Object, customer: str, id: str) -> Object:
    obj = state.get("customer_balance_transaction", id)
    if obj["customer"] != customer:
        raise no_such("customer_balance_transaction", id)
    return obj


@customer_balance_transaction.post(PATH + "/{id}", UPDATE)
def update(state: State, params: Object, customer: str, id: str) -> Object:
    obj = retrieve(state, {}, customer, id)
    if "metadata" in params:
        params["metadata"] = merged(obj["metadata"], params["metadata"])
    return state.change(obj, params)


@customer_balance_transaction.get(PATH, INDEX)
def index(state: State, params: Object, customer: str) -> Page:
    url = PATH.format(customer=state.get("customer", customer)["id"])
    return list_objects(state, "customer_balance_transaction", url, params, customer=customer)
