"""How Stripe behaves: lists, expand, idempotency, errors in its words, clocks, declines, events.

These tests and `test_contract.py` run on the emulator in `make test`, on Stripe in `make test-live`.
"""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
import stripe

from . import club
from .club import DAY
from .target import Account

MISSING = {"customer": "cus_0", "items[0][price]": "price_0"}
METADATA = {
    "too_long_key": ({"metadata[" + "k" * 41 + "]": "v"}, "metadata[" + "k" * 41 + "]"),
    "too_long_value": ({"metadata[k]": "v" * 501}, "metadata[k]"),
    "too_many": ({f"metadata[k{n}]": "v" for n in range(51)}, "metadata"),
}


@pytest.fixture(scope="module")
def ann(account: Account) -> Any:
    return club.customer(account, name="Ann")


@pytest.fixture(scope="module")
def price(account: Account) -> Any:
    return club.price(account, 1000, "month")


@pytest.mark.parametrize(
    ("path", "data", "status", "code", "param", "text"),
    [
        ("customers", {"nmae": "x"}, 400, "parameter_unknown", "nmae", "Received unknown parameter: nmae"),
        ("customers", {"nmae": "x", "mail": "y"}, 400, "parameter_unknown", "nmae",
         "Received unknown parameters: nmae, mail"),
        ("customers", {"address[x]": "1"}, 400, "parameter_unknown", "address[x]",
         "Received unknown parameter: address[x]"),
        ("products", {}, 400, "parameter_missing", "name", "Missing required param: name."),
        ("customers", {"balance": "x"}, 400, "parameter_invalid_integer", "balance", "Invalid integer: x"),
        ("customers", {"email": "x"}, 400, "email_invalid", "email", "Invalid email address: x"),
        ("subscriptions", MISSING, 400, "resource_missing", "customer", "No such customer: 'cus_0'"),
        ("products", {"name": ""}, 400, "parameter_invalid_empty", "name",
         "You passed an empty string for 'name'."),
        ("customers/cus_0", {}, 404, "resource_missing", "id", "No such customer: 'cus_0'"),
        ("foo", {}, 404, None, None, "Unrecognized request URL (POST: /v1/foo)."),
    ],
)  # fmt: skip
def test_refusals(
    account: Account, path: str, data: Any, status: int, code: str | None, param: str | None, text: str
) -> None:
    answer = account.http.post(f"/v1/{path}", data=data)
    error = answer.json()["error"]
    found = (answer.status_code, error.get("code"), error.get("param"), error["type"])
    assert found == (status, code, param, "invalid_request_error")
    assert error["message"].startswith(text)


@pytest.mark.parametrize("case", METADATA)
def test_limits_of_metadata(account: Account, ann: Any, case: str) -> None:
    data, param = METADATA[case]
    answer = account.http.post(f"/v1/customers/{ann.id}", data=data)
    assert (answer.status_code, answer.json()["error"]["param"]) == (400, param)


def test_metadata_is_merged_and_emptied(account: Account, ann: Any) -> None:
    def after(given: Any) -> Any:
        return account.v1.customers.update(ann.id, {"metadata": given}).to_dict()["metadata"]

    assert after({"a": "1", "b": "2"}) == {"a": "1", "b": "2"}
    assert after({"a": "", "c": "3"}) == {"b": "2", "c": "3"}
    assert after("") == {}


def test_pages_both_ways(account: Account, ann: Any) -> None:
    make = account.v1.customers.balance_transactions.create
    ids = [make(ann.id, {"amount": n, "currency": "gbp"}).id for n in (-1, -2, -3, 6)][::-1]
    path = f"customers/{ann.id}/balance_transactions"
    first = account.get(path, limit=2)
    assert ([row["id"] for row in first["data"]], first["has_more"]) == (ids[:2], True)
    second = account.get(path, limit=2, starting_after=ids[1])
    assert ([row["id"] for row in second["data"]], second["has_more"]) == (ids[2:], False)
    back = account.get(path, limit=1, ending_before=ids[2])
    assert ([row["id"] for row in back["data"]], back["has_more"]) == (ids[1:2], True)
    for limit in (0, 101):
        assert account.http.get(f"/v1/{path}", params={"limit": limit}).status_code == 400


def test_expand(account: Account, ann: Any, price: Any) -> None:
    sub = club.subscribe(account, ann.id, price.id)
    deep = "data.latest_invoice.payments.data.payment.payment_intent"
    (row,) = account.get(
        "subscriptions",
        customer=ann.id,
        **{"expand[]": [deep, "data.customer", "data.items.data.price.product"]},
    )["data"]
    assert (row["id"], row["customer"]["id"]) == (sub.id, ann.id)
    assert row["items"]["data"][0]["price"]["product"]["object"] == "product"
    (paid,) = row["latest_invoice"]["payments"]["data"]
    assert paid["payment"]["payment_intent"]["status"] == "succeeded"
    for wrong in ("nothing", "status", "latest_invoice.payments.data.payment.payment_intent.latest_charge"):
        answer = account.http.get(f"/v1/subscriptions/{sub.id}", params={"expand[]": wrong})
        assert answer.status_code == 400, wrong
    account.v1.subscriptions.cancel(sub.id)


def test_the_same_key_gives_the_same_answer(account: Account) -> None:
    key = {"idempotency_key": f"contract-{uuid4()}"}
    made = account.v1.customers.create({"name": "Bob"}, key)  # type: ignore[arg-type]
    again = account.v1.customers.create({"name": "Bob"}, key)  # type: ignore[arg-type]
    assert again.id == made.id
    assert again.last_response is not None
    assert again.last_response.headers["idempotent-replayed"] == "true"
    with pytest.raises(stripe.IdempotencyError, match="same parameters"):
        account.v1.customers.create({"name": "Cy"}, key)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("card", "code", "decline"),
    [
        ("pm_card_visa_chargeDeclined", "card_declined", "generic_decline"),
        ("pm_card_visa_chargeDeclinedInsufficientFunds", "card_declined", "insufficient_funds"),
        ("pm_card_chargeDeclinedExpiredCard", "expired_card", None),
        ("pm_card_chargeDeclinedIncorrectCvc", "incorrect_cvc", None),
        ("pm_card_chargeDeclinedProcessingError", "processing_error", None),
    ],
)
def test_declines(account: Account, card: str, code: str, decline: str | None) -> None:
    asked: Any = {"amount": 500, "currency": "gbp", "confirm": True, "payment_method": card,
                  "payment_method_types": ["card"]}  # fmt: skip
    with pytest.raises(stripe.CardError) as declined:
        account.v1.payment_intents.create(asked)
    error = declined.value.json_body["error"]
    assert (declined.value.http_status, error["code"], error["type"]) == (402, code, "card_error")
    assert decline is None or error["decline_code"] == decline
    assert error["payment_intent"]["status"] == "requires_payment_method"


def test_a_card_that_attaches_and_fails(account: Account, price: Any) -> None:
    bob = club.customer(account, "pm_card_chargeCustomerFail")
    sub = club.subscribe(account, bob.id, price.id)
    invoice = account.v1.invoices.retrieve(sub.latest_invoice)
    assert (sub.status, invoice.status, invoice.attempt_count) == ("incomplete", "open", 1)
    club.attach(account, bob.id, "pm_card_visa")
    assert account.v1.invoices.pay(invoice.id).status == "paid"
    assert club.status(account, sub.id) == "active"


def test_the_life_of_a_clock(account: Account, price: Any) -> None:
    clocks = account.v1.test_helpers.test_clocks
    frozen = clocks.create({"frozen_time": club.JAN_31})
    bob = club.customer(account, test_clock=frozen.id)
    sub = club.subscribe(account, bob.id, price.id)
    to = club.JAN_31 + 29 * DAY
    assert clocks.advance(frozen.id, {"frozen_time": to}).status == "advancing"
    account.until(lambda: clocks.retrieve(frozen.id).status == "ready")
    rows = account.get("invoices", subscription=sub.id)["data"]
    assert [row["status"] for row in rows] == ["paid", "paid"]
    assert (rows[0]["billing_reason"], rows[0]["period_end"]) == (
        "subscription_cycle",
        club.JAN_31 + 28 * DAY,
    )
    with pytest.raises(stripe.InvalidRequestError):
        clocks.advance(frozen.id, {"frozen_time": club.JAN_31})
    clocks.delete(frozen.id)
    assert account.v1.customers.retrieve(bob.id).to_dict()["deleted"] is True


def test_events_tell_what_was_done(account: Account) -> None:
    bob = account.v1.customers.create({"name": "Bob"})
    account.v1.customers.update(bob.id, {"name": "Rob"})

    def told() -> list[Any]:
        rows = account.get("events", limit=100, **{"type": "customer.updated", "created[gte]": account.since})
        return [row for row in rows["data"] if row["data"]["object"]["id"] == bob.id]

    (event,) = account.until(told)
    assert event["data"]["previous_attributes"] == {"name": "Bob"}
    assert event["data"]["object"]["name"] == "Rob"
    assert event["request"]["id"].startswith("req_")
