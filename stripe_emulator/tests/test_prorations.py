"""What a change in the middle of a period gives back and asks for."""

from __future__ import annotations

from typing import Any

import pytest
import stripe

from . import club
from .club import DAY, JAN_31
from .conftest import Program

YEAR = 365 * DAY


def joined(emulator: Program, amount: int = 36500, interval: str = "year", **given: Any) -> tuple[Any, str]:
    club.freeze(emulator, JAN_31)
    ann = club.customer(emulator)
    sub = club.subscribe(emulator, ann.id, club.price(emulator, amount, interval).id, **given)
    return sub, sub.to_dict()["items"]["data"][0]["id"]


def change(emulator: Program, sub: Any, item_id: str, **given: Any) -> Any:
    row = {"id": item_id, **given.pop("item", {})}
    return emulator.v1.subscriptions.update(sub.id, {"items": [row], **given})  # type: ignore[arg-type]


def pending(emulator: Program) -> list[int]:
    return sorted(row.amount for row in emulator.v1.invoice_items.list({"pending": True}).data)


def test_a_credit_is_of_what_was_debited(emulator: Program) -> None:
    sub, item = joined(emulator)
    dearer, dearest = club.price(emulator, 73000), club.price(emulator, 146000)
    change(emulator, sub, item, item={"price": dearer.id}, proration_behavior="none")
    club.freeze(emulator, JAN_31 + 265 * DAY)
    change(emulator, sub, item, item={"price": dearest.id})
    assert pending(emulator) == [-10000, 40000]


def test_a_classic_credit_is_of_the_item_as_it_is(emulator: Program) -> None:
    sub, item = joined(emulator, billing_mode={"type": "classic"})
    dearer, dearest = club.price(emulator, 73000), club.price(emulator, 146000)
    change(emulator, sub, item, item={"price": dearer.id}, proration_behavior="none")
    club.freeze(emulator, JAN_31 + 265 * DAY)
    change(emulator, sub, item, item={"price": dearest.id})
    assert pending(emulator) == [-20000, 40000]


def test_a_debit_is_given_back_once(emulator: Program) -> None:
    sub, item = joined(emulator)
    club.freeze(emulator, JAN_31 + 165 * DAY)
    change(emulator, sub, item, item={"quantity": 2}, proration_behavior="always_invoice")
    club.freeze(emulator, JAN_31 + 265 * DAY)
    change(emulator, sub, item, item={"quantity": 1})
    assert pending(emulator) == [-20000, 10000]
    (credit,) = [row for row in emulator.v1.invoice_items.list({"pending": True}).data if row.amount < 0]
    bill = emulator.v1.invoices.list({"subscription": sub.id}).data[0]
    (line,) = [row for row in bill.lines.data if row.amount > 0]
    shown = credit.to_dict()["proration_details"]["credited_items"]
    assert shown["type"] == "invoice_line_items"
    assert shown["invoice_line_item_details"] == {"invoice": bill.id, "invoice_line_items": [line.id]}


def test_a_debit_that_still_waits_is_given_back_too(emulator: Program) -> None:
    sub, item = joined(emulator)
    club.freeze(emulator, JAN_31 + 265 * DAY)
    change(emulator, sub, item, item={"quantity": 3})
    change(emulator, sub, item, item={"quantity": 1})
    assert sum(pending(emulator)) == 0
    kinds = [row.to_dict()["proration_details"]["credited_items"] for row in
             emulator.v1.invoice_items.list({"pending": True}).data if row.amount < 0]  # fmt: skip
    assert sorted(kind["type"] for kind in kinds) == ["invoice_item", "invoice_line_items"]


def test_whoever_was_not_charged_gets_nothing_back(emulator: Program) -> None:
    anchor = JAN_31 + 100 * DAY
    sub, item = joined(emulator, billing_cycle_anchor=anchor, proration_behavior="none")
    change(emulator, sub, item, item={"quantity": 2})
    assert pending(emulator) == [20000]


def test_a_discount_that_was_taken_off_is_not_given_back(emulator: Program) -> None:
    off = emulator.v1.coupons.create({"percent_off": 50, "duration": "once"})
    sub, _ = joined(emulator, discounts=[{"coupon": off.id}])
    club.freeze(emulator, JAN_31 + 265 * DAY)
    emulator.v1.subscriptions.cancel(sub.id, {"prorate": True})
    assert pending(emulator) == [-5000]


def test_a_new_anchor_gives_back_the_rest(emulator: Program) -> None:
    sub, _ = joined(emulator)
    club.freeze(emulator, JAN_31 + 265 * DAY)
    shown = emulator.v1.invoices.create_preview(
        {"subscription": sub.id, "subscription_details": {"billing_cycle_anchor": "now"}}
    )
    moved = emulator.v1.subscriptions.update(sub.id, {"billing_cycle_anchor": "now"})
    bill = emulator.v1.invoices.retrieve(moved.latest_invoice)
    assert (bill.total, shown.total, bill.status) == (26500, 26500, "paid")
    assert sorted(row.amount for row in bill.lines.data) == [-10000, 36500]


def test_a_new_interval_gives_back_every_item(emulator: Program) -> None:
    sub, _ = joined(emulator, 3100, "month")
    extra = club.price(emulator, 3100, "month")
    emulator.v1.subscription_items.create({"subscription": sub.id, "price": extra.id})
    other = [row.id for row in emulator.v1.subscription_items.list({"subscription": sub.id}).data]
    yearly: Any = [{"id": id, "price": club.price(emulator, 10000).id} for id in other]
    moved = emulator.v1.subscriptions.update(sub.id, {"items": yearly})
    assert emulator.v1.invoices.retrieve(moved.latest_invoice).total == 20000 - 3100


def test_a_first_part_of_a_month_is_reckoned_by_the_whole(emulator: Program) -> None:
    sub, item = joined(emulator, 2800, "month", billing_cycle_anchor=JAN_31 + 14 * DAY)
    change(emulator, sub, item, item={"quantity": 2})
    assert pending(emulator) == [-1400, 2800]


@pytest.mark.parametrize(("behavior", "rows"), [("create_prorations", [-20000]), ("none", [])])
def test_an_end_inside_the_period(emulator: Program, behavior: Any, rows: list[int]) -> None:
    sub, _ = joined(emulator)
    ends = JAN_31 + 165 * DAY
    emulator.v1.subscriptions.update(sub.id, {"cancel_at": ends, "proration_behavior": behavior})
    assert pending(emulator) == rows
    emulator.v1.subscriptions.update(sub.id, {"cancel_at": "", "proration_behavior": behavior})
    assert sum(pending(emulator)) == 0
    item = emulator.v1.subscriptions.retrieve(sub.id).to_dict()["items"]["data"][0]
    assert item["current_period_end"] == JAN_31 + YEAR


def test_an_end_inside_a_later_period_bills_the_part(emulator: Program) -> None:
    sub, _ = joined(emulator)
    ends = JAN_31 + YEAR + 100 * DAY
    emulator.v1.subscriptions.update(sub.id, {"cancel_at": ends, "proration_behavior": "none"})
    shown = emulator.v1.invoices.create_preview({"subscription": sub.id})
    club.freeze(emulator, JAN_31 + YEAR + DAY)
    bill = emulator.v1.invoices.list({"subscription": sub.id}).data[0]
    assert (bill.total, shown.total, bill.status) == (10000, 10000, "paid")
    item = emulator.v1.subscriptions.retrieve(sub.id).to_dict()["items"]["data"][0]
    assert item["current_period_end"] == ends
    club.freeze(emulator, ends)
    assert club.status(emulator, sub.id) == "canceled"


def test_an_end_inside_the_first_period(emulator: Program) -> None:
    sub, _ = joined(emulator, cancel_at=JAN_31 + 100 * DAY)
    assert emulator.v1.invoices.retrieve(sub.latest_invoice).total == 10000
    assert sub.cancel_at == JAN_31 + 100 * DAY


def test_what_waits_is_billed_at_the_end(emulator: Program) -> None:
    sub, item = joined(emulator)
    club.freeze(emulator, JAN_31 + 265 * DAY)
    change(emulator, sub, item, item={"quantity": 2})
    emulator.v1.subscriptions.update(sub.id, {"cancel_at_period_end": True})
    club.freeze(emulator, JAN_31 + YEAR + DAY)
    bill = emulator.v1.invoices.list({"subscription": sub.id}).data[0]
    assert (bill.total, bill.status, club.status(emulator, sub.id)) == (10000, "paid", "canceled")


def test_canceling_now_with_a_last_invoice_drops_what_waited(emulator: Program) -> None:
    sub, item = joined(emulator)
    club.freeze(emulator, JAN_31 + 265 * DAY)
    change(emulator, sub, item, item={"quantity": 2})
    emulator.v1.subscriptions.cancel(sub.id, {"prorate": True, "invoice_now": True})
    last = emulator.v1.invoices.list({"subscription": sub.id}).data[0]
    assert [row.amount for row in last.lines.data] == [-10000]
    assert emulator.v1.customers.retrieve(sub.customer).balance == -10000


def test_canceling_an_incomplete_one_voids_its_invoice(emulator: Program) -> None:
    ann = club.customer(emulator, "pm_card_chargeCustomerFail")
    sub = club.subscribe(emulator, ann.id, club.price(emulator).id)
    assert emulator.v1.subscriptions.cancel(sub.id).status == "incomplete_expired"
    assert emulator.v1.invoices.retrieve(sub.latest_invoice).status == "void"


def test_amounts_and_currencies_that_are_refused(emulator: Program) -> None:
    ann = club.customer(emulator)
    club.subscribe(emulator, ann.id, club.price(emulator, 1000).id)
    with pytest.raises(stripe.InvalidRequestError, match="combine currencies"):
        emulator.v1.invoice_items.create({"customer": ann.id, "amount": 500, "currency": "eur"})
    with pytest.raises(stripe.InvalidRequestError, match="Invalid currency: xxx"):
        emulator.v1.payment_intents.create({"amount": 500, "currency": "xxx"})
    with pytest.raises(stripe.InvalidRequestError) as large:
        emulator.v1.payment_intents.create({"amount": 100_000_000, "currency": "gbp"})
    assert (large.value.code, large.value.param) == ("amount_too_large", "amount")


def test_discounts_that_are_refused(emulator: Program) -> None:
    ann, price = club.customer(emulator), club.price(emulator, 1000)
    euros = emulator.v1.coupons.create({"amount_off": 100, "currency": "eur", "duration": "once"})
    with pytest.raises(stripe.InvalidRequestError, match="combine currencies"):
        club.subscribe(emulator, ann.id, price.id, discounts=[{"coupon": euros.id}])
    coupon = emulator.v1.coupons.create({"percent_off": 10, "duration": "once"})
    code = emulator.v1.promotion_codes.create(
        {"promotion": {"type": "coupon", "coupon": coupon.id},
         "restrictions": {"minimum_amount": 5000, "minimum_amount_currency": "gbp"}}
    )  # fmt: skip
    with pytest.raises(stripe.InvalidRequestError, match="minimum amount"):
        club.subscribe(emulator, ann.id, price.id, discounts=[{"promotion_code": code.id}])
    with pytest.raises(stripe.InvalidRequestError, match="minimum amount"):
        emulator.v1.checkout.sessions.create(
            {"mode": "subscription", "success_url": "https://club.test/",
             "line_items": [{"price": price.id, "quantity": 1}],
             "discounts": [{"promotion_code": code.id}]}
        )  # fmt: skip
    assert club.subscribe(emulator, ann.id, club.price(emulator, 5000).id,
                          discounts=[{"promotion_code": code.id}]).status == "active"  # fmt: skip


@pytest.mark.parametrize("given", [{"trial_period_days": 731}, {"trial_end": JAN_31 + 740 * DAY}])
def test_trials_of_more_than_two_years_are_refused(emulator: Program, given: Any) -> None:
    club.freeze(emulator, JAN_31)
    with pytest.raises(stripe.InvalidRequestError) as refused:
        club.subscribe(emulator, club.customer(emulator).id, club.price(emulator).id, **given)
    assert refused.value.param == next(iter(given))
