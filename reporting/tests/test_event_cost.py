"""What an event costs: at most eight queries, savepoints included, whatever it is of."""

import pytest
from django.core.management import call_command
from django.db import connections
from django.test.utils import CaptureQueriesContext

from reporting import reader
from reporting.event_types import EVENT_TYPES
from reporting.models import InboxEvent, Member
from reporting.objects import MIRRORED, SPECS
from reporting.rows import tidy
from reporting.tests.club import a_club, plain, plan_of
from reporting.tests.deliveries import deliver, deliver_all, events_of, freeze, tick
from reporting.tests.everything import one_of_each
from reporting.tests.snapshots import wipe

pytestmark = pytest.mark.django_db(databases=["default", "reporting"])

MOST = 8


def queries_of(event):
    with CaptureQueriesContext(connections["reporting"]) as captured:
        response = deliver(event)
    assert response.status_code == 200, event["type"]
    return [query["sql"][:100] for query in captured]


@pytest.fixture
def objects(stripe):
    """Something of each kind that is mirrored, as Stripe has it, by its name. The mirror is empty again."""
    freeze(stripe)
    one_of_each(stripe)
    call_command("djstripe_sync_models", verbosity=0)
    found = {}
    for spec in SPECS:
        rows = spec.model.objects.exclude(stripe_data__created=None, stripe_data__livemode=None)
        fetched = (reader.fetch(spec.name, row.id).data for row in rows.order_by("id"))
        found[spec.name] = next(data for data in fetched if not data.get("deleted") and spec.keeps(data))
    wipe()
    tick(stripe, 100)
    return found


def event_of(type, data, *, at=1):
    return {
        "id": f"evt_{type}_{at}",
        "object": "event",
        "type": type,
        "api_version": "2026-08-26.dahlia",
        "livemode": False,
        "created": 2_000_000_000 + at,
        "data": {"object": data},
    }


def object_of(type):
    """The mirrored object that an event of this type is of."""
    prefix = type.rpartition(".")[0]
    named = [name for name in MIRRORED if f".{prefix}".endswith(f".{name}")]
    return max(named, key=len) if named else prefix.rpartition(".")[2]


def test_new_changed_and_deleted(stripe, objects):
    for type in EVENT_TYPES:
        wipe()
        name = object_of(type)
        spec, data = MIRRORED[name], objects[name]
        calls = len(stripe.requests())
        changed = {**data, "metadata": {"locker": "7"}, "description": "changed"}
        new = queries_of(event_of(type, data, at=1))
        again = queries_of(event_of(type, changed, at=2))
        gone = queries_of(event_of(spec.ends_with, data, at=3))
        assert max(len(new), len(again), len(gone)) <= MOST, (type, new, again, gone)
        assert len(stripe.requests()) == calls, type
        assert not InboxEvent.waiting.exists()
        held = spec.model.objects.filter(id=data["id"]).first()
        assert held is None or held.stripe_data.keys() <= {"id", "object"}, type


def test_among_all_that_refers_to_it(stripe, objects):
    """In a mirror that is full, and fetched because the event alone cannot tell."""
    deliver_all(stripe)
    for name, data in objects.items():
        later = {**data, "metadata": {"n": "1"}}
        found = [
            queries_of(event_of(f"{name}.updated", later, at=1)),
            queries_of(event_of(f"{name}.updated", data, at=1) | {"id": f"evt_tie_{name}"}),
            queries_of(event_of(f"{name}.updated", data, at=2) | {"api_version": "2020-08-27"}),
            queries_of(event_of(MIRRORED[name].ends_with, data, at=3)),
        ]
        assert max(map(len, found)) <= MOST, (name, found)


def test_gone_by_the_time_it_is_fetched(stripe, objects):
    deliver_all(stripe)
    id = objects["customer"]["id"]
    stripe.client.v1.customers.delete(id)
    event = event_of("customer.updated", objects["customer"]) | {"api_version": "2020-08-27"}
    assert len(queries_of(event)) <= MOST
    assert not Member.objects.filter(pk=id).exists()


def test_same_event_again(stripe, objects):
    event = event_of("customer.updated", objects["customer"])
    queries_of(event)
    assert len(queries_of(event)) <= MOST


def test_entries_that_leave_a_list(stripe, objects):
    deliver_all(stripe)
    invoice = objects["invoice"]
    lines = {**invoice["lines"], "data": []}
    found = queries_of(event_of("invoice.updated", {**invoice, "lines": lines}))
    assert len(found) <= MOST, found
    assert MIRRORED["invoice"].model.objects.get(id=invoice["id"]).stripe_data == tidy(
        {**invoice, "lines": lines}
    )


def test_event_in_order_makes_no_call(stripe):
    """But for a paid invoice's: what was paid elsewhere stands in no event."""
    a_club(stripe)
    tick(stripe)
    deliver_all(stripe)
    tick(stripe)
    customer, subscription = Member.objects.filter(status="active").values_list("pk", "subscription_id")[0]
    stripe.client.v1.customers.update(customer, {"name": "Ann Married"})
    stripe.client.v1.subscriptions.update(subscription, {"metadata": {"locker": "7"}})
    plan_of(stripe)
    invoice = plain(stripe.client.v1.invoices.create({"customer": customer}))
    tick(stripe)
    stripe.client.v1.invoices.update(invoice["id"], {"metadata": {"note": "draft"}})
    events = events_of(stripe)
    before = len(stripe.requests())
    for event in events:
        if not event["data"]["object"].get("amount_paid"):
            assert deliver(event).status_code == 200
    assert len(stripe.requests()) == before
