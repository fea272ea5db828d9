"""Amounts as Stripe counts them and as people write them."""

from decimal import Decimal

import pytest

from members.money import minor_units, money

CASES = [
    (1250, "gbp", "£12.50", "12.50"),
    (1250, "JPY", "JPY 1,250", "1250"),
    (12340, "kwd", "KWD 12.340", "12.340"),
    (500, "isk", "ISK 5.00", "5"),
]


@pytest.mark.parametrize(("amount", "currency", "shown", "typed"), CASES)
def test_both_ways(amount, currency, shown, typed):
    assert money(amount, currency) == shown
    assert minor_units(Decimal(typed), currency) == amount


def test_below_zero_and_finer_than_the_currency():
    assert money(-5, "eur") == "−€0.05"
    assert money(None, "eur") == ""
    assert minor_units(Decimal("12.509"), "gbp") == 1250
    assert minor_units(Decimal("12.9"), "jpy") == 12
