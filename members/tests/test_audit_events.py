"""What is done in Stripe itself is in the audit trail too, once, and without what was done here."""

from __future__ import annotations

import logging

import pytest

from members.models import AuditEntry
from members.services import audit, audit_events, billing, customers, deleting, portal
from members.tests import club
from members.tests.factories import staff
from reporting.catch_up import catch_up
from reporting.tests.club import plan_of, subscribe, with_card
from reporting.tests.deliveries import deliver, deliver_all, events_of

pytestmark = pytest.mark.django_db(databases=["default", "reporting"])
BY = "secretary@example.org"


@pytest.fixture
def secretary(db):
    return staff(email=BY)


def told() -> list[tuple[str, str]]:
    return list(
        AuditEntry.objects.exclude(source="here").order_by("at", "pk").values_list("source", "action")
    )


def in_the_dashboard(stripe, path: str, **fields) -> dict:
    """As a browser does it: with no idempotency key."""
    answer = stripe.http.post(f"/v1/{path}", data=fields, auth=("sk_test_dashboard", ""))
    answer.raise_for_status()
    return answer.json()


def test_change_in_the_dashboard(stripe):
    made = in_the_dashboard(stripe, "customers", name="Ann", email="ann@example.org")
    deliver_all(stripe)
    AuditEntry.objects.all().delete()
    in_the_dashboard(stripe, f"customers/{made['id']}", name="Anna", **{"metadata[shirt]": "M"})
    event = events_of(stripe)[-1]
    deliver(event)
    entry = AuditEntry.objects.get()
    assert (entry.source, entry.actor, entry.action) == ("stripe", "In Stripe", "customer.updated")
    assert (entry.object_id, entry.customer_id) == (made["id"], made["id"])
    assert entry.before == {"name": "Ann", "metadata": {"shirt": None}}
    assert entry.after == {"name": "Anna", "metadata": {"shirt": "M"}}
    assert entry.stripe_request_id == event["request"]["id"]
    assert int(entry.at.timestamp()) == event["created"]


def test_another_program(stripe):
    stripe.client.v1.customers.create({"name": "Ann"})  # Stripe's clients send a key
    deliver_all(stripe)
    assert told() == [("program", "customer.created")]
    assert AuditEntry.objects.get().after == {"name": "Ann"}


def test_what_was_done_here_has_its_own_entry_alone(stripe, secretary):
    answer = customers.create(name="Ann", email="ann@example.org", by=BY)
    customers.update(customer_id=answer.data["id"], changes={"name": "Anna"}, by=BY)
    deleting.delete(customer_id=answer.data["id"], by=BY)
    deliver_all(stripe)
    assert told() == []
    assert AuditEntry.objects.count() == 3


def test_event_that_comes_before_our_own_entry_is_replaced_by_it(
    stripe, secretary, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        customers.create(name="Ann", email="ann@example.org", by=BY)
        own = AuditEntry.objects.get()
        AuditEntry.objects.all().delete()  # as the webhook sees it before the service has committed
        deliver_all(stripe)
        assert told() == [("program", "customer.created")]
        audit.record(actor=BY, action=own.action, object_id="x", stripe_request_id=own.stripe_request_id)
    assert told() == []
    assert AuditEntry.objects.get().actor == BY


def test_same_event_again_is_one_entry(stripe):
    stripe.client.v1.customers.create({"name": "Ann"})
    for _ in range(3):
        deliver_all(stripe)
    catch_up()
    assert len(told()) == 1


def test_what_never_came_is_caught_up(stripe):
    stripe.client.v1.customers.create({"name": "Ann"})
    catch_up()
    assert told() == [("program", "customer.created")]


def test_in_the_portal(stripe, secretary):
    customer = stripe.client.v1.customers.create({"name": "Ann", "email": "ann@example.org"})
    deliver_all(stripe)
    AuditEntry.objects.all().delete()
    portal.open_session(customer_id=customer.id, by=BY)
    in_the_dashboard(stripe, f"customers/{customer.id}", name="Anna")
    deliver_all(stripe)
    assert told()[-1] == ("portal", "customer.updated")


def test_renewals_are_no_entries_and_failures_are(stripe):
    customer = stripe.client.v1.customers.create({"name": "Ann"}).id
    subscription = subscribe(stripe, customer, plan_of(stripe, interval="month"))
    deliver_all(stripe)
    AuditEntry.objects.all().delete()
    stripe.control("POST", f"subscriptions/{subscription['id']}/renew")
    by_itself = [event for event in events_of(stripe) if event["request"]["id"] is None]
    assert {"invoice.paid", "customer.subscription.updated"} <= {event["type"] for event in by_itself}
    audit_events.note(events=by_itself)
    assert told() == []
    with_card(stripe, customer, "pm_card_chargeCustomerFail")
    stripe.control("POST", f"subscriptions/{subscription['id']}/renew")
    audit_events.note(events=[event for event in events_of(stripe) if event["request"]["id"] is None])
    assert ("automatic", "invoice.payment_failed") in told()
    changed = AuditEntry.objects.get(action="customer.subscription.updated")
    assert (changed.before["status"], changed.after["status"]) == ("active", "past_due")
    assert changed.customer_id == customer


def test_audit_that_fails_fails_no_webhook_and_tells_no_name(stripe, monkeypatch, caplog):
    def fail(*args, **kwargs):
        raise ValueError("Key (name)=(Ann) is wrong")

    monkeypatch.setattr(audit_events, "before_of", fail)
    stripe.client.v1.customers.create({"name": "Ann"})
    with caplog.at_level(logging.INFO):
        deliver_all(stripe)
    assert told() == []
    assert "is not in the audit trail: ValueError" in caplog.text
    assert "Ann" not in caplog.text
    monkeypatch.undo()
    catch_up()
    assert told() == [("program", "customer.created")]  # the hour after it is made up for


@pytest.mark.django_db(databases=["default", "reporting"], transaction=True)
@pytest.mark.parametrize("when", ["before", "after"])
def test_what_was_made_here_in_several_requests_is_told_once(stripe, monkeypatch, when):
    """A bill is a draft, its lines and a mail: Stripe tells of the draft with the first request's id."""
    customer = club.person()
    record = audit.record

    def told_first(**values):
        deliver_all(stripe)
        assert told() == [("program", "invoice.created")]
        return record(**values)

    if when == "before":
        monkeypatch.setattr(audit, "record", told_first)
    billing.invoice(
        customer_id=customer, lines=[{"description": "Court", "amount_cents": 900}], by=BY, currency="gbp"
    )
    deliver_all(stripe)
    assert told() == []
    assert AuditEntry.objects.filter(action="invoice.create").count() == 1


def test_event_of_an_old_version_names_the_request_alone(stripe):
    """Before 2017-05-25 `request` was the id, as endpoints of such a version still get it."""
    stripe.client.v1.customers.create({"name": "Ann"})
    [event] = events_of(stripe)
    deliver(event | {"request": "req_old", "api_version": "2016-07-06"})
    assert AuditEntry.objects.get().stripe_request_id == "req_old"


def test_secrets_are_left_out(stripe):
    customer = stripe.client.v1.customers.create({"name": "Ann", "metadata": {"api_key": "sk_live_abc123"}})
    deliver_all(stripe)
    assert "sk_live_abc123" not in str(AuditEntry.objects.get(object_id=customer.id).after)


def test_queries_of_an_event(stripe, django_assert_max_num_queries):
    stripe.client.v1.customers.create({"name": "Ann"})
    [event] = events_of(stripe)
    with django_assert_max_num_queries(3):  # one, and a savepoint
        audit_events.note(events=[event])
    assert len(told()) == 1
