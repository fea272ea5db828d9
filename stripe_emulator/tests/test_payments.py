"""Test cards and what becomes of them: capture, disputes, bank debits, 3-D Secure, tokens and sources."""

from __future__ import annotations

from typing import Any

import pytest
import stripe

from . import club
from .conftest import Program, until


def pay(emulator: Program, method: str, **given: Any) -> Any:
    data: Any = {"amount": 2000, "currency": "gbp", "payment_method": method, "confirm": True, **given}
    return emulator.v1.payment_intents.create(data)


def test_capture_later(emulator: Program) -> None:
    held = pay(emulator, "pm_card_visa", capture_method="manual")
    assert (held.status, held.amount_capturable, held.amount_received) == ("requires_capture", 2000, 0)
    assert emulator.v1.charges.retrieve(held.latest_charge).captured is False
    assert emulator.v1.balance_transactions.list().data == []
    taken = emulator.v1.payment_intents.capture(held.id, {"amount_to_capture": 1500})
    assert (taken.status, taken.amount_received) == ("succeeded", 1500)
    charge = emulator.v1.charges.retrieve(held.latest_charge)
    assert (charge.captured, charge.amount_captured) == (True, 1500)
    assert emulator.v1.balance_transactions.list().data[0].amount == 1500
    with pytest.raises(stripe.InvalidRequestError, match="captured"):
        emulator.v1.payment_intents.capture(held.id)


def test_let_go_without_capture(emulator: Program) -> None:
    held = pay(emulator, "pm_card_visa", capture_method="manual")
    assert emulator.v1.payment_intents.cancel(held.id).status == "canceled"
    assert emulator.v1.charges.retrieve(held.latest_charge).refunded is True


@pytest.mark.parametrize(("words", "status"), [("winning_evidence", "won"), ("losing_evidence", "lost")])
def test_a_dispute_is_decided_by_evidence(emulator: Program, words: str, status: str) -> None:
    paid = pay(emulator, "pm_card_createDispute")
    (dispute,) = emulator.v1.disputes.list({"payment_intent": paid.id}).data
    assert (dispute.status, dispute.reason, dispute.amount) == ("needs_response", "fraudulent", 2000)
    assert emulator.v1.charges.retrieve(paid.latest_charge).disputed is True
    closed = emulator.v1.disputes.update(dispute.id, {"evidence": {"uncategorized_text": words}})
    assert closed.status == status
    assert [row.net for row in closed.balance_transactions] == [-3500, 3500][: 2 if status == "won" else 1]
    assert club.event_types(emulator)[-1] == "charge.dispute.closed"


def test_an_inquiry_takes_no_money(emulator: Program) -> None:
    paid = pay(emulator, "pm_card_createDisputeInquiry")
    (dispute,) = emulator.v1.disputes.list({"charge": paid.latest_charge}).data
    assert (dispute.status, dispute.balance_transactions) == ("warning_needs_response", [])
    assert emulator.v1.disputes.close(dispute.id).status == "warning_closed"


@pytest.mark.parametrize(
    ("iban", "expected"),
    [("AT611904300234573201", "succeeded"), ("AT861904300235473202", "requires_payment_method")],
)
def test_a_bank_debit_settles_later(emulator: Program, iban: str, expected: str) -> None:
    billing: Any = {"name": "Ann", "email": "ann@club.test"}
    method = emulator.v1.payment_methods.create(
        {"type": "sepa_debit", "sepa_debit": {"iban": iban}, "billing_details": billing}
    )
    made = pay(emulator, method.id, currency="eur", payment_method_types=["sepa_debit"])
    assert made.status == "processing"
    until(lambda: emulator.v1.payment_intents.retrieve(made.id).status == expected)
    charge = emulator.v1.charges.retrieve(made.latest_charge)
    assert charge.status == ("succeeded" if expected == "succeeded" else "failed")


def test_authentication_that_redirects(emulator: Program) -> None:
    for choice, expected in (("complete", "succeeded"), ("fail", "requires_payment_method")):
        made = pay(emulator, "pm_card_authenticationRequired", return_url="https://club.test/back").to_dict()
        assert made["status"] == "requires_action"
        url = made["next_action"]["redirect_to_url"]["url"]
        assert "Complete authentication" in emulator.http.get(url).text
        back = emulator.http.post(url, data={"authentication": choice})
        assert back.status_code == 303
        assert back.headers["location"].startswith(
            f"https://club.test/back?payment_intent={made['id']}&payment_intent_client_secret="
        )
        after = emulator.v1.payment_intents.retrieve(made["id"])
        assert after.status == expected
    assert after.to_dict()["last_payment_error"]["code"] == "payment_intent_authentication_failure"


def test_a_card_that_was_set_up_is_not_asked_again(emulator: Program) -> None:
    ann = club.customer(emulator, None)
    intent = emulator.v1.setup_intents.create(
        {
            "customer": ann.id,
            "payment_method": "pm_card_authenticationRequiredOnSetup",
            "confirm": True,
            "return_url": "https://club.test/",
        }
    ).to_dict()
    assert intent["status"] == "requires_action"
    emulator.http.post(intent["next_action"]["redirect_to_url"]["url"], data={"authentication": "complete"})
    assert emulator.v1.setup_intents.retrieve(intent["id"]).status == "succeeded"
    paid = pay(emulator, intent["payment_method"], customer=ann.id, off_session=True)
    assert paid.status == "succeeded"


def test_confirming_an_invoices_intent_starts_the_subscription(emulator: Program) -> None:
    ann = club.customer(emulator)
    sub = club.subscribe(
        emulator,
        ann.id,
        club.price(emulator).id,
        payment_behavior="default_incomplete",
        expand=["latest_invoice.payments"],
    ).to_dict()
    (payment,) = sub["latest_invoice"]["payments"]["data"]
    emulator.v1.payment_intents.confirm(
        payment["payment"]["payment_intent"], {"payment_method": "pm_card_visa"}
    )
    assert club.status(emulator, sub["id"]) == "active"
    assert emulator.v1.invoices.retrieve(sub["latest_invoice"]["id"]).status == "paid"


def test_checkout_asks_for_authentication(emulator: Program) -> None:
    price = club.price(emulator)
    made = emulator.v1.checkout.sessions.create(
        {
            "mode": "subscription",
            "success_url": "https://club.test/done",
            "customer_email": "ann@club.test",
            "line_items": [{"price": price.id, "quantity": 1}],
        }
    )
    form = {"card_number": "4000 0027 6000 3184", "card_expiry": "12 / 34", "card_cvc": "123"}
    asked = emulator.http.post(made.url, data=form)
    assert "Complete authentication" in asked.text
    assert emulator.v1.customers.list().data == []
    failed = emulator.http.post(made.url, data={**form, "authentication": "fail"})
    assert failed.status_code == 402
    assert "failed authentication" in failed.text
    done = emulator.http.post(made.url, data={**form, "authentication": "complete"})
    assert (done.status_code, done.headers["location"]) == (303, "https://club.test/done")
    assert [row.status for row in emulator.v1.subscriptions.list().data] == ["active"]


def test_a_token_works_once(emulator: Program) -> None:
    token = emulator.v1.tokens.create(
        {"card": {"number": "4242424242424242", "exp_month": "12", "exp_year": "2040", "cvc": "123"}}
    )
    assert token.card is not None
    assert token.card.last4 == "4242"
    data: Any = {"type": "card", "card": {"token": token.id}}
    assert emulator.v1.payment_methods.create(data).type == "card"
    with pytest.raises(stripe.InvalidRequestError, match="more than once"):
        emulator.v1.payment_methods.create(data)


def test_a_source_is_charged_as_the_default_card(emulator: Program) -> None:
    ann = emulator.v1.customers.create({"source": "tok_visa", "expand": ["sources"]}).to_dict()
    assert [card["id"] for card in ann["sources"]["data"]] == [ann["default_source"]]
    sub = club.subscribe(emulator, ann["id"], club.price(emulator).id)
    assert sub.status == "active"
    changed = emulator.http.post(
        f"/v1/customers/{ann['id']}/sources/{ann['default_source']}", data={"name": "Ann"}
    )
    assert changed.json()["name"] == "Ann"
    emulator.http.delete(f"/v1/customers/{ann['id']}/sources/{ann['default_source']}")
    assert emulator.v1.customers.retrieve(ann["id"]).default_source is None


def test_plans_are_prices_by_their_old_name(emulator: Program) -> None:
    data: Any = {"amount": 700, "currency": "gbp", "interval": "month", "product": {"name": "Adult"}}
    plan = emulator.v1.plans.create(data)
    assert emulator.v1.prices.retrieve(plan.id).unit_amount == 700
    assert [row.id for row in emulator.v1.plans.list().data] == [plan.id]
    assert emulator.v1.plans.update(plan.id, {"nickname": "Monthly"}).nickname == "Monthly"
    emulator.v1.plans.delete(plan.id)
    with pytest.raises(stripe.InvalidRequestError, match="No such plan"):
        emulator.v1.plans.retrieve(plan.id)


def test_a_bank_account_that_the_request_brings(emulator: Program) -> None:
    owner: Any = {"name": "Ann", "email": "ann@club.test"}
    data: Any = {
        "type": "sepa_debit",
        "sepa_debit": {"iban": "DE89370400440532013000"},
        "billing_details": owner,
    }
    kept = emulator.v1.setup_intents.create(
        {"payment_method_data": data, "payment_method_types": ["sepa_debit"], "confirm": True}
    )
    assert (kept.status, bool(kept.payment_method)) == ("succeeded", True)
    paid = emulator.v1.payment_intents.create(
        {
            "amount": 500,
            "currency": "eur",
            "payment_method_data": data,
            "payment_method_types": ["sepa_debit"],
        }
    )
    assert paid.status == "requires_confirmation"
    method = emulator.v1.payment_methods.retrieve(str(paid.payment_method))
    assert (method.type, method.billing_details.name) == ("sepa_debit", "Ann")
