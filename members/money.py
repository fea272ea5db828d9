"""Amounts of money in words."""

from __future__ import annotations

from decimal import Decimal

SYMBOLS = {"gbp": "£", "eur": "€", "usd": "$"}
WITHOUT_MINOR_UNIT = {
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
}


def money(amount: int | None, currency: str) -> str:
    """Minor units as £12.50, or as CHF 12.50 where the currency has no common sign."""
    if amount is None:
        return ""
    currency = currency.lower()
    value = Decimal(amount) if currency in WITHOUT_MINOR_UNIT else Decimal(amount) / 100
    places = 0 if currency in WITHOUT_MINOR_UNIT else 2
    sign = "−" if value < 0 else ""
    return f"{sign}{SYMBOLS.get(currency, currency.upper() + ' ')}{abs(value):,.{places}f}"


def minor_units(amount: Decimal, currency: str) -> int:
    """12.50 as 1250, and 1250 yen as 1250. What is finer than the currency is cut off."""
    return int(amount if currency.lower() in WITHOUT_MINOR_UNIT else amount * 100)


def price(amount: int | None, currency: str, interval: str, count: int | None) -> str:
    """Such as £120.00 a year."""
    if amount is None or not interval:
        return money(amount, currency)
    every = f"a {interval}" if (count or 1) == 1 else f"every {count} {interval}s"
    return f"{money(amount, currency)} {every}"
