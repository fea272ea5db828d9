"""Stripe misbehaves during a write (checklist 35, 36, 52): one object, a clear message, an honest trail."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections

from cogento.errors import AlreadySubscribed
from members.models import AuditEntry
from members.services import customers, metadata, subscriptions
from members.tests import club
from reporting import mirror, queries

pytestmark = pytest.mark.django_db(databases=["default", "reporting"])

ANNA = {"name": "Anna Archer", "email": "anna@example.org"}
ONCE_IN_A_WHILE = [
    {"kind": "status", "status": 500, "count": 1},
    {"kind": "status", "status": 503, "count": 2},
    {"kind": "status", "status": 409, "count": 1},
    {"kind": "status", "status": 429, "count": 1},
    {"kind": "reset_before", "count": 1},
    {"kind": "reset_after", "count": 1},
    {"kind": "hang", "count": 1, "seconds": 3},
    {"kind": "hang_after", "count": 1, "seconds": 3},
]
FOR_LONG = [
    ({"kind": "status", "status": 500}, 503, "stripe_unavailable"),
    ({"kind": "status", "status": 409}, 409, "idempotency_conflict"),
    ({"kind": "status", "status": 401}, 503, "stripe_key_rejected"),
    ({"kind": "reset_before"}, 503, "stripe_unavailable"),
]


@pytest.fixture(autouse=True)
def _quick(settings, monkeypatch):
    """A second is long enough, and nobody waits between tries."""
    settings.STRIPE_TIMEOUT_SECONDS = 1
    monkeypatch.setattr("reporting.reader.time.sleep", lambda seconds: None)


def fault(stripe, path, **order):
    stripe.control("POST", "faults", method="POST", path=path, **order)


def name_of(order):
    return "-".join(str(value) for value in order.values())


@pytest.mark.parametrize("order", ONCE_IN_A_WHILE, ids=name_of)
def test_adding_a_person_gets_through_a_hiccup_exactly_once(stripe, order):
    fault(stripe, "/v1/customers", **order)
    response = club.admin().post("/stripe/customers", ANNA)
    assert response.status_code == 201, response.content
    assert [each.id for each in stripe.client.v1.customers.list().data] == [response.json()["id"]]
    assert [each.customer_id for each in queries.members()] == [response.json()["id"]]
    assert AuditEntry.objects.filter(action="customer.create").count() == 1


@pytest.mark.parametrize("order", ONCE_IN_A_WHILE, ids=name_of)
def test_a_membership_gets_through_a_hiccup_exactly_once(stripe, order):
    customer_id, price_id = club.person(), club.plan()
    fault(stripe, "/v1/subscriptions", **order)
    response = club.admin().post(
        "/stripe/subscriptions", {"customer_id": customer_id, "price_id": price_id, "trial_days": 9}
    )
    assert response.status_code == 201, response.content
    assert [each.id for each in stripe.client.v1.subscriptions.list().data] == [response.json()["id"]]
    assert queries.members().get().status == "trialing"
    assert AuditEntry.objects.filter(action="subscription.start").count() == 1


@pytest.mark.parametrize(("order", "status", "code"), FOR_LONG, ids=lambda value: str(value))
def test_stripe_away_says_so_and_nothing_is_recorded(stripe, order, status, code):
    fault(stripe, "/v1/*", count=-1, **order)
    response = club.admin().post("/stripe/customers", ANNA)
    assert (response.status_code, club.code_of(response)) == (status, code)
    assert response.json()["errors"][0]["detail"].endswith((".", "!"))
    assert ("Retry-After" in response.headers) == (code == "stripe_unavailable")
    assert not AuditEntry.objects.exists()
    assert not queries.members().exists()
    stripe.control("DELETE", "faults")
    assert stripe.client.v1.customers.list().data == []


def test_a_minute_of_too_many_requests_is_named(stripe):
    fault(stripe, "/v1/customers", kind="status", status=429, count=-1)
    response = club.admin().post("/stripe/customers", ANNA)
    assert (response.status_code, club.code_of(response)) == (503, "stripe_busy")
    assert response.headers["Retry-After"] == "30"
    assert not AuditEntry.objects.exists()


def test_a_rejected_key_makes_no_storm(stripe):
    fault(stripe, "/v1/customers", kind="status", status=401, count=-1)
    club.admin().post("/stripe/customers", ANNA)
    assert len(stripe.requests()) == 1


def test_the_write_happened_but_no_answer_ever_came(stripe):
    """The second try, with the same key, finds what the first one did."""
    customer_id, price_id, admin = club.person(), club.plan(), club.admin()
    body = {"customer_id": customer_id, "price_id": price_id, "trial_days": 9}
    headers = {"Idempotency-Key": "k1"}
    fault(stripe, "/v1/subscriptions", kind="reset_after", count=-1)
    first = admin.post("/stripe/subscriptions", body, headers=headers)
    assert (first.status_code, club.code_of(first)) == (503, "stripe_unavailable")
    assert not AuditEntry.objects.filter(action="subscription.start").exists()
    stripe.control("DELETE", "faults")
    second = admin.post("/stripe/subscriptions", body, headers=headers)
    assert second.status_code == 201
    assert [each.id for each in stripe.client.v1.subscriptions.list().data] == [second.json()["id"]]
    assert queries.members().get().status == "trialing"
    assert AuditEntry.objects.filter(action="subscription.start").count() == 1


@pytest.mark.parametrize("kind", ["reset_after", "hang_after"])
def test_adding_again_after_a_lost_answer_makes_no_second_person(stripe, kind):
    fault(stripe, "/v1/customers", kind=kind, count=4, seconds=2)
    admin = club.admin()
    assert admin.post("/stripe/customers", ANNA).status_code == 503
    response = admin.post("/stripe/customers", ANNA)
    assert response.status_code == 201
    assert [each.id for each in stripe.client.v1.customers.list().data] == [response.json()["id"]]
    assert AuditEntry.objects.filter(action="customer.create").count() == 1


@pytest.mark.parametrize("order", ONCE_IN_A_WHILE, ids=name_of)
def test_changes_get_through_a_hiccup(stripe, order):
    customer_id = club.person()
    fault(stripe, f"/v1/customers/{customer_id}", **order)
    customers.update(customer_id=customer_id, changes={"name": "Anna Baker"}, by=club.BY)
    fault(stripe, f"/v1/customers/{customer_id}", **order)
    metadata.write(target="customer", object_id=customer_id, values={"k": "v"}, by=club.BY)
    held = stripe.client.v1.customers.retrieve(customer_id)
    assert (held.name, held.metadata.to_dict()) == ("Anna Baker", {"k": "v"})
    assert (queries.members().get().name, queries.members().get().metadata) == ("Anna Baker", {"k": "v"})
    assert AuditEntry.objects.filter(action="customer.update").count() == 1
    assert AuditEntry.objects.filter(action="customer.metadata").count() == 1


def test_declined_card_says_so_and_leaves_no_membership_behind(stripe):
    customer_id, price_id = club.person(), club.plan()
    fault(stripe, "/v1/subscriptions", kind="status", status=402, count=1)
    response = club.admin().post(
        "/stripe/subscriptions", {"customer_id": customer_id, "price_id": price_id, "trial_days": 9}
    )
    assert 400 <= response.status_code < 500
    assert stripe.client.v1.subscriptions.list().data == []
    assert not AuditEntry.objects.filter(action="subscription.start").exists()


def test_writes_go_on_without_the_mirror_and_say_so_in_the_log(stripe, monkeypatch, caplog):
    from django.db import OperationalError

    admin = club.admin()
    real = mirror.store

    def away(answer):
        raise OperationalError("the reporting database is gone")

    monkeypatch.setattr(mirror, "store", away)
    response = admin.post("/stripe/customers", ANNA)
    assert response.status_code == 201
    assert stripe.client.v1.customers.retrieve(response.json()["id"]).name == "Anna Archer"
    assert not queries.members().exists()
    assert AuditEntry.objects.filter(action="customer.create").count() == 1
    assert response.json()["id"] in caplog.text
    assert "anna@" not in caplog.text
    monkeypatch.setattr(mirror, "store", real)
    mirror.refresh("customer", response.json()["id"])
    assert queries.members().get().name == "Anna Archer"


@pytest.mark.django_db(databases=["default", "reporting"], transaction=True)
def test_many_starts_at_once_begin_one_membership(stripe):
    customer_id, price_id = club.person(), club.plan()

    def start(number):
        try:
            subscriptions.start(
                customer_id=customer_id,
                price_id=price_id,
                trial_days=9,
                by=club.BY,
                idempotency_key=f"another-key-{number}",
            )
        except AlreadySubscribed:
            return "refused"
        finally:
            connections.close_all()
        return "begun"

    with ThreadPoolExecutor(6) as pool:
        outcomes = sorted(pool.map(start, range(6)))
    assert outcomes == ["begun"] + ["refused"] * 5
    assert len(stripe.client.v1.subscriptions.list().data) == 1


@pytest.mark.django_db(databases=["default", "reporting"], transaction=True)
def test_many_clicks_at_once_add_one_person(stripe):
    def add(number):
        try:
            return club.person()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(6) as pool:
        ids = set(pool.map(add, range(6)))
    assert {each.id for each in stripe.client.v1.customers.list().data} == ids
    assert len(ids) == 1
    assert AuditEntry.objects.filter(action="customer.create").count() == 1
