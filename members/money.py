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
# Of these the minor unit is a thousandth, and the last digit must be 0: https://docs.stripe.com/currencies
WITH_THOUSANDTHS = {"bhd", "jod", "kwd", "omr", "tnd"}


def money(amount: int | None, currency: str) -> str:
    """Minor units as £12.50, or as CHF 12.50 where the currency has no common sign."""
    if amount is None:
        return ""
    currency = currency.lower()
    places = _places(currency)
    value = Decimal(amount).scaleb(-places)
    sign = "−" if value < 0 else ""
    return f"{sign}{SYMBOLS.get(currency, currency.upper() + ' ')}{abs(value):,.{places}f}"


def minor_units(amount: Decimal, currency: str) -> int:
    """12.50 as 1250, and 1250 yen as 1250. What is finer than the currency is cut off."""
    return int(amount.scaleb(_places(currency)))


def price(amount: int | None, currency: str, interval: str, count: int | None) -> str:
    """Such as £120.00 a year."""
    if amount is None or not interval:
        return money(amount, currency)
    every = f"a {interval}" if (count or 1) == 1 else f"every {count} {interval}s"
    return f"{money(amount, currency)} {every}"


def _places(currency: str) -> int:
    """How many decimals Stripe's amounts of it have, which are not always those of the currency itself."""
    currency = currency.lower()
    return 0 if currency in WITHOUT_MINOR_UNIT else 3 if currency in WITH_THOUSANDTHS else 2
