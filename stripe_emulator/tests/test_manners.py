"""Keys, errors, headers, forms, expand, cursors."""

from __future__ import annotations

import pytest
import stripe

from . import club
from .conftest import Program


def test_unknown_url(emulator: Program) -> None:
    answer = emulator.http.get("/v1/foo")
    assert answer.status_code == 404
    assert answer.json()["error"]["message"].startswith("Unrecognized request URL (GET: /v1/foo). Please see")


@pytest.mark.parametrize(
    ("key", "text"),
    [
        ("", "You did not provide an API key."),
        ("Bearer nonsense-key-1234", "Invalid API Key provided: nonsense"),
    ],
)
def test_keys(emulator: Program, key: str, text: str) -> None:
    answer = emulator.http.get("/v1/customers", headers={"Authorization": key})
    assert answer.status_code == 401
    assert answer.json()["error"]["message"].startswith(text)


@pytest.mark.parametrize(
    ("path", "data", "param", "text"),
    [
        ("products", {"name": "a", "active": "yes"}, "active", "Invalid boolean: yes"),
        ("payment_methods", {"type": "cash"}, "type", "Invalid type: must be one of card"),
    ],
)
def test_refusals(emulator: Program, path: str, data: dict[str, str], param: str, text: str) -> None:
    answer = emulator.http.post(f"/v1/{path}", data=data)
    error = answer.json()["error"]
    assert (answer.status_code, error["param"], error["type"]) == (400, param, "invalid_request_error")
    assert error["message"].startswith(text)


def test_headers(emulator: Program) -> None:
    answer = emulator.http.post(
        "/v1/customers", headers={"Idempotency-Key": "k1", "Stripe-Version": "2020-08-27"}
    )
    assert answer.headers["request-id"].startswith("req_")
    assert answer.headers["stripe-version"] == stripe.api_version == "2026-08-26.dahlia"
    assert answer.headers["idempotency-key"] == "k1"
    assert answer.headers["date"].endswith("GMT")


def test_cursors_both_ways(emulator: Program) -> None:
    ids = [emulator.v1.customers.create({"name": str(n)}).id for n in range(25)][::-1]
    assert [c.id for c in emulator.v1.customers.list().data] == ids[:10]
    assert [c.id for c in emulator.v1.customers.list({"limit": 7}).auto_paging_iter()] == ids
    before = emulator.v1.customers.list({"limit": 5, "ending_before": ids[10]})
    assert [c.id for c in before.data] == ids[5:10]
    assert before.has_more
    assert not emulator.v1.customers.list({"limit": 100, "ending_before": ids[10]}).has_more
    for limit in (0, 101):
        with pytest.raises(stripe.InvalidRequestError):
            emulator.v1.customers.list({"limit": limit})


def test_created_filter(emulator: Program) -> None:
    club.freeze(emulator, 1000000)
    old = emulator.v1.customers.create({})
    club.freeze(emulator, 2000000)
    new = emulator.v1.customers.create({})
    assert [c.id for c in emulator.v1.customers.list({"created": {"gte": 2000000}}).data] == [new.id]
    assert [c.id for c in emulator.v1.customers.list({"created": {"lt": 2000000}}).data] == [old.id]
    assert [c.id for c in emulator.v1.customers.list({"created": 1000000}).data] == [old.id]


def test_expand(emulator: Program) -> None:
    ann = club.customer(emulator)
    sub = club.subscribe(emulator, ann.id, club.price(emulator).id)
    deep = ["data.latest_invoice.payments.data.payment.payment_intent", "data.items.data.price.product"]
    row = emulator.v1.subscriptions.list({"expand": [*deep, "data.customer"]}).data[0].to_dict()
    assert row["customer"]["id"] == ann.id
    assert row["items"]["data"][0]["price"]["product"]["name"] == "Adult"
    assert row["latest_invoice"]["payments"]["data"][0]["payment"]["payment_intent"]["status"] == "succeeded"
    for wrong in ("nothing", "status", "a.b.c.d.e", "customer.name"):
        with pytest.raises(stripe.InvalidRequestError):
            emulator.v1.subscriptions.retrieve(sub.id, {"expand": [wrong]})


def test_a_refused_request_changes_nothing(emulator: Program) -> None:
    answer = emulator.http.post("/v1/customers", data={"payment_method": "pm_none"})
    assert answer.status_code == 400
    assert emulator.v1.customers.list().data == []
    assert emulator.v1.events.list().data == []


def test_forms_in_every_style(emulator: Program) -> None:
    for body in (
        "preferred_locales[]=en&preferred_locales[]=fr",
        "preferred_locales[1]=fr&preferred_locales[0]=en",
    ):
        answer = emulator.http.post("/v1/customers", content=body).json()
        assert answer["preferred_locales"] == ["en", "fr"]
    assert emulator.http.post("/v1/customers", content="name=a&name[b]=c").status_code == 400
    assert emulator.http.post("/v1/customers", content=b"name=%ff").status_code == 400
