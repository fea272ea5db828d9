"""Taxes of invoice lines by fixed rates, in the price or on top of it.

Source: https://docs.stripe.com/billing/taxes/tax-rates
"""

from __future__ import annotations

from decimal import Decimal

from ..state import State
from ..store import Object
from .money import rounded


def of_line(state: State, amount: int, rates: list[str]) -> list[Object]:
    """What each rate asks of an amount from which discounts were taken."""
    found = [state.store.objects[id] for id in rates]
    inside = sum((Decimal(str(rate["percentage"])) for rate in found if rate["inclusive"]), Decimal(0))
    net = Decimal(amount) / (1 + inside / 100)
    return [
        {
            "amount": rounded(net * Decimal(str(rate["percentage"])) / 100),
            "tax_behavior": "inclusive" if rate["inclusive"] else "exclusive",
            "tax_rate_details": {"tax_rate": rate["id"]},
            "taxability_reason": "not_available",
            "taxable_amount": rounded(net),
            "type": "tax_rate_details",
        }
        for rate in found
    ]


def summed(taxes: list[Object]) -> list[Object]:
    """One entry for each rate."""
    totals: dict[str, Object] = {}
    for tax in taxes:
        id = tax["tax_rate_details"]["tax_rate"]
        old = totals.get(id)
        added = {key: (old[key] if old else 0) + tax[key] for key in ("amount", "taxable_amount")}
        totals[id] = {**tax, **added}
    return list(totals.values())


def amount(taxes: list[Object], behavior: str) -> int:
    return sum(tax["amount"] for tax in taxes if tax["tax_behavior"] == behavior)
