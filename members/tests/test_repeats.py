"""The same request twice does it once, on every route that writes; through process death too. 35, 53."""

from __future__ import annotations

import os
import signal
from typing import Any

import pytest
from django.db import connections
from django.urls import resolve
from django.utils import timezone

from cogento.access import TABLE
from cogento.tests.routes import address, routes
from members.models import AuditEntry, KeptRequest, RoleGrant
from members.services import audit, coupons, repeats
from members.tests import club, till
from members.tests.examples import EXAMPLES
from members.tests.faults import Killed
from members.tests.loading import writes
from members.tests.signing_in import at_once
from members.views.base import REPLAYED, WRITING, WritingView

pytestmark = pytest.mark.django_db(databases=["default", "reporting"])
WITHOUT = {"stripe/webhooks"}  # known by the event's id
CASES = [pytest.param(*case, id=" ".join(case)) for case in EXAMPLES]
MANY_STEPS = {  # each on record: it was killed after the first
    ("POST", "stripe/customers/<stripe_id:customer_id>/merge"),
    ("POST", "stripe/plans"),
    ("POST", "stripe/prices/<stripe_id:price_id>/replace"),
}


def ask(case: tuple[str, str], ids: dict[str, Any], body: Any, key: str = "", client: Any = None) -> Any:
    method, route = case
    form = "multipart" if body and "file" in body else "json"
    if form == "multipart":
        body["file"].seek(0)
    headers = {"Idempotency-Key": key} if key else {}
    known = {name: str(value) for name, value in ids.items()}
    client = client or club.superuser()
    return getattr(client, method.lower())(address(route, **known), body, format=form, headers=headers)


def test_every_writing_route_is_tried_and_none_goes_round_it():
    found = {
        (method, route)
        for route, methods in TABLE.items()
        if route.startswith("stripe/") and route not in WITHOUT
        for method in methods
        if method in WRITING
    }
    assert found == set(EXAMPLES)
    for _, route in found:
        assert issubclass(resolve(address(route, batch_id="1", move_id="1")).func.cls, WritingView)
    assert {route for route in routes() if route.startswith("stripe/")} <= set(TABLE)


@pytest.mark.parametrize(("method", "route"), CASES)
def test_the_same_key_twice_does_it_once(stripe, method, route):
    case = (method, route)
    ids, body = EXAMPLES[case](stripe)
    first = ask(case, ids, body, "k1")
    assert first.status_code < 300, first.content
    done, recorded = len(writes(stripe)), AuditEntry.objects.count()
    again = ask(case, ids, body, "k1")
    assert (again.status_code, again.content) == (first.status_code, first.content)
    assert again.headers[REPLAYED] == "true"
    assert (len(writes(stripe)), AuditEntry.objects.count()) == (done, recorded)
    other = ask(case, ids, {"other": "1"}, "k1") if method != "DELETE" else ask(case, ids, {"x": 1}, "k1")
    assert (other.status_code, club.code_of(other)) in (
        (409, "idempotency_conflict"),
        (415, "unsupported_media_type"),
    )
    assert len(writes(stripe)) == done


@pytest.mark.parametrize(("method", "route"), CASES)
def test_without_a_key_a_double_click_is_caught(stripe, method, route):
    case = (method, route)
    ids, body = EXAMPLES[case](stripe)
    first = ask(case, ids, body)
    done, recorded = len(writes(stripe)), AuditEntry.objects.count()
    again = ask(case, ids, body)
    assert (again.status_code, again.content) == (first.status_code, first.content)
    assert (len(writes(stripe)), AuditEntry.objects.count()) == (done, recorded)


@pytest.mark.parametrize(("method", "route"), CASES)
def test_killed_before_it_is_on_record_the_same_key_finds_what_was_done(stripe, monkeypatch, method, route):
    case = (method, route)
    ids, body = EXAMPLES[case](stripe)
    AuditEntry.objects.all().delete()

    def killed(**_: Any) -> None:
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(audit, "record", killed)
        try:
            ask(case, ids, body, "k1")
        except Killed:
            pass
        else:
            return  # nothing of it is on record, so it ends as the others do
    changes = till.events_in_all(stripe)
    again = ask(case, ids, body, "k1")
    assert again.status_code < 300, again.content
    if case not in MANY_STEPS:
        assert till.events_in_all(stripe) == changes
        assert AuditEntry.objects.count() == 1
    recorded = list(AuditEntry.objects.values_list("action", "object_id"))
    assert len(recorded) == len(set(recorded)) >= 1
    done = len(writes(stripe))
    assert ask(case, ids, body, "k1").headers[REPLAYED] == "true"
    assert len(writes(stripe)) == done


def test_another_person_with_the_same_key_does_it_too(stripe):
    case = ("POST", "stripe/products")
    ids = {
        ask(case, {}, {"name": "Youth"}, "k1", client).json()["id"]
        for client in (club.admin(), club.superuser())
    }
    assert len(ids) == 2


def test_there_and_back_and_there_again_is_carried_out(stripe):
    _, subscription = club.member()
    path, admin = f"/stripe/subscriptions/{subscription}", club.admin()
    for step in ("cancel", "resume", "cancel"):
        body = {"at_period_end": True} if step == "cancel" else None
        assert REPLAYED not in admin.post(f"{path}/{step}", body).headers
    assert stripe.client.v1.subscriptions.retrieve(subscription).cancel_at_period_end


DISCOUNT, CREDIT = "/stripe/subscriptions/{}/discount", "/stripe/customers/{}/credit"


def test_a_discount_put_on_taken_off_and_put_on_again_stands(stripe):
    _, subscription = club.member()
    coupon, admin = coupons.create(name="Student", percent_off=50, by=club.BY).data["id"], club.admin()
    path = DISCOUNT.format(subscription)
    for step in (admin.put, admin.delete, admin.put):
        assert step(path, {"coupon_id": coupon} if step == admin.put else None).status_code == 200
    assert len(stripe.client.v1.subscriptions.retrieve(subscription).discounts) == 1


def test_credit_given_taken_and_given_again_is_given(stripe):
    customer, admin = club.person(), club.admin()
    for amount in (500, -500, 500):
        body = {"amount_cents": amount, "currency": "gbp", "description": "Goodwill"}
        assert admin.post(CREDIT.format(customer), body).status_code == 201
    assert stripe.client.v1.customers.retrieve(customer).balance == -500


def test_what_was_deleted_is_made_anew(stripe):
    admin, body = club.admin(), {"name": "Student", "percent_off": 50}
    first = admin.post("/stripe/coupons", body).json()["id"]
    assert admin.delete(f"/stripe/coupons/{first}").status_code == 204
    again = admin.post("/stripe/coupons", body)
    assert again.status_code == 201
    assert [each.id for each in stripe.client.v1.coupons.list().data] == [again.json()["id"]]


def test_a_refusal_is_not_kept(stripe):
    case, admin = ("POST", "stripe/customers"), club.admin()
    stripe.control("POST", "faults", method="POST", path="/v1/customers", kind="status", status=402, count=1)
    body = {"name": "Anna", "email": "anna@example.org"}
    assert ask(case, {}, body, "k1", admin).status_code == 402
    assert ask(case, {}, body, "k2", admin).status_code == 201


def test_what_was_wrong_is_mended_under_the_same_key(stripe):
    case, admin = ("POST", "stripe/customers"), club.admin()
    for wrong in ({"name": "Anna"}, {"name": "Anna", "email": "anna"}):
        assert ask(case, {}, wrong, "k1", admin).status_code == 400
    body = {"name": "Anna", "email": "anna@example.org"}
    assert ask(case, {}, body, "k1", admin).status_code == 201
    assert ask(case, {}, {**body, "name": "Ben"}, "k1", admin).status_code == 409
    assert [each.name for each in stripe.client.v1.customers.list().data] == ["Anna"]


def test_who_may_not_do_it_any_more_is_not_given_the_answer(stripe):
    case, ids = ("POST", "stripe/products"), {}
    admin = club.admin()
    ask(case, ids, {"name": "Youth"}, "k1", admin)
    RoleGrant.objects.filter(email="secretary@example.org").update(revoked_at=timezone.now())
    assert ask(case, ids, {"name": "Youth"}, "k1", admin).status_code in (401, 403)


def test_what_is_old_is_forgotten(stripe):
    ask(("POST", "stripe/products"), {}, {"name": "Youth"}, "k1")
    assert repeats.forget_old() == 0
    KeptRequest.objects.update(begun_at="2020-01-01T00:00Z")
    assert repeats.forget_old() == 1


@pytest.mark.django_db(databases=["default", "reporting"], transaction=True)
@pytest.mark.parametrize("key", ["", "k1"])
def test_many_at_the_same_moment_are_one(stripe, key):
    club.superuser()
    case, body = ("POST", "stripe/products"), {"name": "Youth"}
    answers = at_once(6, lambda n: ask(case, {}, body, key))
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.json()["id"] for answer in answers}) == 1
    assert len(stripe.client.v1.products.list().data) == 1
    assert AuditEntry.objects.filter(action="product.create").count() == 1


@pytest.mark.django_db(databases=["default", "reporting"], transaction=True)
@pytest.mark.parametrize(
    "case", [("POST", "stripe/customers"), ("PATCH", C := "stripe/customers/<stripe_id:customer_id>")]
)
def test_a_process_that_is_really_killed(stripe, monkeypatch, case):
    """kill -9 between Stripe's answer and our commit."""
    ids, body = EXAMPLES[case](stripe)
    club.superuser()
    AuditEntry.objects.all().delete()
    connections.close_all()
    child = os.fork()
    if child == 0:
        audit.record = lambda **_: os.kill(os.getpid(), signal.SIGKILL)
        try:
            ask(case, ids, body, "k1")
        finally:
            os._exit(1)
    _, status = os.waitpid(child, 0)
    assert os.WTERMSIG(status) == signal.SIGKILL
    assert ask(case, ids, body, "k1").status_code < 300
    held = stripe.client.v1.customers.list().data
    assert [each.name for each in held] == [body["name"]]
    assert AuditEntry.objects.count() == 1
