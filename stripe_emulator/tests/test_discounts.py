"""Coupons, promotion codes and discounts, with what they take off invoices."""

from __future__ import annotations

from typing import Any

import pytest
import stripe

from . import club
from .club import DAY, JAN_31
from .conftest import Program

HOUR = 3600
MONTHS = [JAN_31, JAN_31 + 28 * DAY, JAN_31 + 59 * DAY, JAN_31 + 89 * DAY, JAN_31 + 120 * DAY]


def coupon(emulator: Program, **given: Any) -> Any:
    return emulator.v1.coupons.create(given)  # type: ignore[arg-type]


def totals(emulator: Program, sub_id: str) -> list[int]:
    """Oldest first."""
    return [row.total for row in emulator.v1.invoices.list({"subscription": sub_id}).data][::-1]


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"percent_off": 25, "duration": "forever"}, [750, 750, 750, 750, 750]),
        ({"percent_off": 25, "duration": "once"}, [750, 1000, 1000, 1000, 1000]),
        (
            {"percent_off": 25, "duration": "repeating", "duration_in_months": 3},
            [750, 750, 750, 1000, 1000],
        ),
        ({"amount_off": 300, "currency": "gbp", "duration": "once"}, [700, 1000, 1000, 1000, 1000]),
        ({"amount_off": 3000, "currency": "gbp", "duration": "once"}, [0, 1000, 1000, 1000, 1000]),
    ],
)
def test_durations_on_a_subscription(emulator: Program, given: Any, expected: list[int]) -> None:
    club.freeze(emulator, JAN_31)
    ann = club.customer(emulator)
    off = coupon(emulator, **given)
    monthly = club.price(emulator, 1000, "month")
    sub = club.subscribe(emulator, ann.id, monthly.id, discounts=[{"coupon": off.id}])
    for at in MONTHS[1:]:
        club.freeze(emulator, at + HOUR)
    assert totals(emulator, sub.id) == expected
    over = given["duration"] != "forever"
    assert (emulator.v1.subscriptions.retrieve(sub.id).discounts == []) == over
    assert emulator.v1.coupons.retrieve(off.id).times_redeemed == 1


def test_an_invoice_says_what_was_taken_off(emulator: Program) -> None:
    ann = club.customer(emulator)
    off = coupon(emulator, percent_off=33.3, duration="forever")
    sub = club.subscribe(emulator, ann.id, club.price(emulator, 1001).id, discounts=[{"coupon": off.id}])
    invoice = emulator.v1.invoices.retrieve(
        sub.latest_invoice, {"expand": ["discounts.source.coupon", "payments"]}
    ).to_dict()
    (discount,) = invoice["discounts"]
    assert discount["source"]["coupon"]["percent_off"] == 33.3
    assert (invoice["subtotal"], invoice["total"], invoice["amount_paid"]) == (1001, 668, 668)
    assert invoice["total_discount_amounts"] == [{"amount": 333, "discount": discount["id"]}]
    assert invoice["lines"]["data"][0]["discount_amounts"] == [{"amount": 333, "discount": discount["id"]}]
    assert emulator.v1.charges.list().data[0].amount == 668


def test_an_amount_off_is_spread_over_the_lines(emulator: Program) -> None:
    ann = club.customer(emulator)
    off = coupon(emulator, amount_off=100, currency="gbp")
    for amount in (333, 333, 334):
        emulator.v1.invoice_items.create({"customer": ann.id, "amount": amount, "currency": "gbp"})
    invoice = emulator.v1.invoices.create(
        {
            "customer": ann.id,
            "discounts": [{"coupon": off.id}],
            "pending_invoice_items_behavior": "include",
        }
    ).to_dict()
    each = [row["discount_amounts"][0]["amount"] for row in invoice["lines"]["data"]]
    assert (sum(each), invoice["total"]) == (100, 900)
    assert sorted(each) == [33, 33, 34]


def test_what_is_used_once_is_told_to_be_over(emulator: Program) -> None:
    off = coupon(emulator, percent_off=10)
    sub = club.subscribe(
        emulator, club.customer(emulator).id, club.price(emulator).id, discounts=[{"coupon": off.id}]
    )
    told = [type for type in club.event_types(emulator) if type.startswith("customer.discount")]
    assert (told, sub.discounts) == (["customer.discount.created", "customer.discount.deleted"], [])


def test_a_customers_coupon_gives_way_to_the_subscriptions(emulator: Program) -> None:
    ten, half = (coupon(emulator, percent_off=p, duration="forever") for p in (10, 50))
    ann = club.customer(emulator)
    emulator.http.post(f"/v1/customers/{ann.id}", data={"coupon": ten.id}).raise_for_status()
    assert emulator.v1.customers.retrieve(ann.id).discount is not None
    price = club.price(emulator, 1000)
    plain = club.subscribe(emulator, ann.id, price.id)
    own = club.subscribe(emulator, ann.id, price.id, discounts=[{"coupon": half.id}])
    assert (totals(emulator, plain.id), totals(emulator, own.id)) == ([900], [500])
    emulator.v1.customers.delete_discount(ann.id)
    assert emulator.v1.customers.retrieve(ann.id).discount is None
    assert club.event_types(emulator)[-1] == "customer.discount.deleted"


def test_only_the_products_that_it_applies_to(emulator: Program) -> None:
    ann = club.customer(emulator)
    member, locker = club.price(emulator, 1000), club.price(emulator, 500)
    off = coupon(emulator, percent_off=50, duration="forever", applies_to={"products": [locker.product]})
    items: Any = [{"price": member.id}, {"price": locker.id}]
    sub = emulator.v1.subscriptions.create(
        {"customer": ann.id, "items": items, "discounts": [{"coupon": off.id}]}
    )
    assert totals(emulator, sub.id) == [1250]


def test_a_promotion_code(emulator: Program) -> None:
    ann, bob = club.customer(emulator), club.customer(emulator)
    off = coupon(emulator, percent_off=20)
    code = emulator.v1.promotion_codes.create(
        {"promotion": {"type": "coupon", "coupon": off.id}, "code": "SPRING", "max_redemptions": 1}
    )
    assert [row.id for row in emulator.v1.promotion_codes.list({"code": "spring"}).data] == [code.id]
    price = club.price(emulator, 1000)
    sub = club.subscribe(emulator, ann.id, price.id, discounts=[{"promotion_code": code.id}])
    assert totals(emulator, sub.id) == [800]
    assert emulator.v1.promotion_codes.retrieve(code.id).active is False
    with pytest.raises(stripe.InvalidRequestError, match="not active"):
        club.subscribe(emulator, bob.id, price.id, discounts=[{"promotion_code": code.id}])


def test_what_cannot_be_redeemed(emulator: Program) -> None:
    ann = club.customer(emulator)
    price = club.price(emulator, 1000)
    gone = coupon(emulator, percent_off=20)
    emulator.v1.coupons.delete(gone.id)
    late = coupon(emulator, percent_off=20, redeem_by=1)
    for id in (gone.id, late.id, "nothing"):
        with pytest.raises(stripe.InvalidRequestError):
            club.subscribe(emulator, ann.id, price.id, discounts=[{"coupon": id}])
    assert emulator.v1.subscriptions.list().data == []


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"percent_off": 10, "amount_off": 1, "currency": "gbp"},
        {"amount_off": 1},
        {"percent_off": 101},
        {"percent_off": 1, "duration": "repeating"},
    ],
)
def test_coupons_that_are_refused(emulator: Program, given: Any) -> None:
    with pytest.raises(stripe.InvalidRequestError):
        coupon(emulator, **given)


def test_discounts_of_a_subscription_change(emulator: Program) -> None:
    ann = club.customer(emulator)
    ten, half = (coupon(emulator, percent_off=p, duration="forever") for p in (10, 50))
    sub = club.subscribe(emulator, ann.id, club.price(emulator).id, discounts=[{"coupon": ten.id}])
    first = sub.discounts[0]
    changed = emulator.v1.subscriptions.update(
        sub.id, {"discounts": [{"coupon": half.id}], "expand": ["discounts"]}
    ).to_dict()
    assert [row["source"]["coupon"] for row in changed["discounts"]] == [half.id]
    assert changed["discounts"][0]["id"] != first
    assert emulator.v1.subscriptions.update(sub.id, {"discounts": ""}).discounts == []


def test_prorations_are_reckoned_after_the_discount(emulator: Program) -> None:
    club.freeze(emulator, JAN_31)
    ann = club.customer(emulator)
    off = coupon(emulator, percent_off=50, duration="forever")
    sub = club.subscribe(emulator, ann.id, club.price(emulator, 36500).id, discounts=[{"coupon": off.id}])
    item = sub.to_dict()["items"]["data"][0]["id"]
    club.freeze(emulator, JAN_31 + 265 * DAY)
    emulator.v1.subscriptions.update(sub.id, {"items": [{"id": item, "quantity": 2}]})
    amounts = [row.amount for row in emulator.v1.invoice_items.list({"customer": ann.id}).data]
    assert sorted(amounts) == [-5000, 10000]


@pytest.mark.parametrize(("inclusive", "total", "net"), [(True, 1200, 1000), (False, 1440, 1200)])
def test_tax_rates(emulator: Program, inclusive: bool, total: int, net: int) -> None:
    ann = club.customer(emulator)
    rate = emulator.v1.tax_rates.create({"display_name": "VAT", "inclusive": inclusive, "percentage": 20})
    sub = club.subscribe(emulator, ann.id, club.price(emulator, 1200).id, default_tax_rates=[rate.id])
    invoice = emulator.v1.invoices.retrieve(sub.latest_invoice).to_dict()
    assert (invoice["total"], invoice["total_excluding_tax"]) == (total, net)
    (tax,) = invoice["total_taxes"]
    assert (tax["amount"], tax["tax_rate_details"]["tax_rate"]) == (total - net, rate.id)


def test_credit_is_used_up_by_invoices(emulator: Program) -> None:
    ann = club.customer(emulator)
    emulator.v1.customers.balance_transactions.create(ann.id, {"amount": -1500, "currency": "gbp"})
    sub = club.subscribe(emulator, ann.id, club.price(emulator, 1000).id)
    invoice = emulator.v1.invoices.retrieve(sub.latest_invoice)
    assert (invoice.status, invoice.total, invoice.amount_due) == ("paid", 1000, 0)
    moves = [row.to_dict() for row in emulator.v1.customers.balance_transactions.list(ann.id).data]
    assert [(row["type"], row["amount"], row["ending_balance"]) for row in moves] == [
        ("applied_to_invoice", 1000, -500),
        ("adjustment", -1500, -1500),
    ]
    assert moves[0]["invoice"] == invoice.id
    assert emulator.v1.customers.retrieve(ann.id).balance == -500
