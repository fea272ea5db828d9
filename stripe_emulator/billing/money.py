"""Amounts in minor units, and how an invoice writes them."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any

ZERO_DECIMAL = frozenset(
    [
        "bif",
        "clp",
        "djf",
        "gnf",
        "jpy",
        "kmf",
        "krw",
        "mga",
        "pyg",
        "rwf",
        "ugx",
        "vnd",
        "vuv",
        "xaf",
        "xof",
        "xpf",
    ]
)
SYMBOLS = {"usd": "$", "gbp": "£", "eur": "€", "jpy": "¥", "aud": "A$", "cad": "CA$", "nzd": "NZ$"}


def formatted(amount: int, currency: str) -> str:
    places = 0 if currency in ZERO_DECIMAL else 2
    value = f"{abs(amount) / 10**places:,.{places}f}"
    shown = f"{SYMBOLS[currency]}{value}" if currency in SYMBOLS else f"{value} {currency.upper()}"
    return f"-{shown}" if amount < 0 else shown


def amount_of(price: dict[str, Any], quantity: int) -> int:
    return rounded(Decimal(price["unit_amount_decimal"] or "0") * quantity)


def part_of(amount: int, share: int, whole: int) -> int:
    """A proration, rounded to the minor unit."""
    exact = Fraction(amount * share, whole) if whole else Fraction(0)
    return rounded(Decimal(exact.numerator) / Decimal(exact.denominator))


def rounded(value: Decimal) -> int:
    return int(value.quantize(Decimal(1), ROUND_HALF_UP))
