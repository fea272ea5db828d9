"""What a customer has in credit (below nothing) or owes: moved by one transaction each time.

Source: https://docs.stripe.com/billing/customer/balance
"""

from __future__ import annotations

from typing import Any

from ..state import State
from ..store import Object


def move(state: State, customer: Object, amount: int, type: str, currency: str, **fields: Any) -> Object:
    """Change the customer's balance; answers the transaction."""
    ending = customer["balance"] + amount
    state.change(customer, {"balance": ending}, "customer.updated")
    return state.create(
        {
            "id": state.new_id("cbtxn"),
            "object": "customer_balance_transaction",
            "amount": amount,
            "checkout_session": None,
            "created": state.now(),
            "credit_note": None,
            "currency": currency,
            "customer": customer["id"],
            "customer_account": None,
            "description": None,
            "ending_balance": ending,
            "invoice": None,
            "livemode": False,
            "metadata": {},
            "type": type,
            **fields,
        }
    )
