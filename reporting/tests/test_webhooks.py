"""What the webhook route takes and what it refuses (checklist 27, 28, 31, 32, 33)."""

from contextlib import contextmanager

import pytest
from django.db import connections
from django.test.utils import CaptureQueriesContext
from djstripe.models import Charge, Customer, Invoice, PaymentMethod, Price

from reporting import inbox, tasks
from reporting.event_types import EVENT_TYPES
from reporting.models import InboxEvent, Member, ObjectVersion
from reporting.rows import tidy
from reporting.tests.club import a_club, plain, plan_of
from reporting.tests.deliveries import deliver, deliver_all, events_of
from reporting.tests.everything import one_of_each
from reporting.tests.faults import fail_on

pytestmark = pytest.mark.django_db(databases=["default", "reporting"])


@pytest.fixture
def event(stripe):
    stripe.client.v1.customers.create({"name": "Ann Able", "email": "ann@example.org"})
    [created] = events_of(stripe)
    return created


@contextmanager
def asked_of_databases():
    """What is sent to either database meanwhile."""
    with (
        CaptureQueriesContext(connections["default"]) as one,
        CaptureQueriesContext(connections["reporting"]) as other,
    ):
        queries = []
        yield queries
    queries += [*one, *other]


def assert_nothing_stored():
    for model in (InboxEvent, Customer, Member, ObjectVersion):
        assert not model.objects.exists()


class TestBody:
    """Checklist 31, and 27 for what is of the other mode."""

    @pytest.mark.parametrize(
        "body",
        [
            b"",
            b"[]",
            b"{}",
            b"null",
            b'"text"',
            b"\xff\xfe{}",
            b"{" * 5000,
            b'{"id": "evt_1", "type": "x", "livemode": false, "created": 1, "data": {"object": {"x": NaN}}}',
            b'{"id": ["evt"], "type": "x", "livemode": false, "created": 1, "data": {"object": {}}}',
            b"[" * 200_000,
            b'{"id": "evt_1", "type": "customer.updated", "livemode": false, "created": 1, "data": []}',
            b'{"id": 7, "type": "x", "livemode": false, "created": 1, "data": {"object": {}}}',
            b'{"id": "evt_1", "type": "x", "livemode": false, "created": "1", "data": {"object": {}}}',
        ],
    )
    def test_junk_is_refused_even_if_signed(self, body):
        """Before the database is asked for anything."""
        with asked_of_databases() as queries:
            assert deliver(body).status_code == 400
        assert not queries
        assert_nothing_stored()

    @pytest.mark.parametrize("signed", [True, False])
    def test_ten_megabytes(self, signed):
        with asked_of_databases() as queries:
            body = b"x" * 10_000_000
            assert deliver(body, signature=None if signed else "").status_code == 413
        assert not queries

    def test_get_is_refused(self, client):
        assert client.get("/stripe/webhooks").status_code == 405

    @pytest.mark.parametrize("live", [True, False])
    def test_of_the_other_mode(self, event, settings, live):
        """Checklist 27."""
        settings.STRIPE_LIVE_MODE = not live
        response = deliver({**event, "livemode": live})
        assert response.status_code == 400
        assert response.json()["errors"][0]["code"] == "event_of_other_mode"
        assert_nothing_stored()

    def test_of_a_connected_account(self, event):
        """27: whoever is a member of another club is none of this one."""
        response = deliver({**event, "account": "acct_other"})
        assert response.status_code == 400
        assert response.json()["errors"][0]["code"] == "event_of_other_account"
        assert_nothing_stored()

    def test_thin_one_says_what_to_do(self, event):
        """31: as Stripe's event destinations send them."""
        thin = {
            "id": "evt_thin",
            "object": "v2.core.event",
            "type": "v1.customer.updated",
            "created": "2026-01-01T00:00:00.000Z",
            "livemode": False,
            "related_object": {"id": "cus_1", "type": "customer", "url": "/v1/customers/cus_1"},
        }
        response = deliver(thin)
        assert response.status_code == 400
        assert "register_webhook" in response.json()["errors"][0]["detail"]
        assert_nothing_stored()


def test_unknown_type_is_counted(event):
    """Checklist 31."""
    unknown = {
        **event,
        "id": "evt_x",
        "type": "moon.full",
        "data": {"object": {"object": "moon", "id": "m_1"}},
    }
    assert deliver(unknown).status_code == 200
    assert InboxEvent.objects.filter(type="moon.full", applied_at__isnull=False).count() == 1
    assert not Customer.objects.exists()


@pytest.mark.parametrize("id", [{}, {"id": None}, {"id": "upcoming_in_1"}], ids=repr)
def test_invoice_that_does_not_exist_yet_is_passed_over(stripe, event, id):
    upcoming = {
        **event,
        "type": "invoice.upcoming",
        "data": {"object": {"object": "invoice", "customer": "cus_1", "status": "draft", **id}},
    }
    asked = len(stripe.requests())
    assert deliver(upcoming).status_code == 200
    assert InboxEvent.objects.get().applied_at
    assert not Invoice.objects.exists()
    assert not ObjectVersion.objects.exists()
    assert len(stripe.requests()) == asked


def test_same_event_again_has_one_effect(event):
    """Checklist 28; fifty at once are in test_at_once.py."""
    assert deliver(event).status_code == 200
    Customer.objects.update(email="changed@example.org")
    for _ in range(3):
        assert deliver(event).status_code == 200
    assert Customer.objects.get().email == "changed@example.org"
    assert InboxEvent.objects.count() == 1


def test_applied_event_keeps_no_personal_data(event):
    deliver(event)
    assert InboxEvent.objects.get().payload == {}


def test_database_failure_midway_heals_with_the_next_delivery(event):
    """Checklist 32."""
    with connections["reporting"].execute_wrapper(fail_on("djstripe_customer")):
        assert deliver(event).status_code == 503
    assert InboxEvent.objects.get().applied_at is None
    assert not Customer.objects.exists()
    assert not ObjectVersion.objects.exists()
    assert deliver(event).status_code == 200
    assert Member.objects.get().name == "Ann Able"


def test_stripe_gone_keeps_the_event(stripe, event):
    """Checklist 32."""
    deliver(event)
    stripe.client.v1.customers.update(event["data"]["object"]["id"], {"name": "Ann Married"})
    ObjectVersion.objects.update(as_of=event["created"])
    tie = {**event, "id": "evt_tie"}
    stripe.control("POST", "faults", method="GET", path="/v1/customers*", kind="status", status=500, count=50)
    assert deliver(tie).status_code == 503
    assert InboxEvent.objects.get(pk="evt_tie").applied_at is None
    assert inbox.apply_pending() == 0

    stripe.control("DELETE", "faults")
    tasks.apply_pending(timestamp=0)
    assert InboxEvent.objects.get(pk="evt_tie").applied_at
    assert Member.objects.get().name == "Ann Married"


def test_event_that_cannot_be_applied_holds_up_no_other(event):
    from reporting.columns import moment

    rows = [
        InboxEvent(
            id="evt_bad", type="x", created_at=moment(1), payload={"data": {"object": {"object": "customer"}}}
        ),
        InboxEvent(id="evt_worse", type="x", created_at=moment(1), payload={}),
        InboxEvent(id=event["id"], type=event["type"], created_at=moment(2), payload=event),
    ]
    InboxEvent.objects.bulk_create(rows)
    assert inbox.apply_pending() >= 1
    assert Member.objects.get().name == "Ann Able"
    assert InboxEvent.objects.get(pk="evt_worse").applied_at is None


def test_event_of_another_version_is_fetched(stripe, event):
    old = {**event, "api_version": "2020-08-27"}
    old["data"] = {"object": {**event["data"]["object"], "name": "As an old version says"}}
    assert deliver(old).status_code == 200
    assert Member.objects.get().name == "Ann Able"


def test_fields_that_another_version_lacks_take_nothing_away(stripe):
    ann = stripe.client.v1.customers.create({"name": "Ann Able"})
    card = stripe.client.v1.payment_methods.attach("pm_card_visa", {"customer": ann.id})
    deliver_all(stripe)
    [attached] = events_of(stripe, type="payment_method.attached")
    other = {**attached, "id": "evt_other", "created": attached["created"] + 2, "api_version": "2999-01-01"}
    other["data"] = {"object": {"id": card.id, "object": "payment_method", "owner": {"id": ann.id}}}
    assert deliver(other).status_code == 200
    assert PaymentMethod.objects.get().stripe_data == tidy(plain(card))


def test_no_event_makes_cogento_write(stripe):
    """Checklist 33: of whatever type, in order or so that Stripe must be asked about it."""
    one_of_each(stripe)
    stripe.client.v1.products.delete(stripe.client.v1.products.create({"name": "Never sold"}).id)
    events = events_of(stripe)
    about = {event["type"]: event for event in events}
    assert len(about) > 30
    others = [about[name] | {"id": f"evt_{name}", "api_version": "2020-08-27"} for name in about]
    unseen = [events[0] | {"id": f"evt_{name}", "type": name} for name in EVENT_TYPES if name not in about]
    stripe.control("DELETE", "requests")
    for event in (*events, *others, *unseen):
        assert deliver(event).status_code == 200, event["type"]
    assert {request["method"] for request in stripe.requests()} == {"GET"}


def test_plan_renamed_reaches_every_member(stripe):
    a_club(stripe)
    deliver_all(stripe)
    plan = Member.objects.get(status="active")
    stripe.client.v1.products.update(plan.plan_id, {"name": "Grown-up"})
    deliver_all(stripe)
    assert Member.objects.get(status="active").plan_name == "Grown-up"


def test_draft_invoice_deleted(stripe):
    from djstripe.models import Invoice, LineItem

    plan_of(stripe)
    person = stripe.client.v1.customers.create({"name": "Ann"}).id
    invoice = stripe.client.v1.invoices.create({"customer": person}).id
    stripe.client.v1.invoice_items.create(
        {"customer": person, "invoice": invoice, "amount": 100, "currency": "gbp"}
    )
    deliver_all(stripe)
    assert LineItem.objects.count() == 1
    stripe.client.v1.invoices.delete(invoice)
    deliver_all(stripe)
    assert not Invoice.objects.exists()
    assert not LineItem.objects.exists()


@pytest.mark.parametrize(
    ("name", "stored"),
    [
        ("Ann\0 Able", "Ann Able"),
        ("Ann \ud83d Able", "Ann  Able"),
        ("Ann \U0001f3be Able", "Ann \U0001f3be Able"),
        ("\u202eelbA\u202c \u0301\ufffd\uffff", "\u202eelbA\u202c \u0301\ufffd\uffff"),
    ],
)
def test_characters_that_cannot_be_stored_are_left_out(event, name, stored):
    event["data"]["object"] |= {"name": name, "metadata": {"note\0": "a\0b"}}
    assert deliver(event).status_code == 200
    member = Member.objects.get()
    assert (member.name, member.metadata) == (stored, {"note": "ab"})


def test_largest_metadata(event):
    metadata = {f"{number:\U0001f3be>40}": "\U0001f3be" * 500 for number in range(50)}
    event["data"]["object"] |= {"metadata": metadata, "name": "\U0001f3be" * 256, "email": "é" * 512}
    assert deliver(event).status_code == 200
    assert Member.objects.get().metadata == metadata


def test_texts_and_amounts_beyond_the_columns(stripe):
    plan = plan_of(stripe, nickname="n" * 300, currency="jpy", amount=99_999_999)
    stripe.client.v1.payment_intents.create(
        {"amount": 99_999_999, "currency": "jpy", "payment_method": "pm_card_visa", "confirm": True}
    )
    for event in events_of(stripe):
        if event["data"]["object"]["object"] == "charge":
            event["data"]["object"]["amount"] = 999_999_999_999
        assert deliver(event).status_code == 200
    assert Price.objects.get(id=plan["id"]).nickname == "n" * 250
    assert Price.objects.get(id=plan["id"]).stripe_data["nickname"] == "n" * 300
    assert Charge.objects.get().stripe_data["amount"] == 999_999_999_999
