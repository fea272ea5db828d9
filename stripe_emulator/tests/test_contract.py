"""Each resource, in each state that is easily reached, has the keys that Stripe's SDK and examples have."""

from __future__ import annotations

import json
from typing import Any

import pytest
import stripe

from . import club, states
from .contract import problems
from .make_keys import RESOURCES, TABLE
from .target import Account

CLASSES: dict[str, type] = {
    "account": stripe.Account,
    "balance_transaction": stripe.BalanceTransaction,
    "billing_portal.configuration": stripe.billing_portal.Configuration,
    "billing_portal.session": stripe.billing_portal.Session,
    "card": stripe.Card,
    "charge": stripe.Charge,
    "checkout.session": stripe.checkout.Session,
    "coupon": stripe.Coupon,
    "credit_note": stripe.CreditNote,
    "credit_note_line_item": stripe.CreditNoteLineItem,
    "customer": stripe.Customer,
    "customer_balance_transaction": stripe.CustomerBalanceTransaction,
    "discount": stripe.Discount,
    "dispute": stripe.Dispute,
    "event": stripe.Event,
    "invoice": stripe.Invoice,
    "invoice_payment": stripe.InvoicePayment,
    "invoiceitem": stripe.InvoiceItem,
    "line_item": stripe.InvoiceLineItem,
    "payment_intent": stripe.PaymentIntent,
    "payment_link": stripe.PaymentLink,
    "payment_method": stripe.PaymentMethod,
    "plan": stripe.Plan,
    "price": stripe.Price,
    "product": stripe.Product,
    "promotion_code": stripe.PromotionCode,
    "refund": stripe.Refund,
    "setup_intent": stripe.SetupIntent,
    "subscription": stripe.Subscription,
    "subscription_item": stripe.SubscriptionItem,
    "subscription_schedule": stripe.SubscriptionSchedule,
    "tax_id": stripe.TaxId,
    "tax_rate": stripe.TaxRate,
    "test_helpers.test_clock": stripe.test_helpers.TestClock,
    "token": stripe.Token,
    "webhook_endpoint": stripe.WebhookEndpoint,
}
# In the examples, but not in an ordinary answer of this version: shown when expanded, or no longer there.
ABSENT = {
    "credit_note_line_item": {"invoice_line_item"},
    "payment_method": {"card"},
    "charge": {"refunds"},
    "invoice": {"subscription"},
    "customer": {"sources", "subscriptions", "tax_ids"},
}


def test_a_preview_is_an_invoice(account: Account) -> None:
    ann = club.customer(account)
    sub = club.subscribe(account, ann.id, club.price(account).id)
    shown = account.http.post("/v1/invoices/create_preview", data={"subscription": sub.id}).json()
    assert not problems(stripe.Invoice, shown, "preview")


@pytest.fixture(scope="module")
def club_of_all(account: Account) -> dict[str, list[dict[str, Any]]]:
    states.reach(account)
    return states.collect(account, CLASSES)


def test_every_resource_is_in_the_table() -> None:
    assert set(RESOURCES) == set(CLASSES) == set(json.loads(TABLE.read_text()))


@pytest.mark.parametrize("kind", RESOURCES)
def test_as_the_sdk_declares(
    club_of_all: dict[str, list[dict[str, Any]]], account: Account, kind: str
) -> None:
    assert club_of_all[kind] or (kind in states.EMULATED and not account.emulated)
    wrong = {text for row in club_of_all[kind] for text in problems(CLASSES[kind], row, kind)}
    assert not wrong


@pytest.mark.parametrize("kind", RESOURCES)
def test_as_the_examples_have(club_of_all: dict[str, list[dict[str, Any]]], kind: str) -> None:
    table = json.loads(TABLE.read_text())[kind]
    for row in club_of_all[kind]:
        assert set(table) - set(row) - ABSENT.get(kind, set()) == set()


def test_events_hold_the_same_shapes(club_of_all: dict[str, list[dict[str, Any]]]) -> None:
    wrong = set()
    for event in club_of_all["event"]:
        obj = event["data"]["object"]
        wrong |= set(problems(CLASSES[obj["object"]], obj, f"{event['type']}: {obj['object']}"))
    assert not wrong


def test_the_check_finds_what_is_wrong(club_of_all: dict[str, list[dict[str, Any]]]) -> None:
    row = club_of_all["subscription"][0]
    right = row["items"]["data"][0]
    item = {**{k: v for k, v in right.items() if k != "quantity"}, "created": "today", "colour": "red"}
    del item["subscription"]
    wrong = {**row, "items": {**row["items"], "data": [item]}, "livemode": None}
    assert set(problems(stripe.Subscription, wrong, "sub")) == {
        "sub.items[0].colour: unknown",
        "sub.items[0].created: 'today' is not <class 'int'>",
        "sub.items[0].subscription: missing",
        "sub.livemode: None is not <class 'bool'>",
    }
