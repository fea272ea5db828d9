"""Balance transactions as they come into being."""

from __future__ import annotations

from ..billing.money import part_of
from ..state import State
from ..store import Object

# 1.5 % and 20 pence: Stripe's price for British cards.
FEE_PER_THOUSAND, FEE_FIXED = 15, 20
SETTLES_AFTER = 3 * 86400


def balance_transaction(state: State, source: Object, amount: int, kind: str) -> Object:
    """What a charge or a refund (a negative amount, no fee) does to the account's balance."""
    fee = part_of(amount, FEE_PER_THOUSAND, 1000) + FEE_FIXED if kind == "charge" else 0
    details = {
        "amount": fee,
        "application": None,
        "currency": source["currency"],
        "description": "Stripe processing fees",
        "type": "stripe_fee",
    }
    return {
        "id": source["balance_transaction"],
        "object": "balance_transaction",
        "amount": amount,
        "available_on": state.now() + SETTLES_AFTER,
        "balance_type": "payments",
        "created": state.now(),
        "currency": source["currency"],
        "description": source.get("description"),
        "exchange_rate": None,
        "fee": fee,
        "fee_details": [details] if fee else [],
        "net": amount - fee,
        "reporting_category": kind,
        "source": source["id"],
        "status": "pending",
        "type": kind,
    }
