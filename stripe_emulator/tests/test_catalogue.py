"""Products, prices and payment methods."""

from __future__ import annotations

from typing import Any

import pytest
import stripe

from . import club
from .conftest import Program


def test_products_with_prices_stay(emulator: Program) -> None:
    price = club.price(emulator)
    product = str(price.product)
    with pytest.raises(stripe.InvalidRequestError, match="cannot be deleted"):
        emulator.v1.products.delete(product)
    assert emulator.http.delete(f"/v1/prices/{price.id}").status_code == 404
    assert emulator.v1.products.update(product, {"active": False}).active is False
    lone = emulator.v1.products.create({"name": "Court hire"})
    assert emulator.v1.products.delete(lone.id).deleted
    with pytest.raises(stripe.InvalidRequestError, match="No such product"):
        emulator.v1.products.retrieve(lone.id)


def test_price_filters_and_lookup_keys(emulator: Program) -> None:
    year = club.price(emulator, lookup_key="adult")
    month, once = club.price(emulator, interval="month"), club.price(emulator, 500, "")
    prices = emulator.v1.prices
    assert [p.id for p in prices.list({"lookup_keys": ["adult"]}).data] == [year.id]
    assert [p.id for p in prices.list({"type": "one_time"}).data] == [once.id]
    assert [p.id for p in prices.list({"recurring": {"interval": "month"}}).data] == [month.id]
    assert [p.id for p in prices.list({"product": str(year.product)}).data] == [year.id]
    with pytest.raises(stripe.InvalidRequestError, match="already uses that lookup key"):
        club.price(emulator, lookup_key="adult")
    moved = club.price(emulator, lookup_key="adult", transfer_lookup_key=True)
    assert [p.id for p in prices.list({"lookup_keys": ["adult"]}).data] == [moved.id]


def test_an_archived_price_cannot_be_subscribed_to(emulator: Program) -> None:
    ann, price = club.customer(emulator), club.price(emulator)
    emulator.v1.prices.update(price.id, {"active": False})
    with pytest.raises(stripe.InvalidRequestError, match="inactive"):
        club.subscribe(emulator, ann.id, price.id)


@pytest.mark.parametrize(
    ("card", "code"),
    [
        ("pm_card_chargeDeclined", "card_declined"),
        ("pm_card_chargeDeclinedExpiredCard", "expired_card"),
        ("pm_card_chargeDeclinedIncorrectCvc", "incorrect_cvc"),
    ],
)
def test_declining_cards_do_not_attach(emulator: Program, card: str, code: str) -> None:
    ann = club.customer(emulator, None)
    with pytest.raises(stripe.CardError) as declined:
        emulator.v1.payment_methods.attach(card, {"customer": ann.id})
    assert declined.value.code == code
    assert emulator.v1.customers.payment_methods.list(ann.id).data == []


def test_detaching_forgets_the_default(emulator: Program) -> None:
    ann = club.customer(emulator)
    method = emulator.v1.payment_methods.list({"customer": ann.id}).data[0]
    emulator.v1.payment_methods.detach(method.id)
    after = emulator.v1.customers.retrieve(ann.id).to_dict()
    assert after["invoice_settings"]["default_payment_method"] is None
    with pytest.raises(stripe.InvalidRequestError, match="may not be used again"):
        emulator.v1.payment_methods.attach(method.id, {"customer": ann.id})
    assert {"payment_method.attached", "payment_method.detached"} <= set(club.event_types(emulator))


def test_setup_intents(emulator: Program) -> None:
    ann = club.customer(emulator, None)
    intents = emulator.v1.setup_intents
    done = intents.create({"customer": ann.id, "payment_method": "pm_card_visa", "confirm": True})
    assert done.status == "succeeded"
    assert len(emulator.v1.customers.payment_methods.list(ann.id).data) == 1
    with pytest.raises(stripe.CardError):
        intents.create({"customer": ann.id, "payment_method": "pm_card_chargeDeclined", "confirm": True})


def test_payment_intents(emulator: Program) -> None:
    intents = emulator.v1.payment_intents
    some: Any = {"amount": 500, "currency": "gbp", "confirm": True}
    paid = intents.create({**some, "payment_method": "pm_card_visa"})
    assert (paid.status, paid.amount_received) == ("succeeded", 500)
    asked = intents.create({**some, "payment_method": "pm_card_authenticationRequired"})
    assert asked.status == "requires_action"
    assert intents.cancel(asked.id).status == "canceled"
    with pytest.raises(stripe.InvalidRequestError, match="status of canceled"):
        intents.confirm(asked.id, {"payment_method": "pm_card_visa"})
