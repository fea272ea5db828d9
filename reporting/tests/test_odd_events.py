"""Events of a shape that Stripe never sends: answered, set aside or fetched, and never tried for ever."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone
from djstripe.models import Customer, Subscription

from reporting import health, inbox, reader
from reporting.condition import condition
from reporting.models import InboxEvent, Member, MirrorCheck, ObjectVersion, SyncRun
from reporting.rows import tidy
from reporting.tests.club import a_club, plain
from reporting.tests.deliveries import deliver, deliver_all, events_of, tick

pytestmark = pytest.mark.django_db(databases=["default", "reporting"])


@pytest.fixture
def event(stripe):
    stripe.client.v1.customers.create({"name": "Ann Able", "email": "ann@example.org"})
    [created] = events_of(stripe)
    return created


ODD_FIELDS = [
    {"metadata": {"n": ["list"]}, "email": {"not": "a text"}},
    {"email": ["a@example.org"]},
    {"created": "yesterday"},
    {"created": 10**30},
    {"created": None},
    {"balance": 10**40},
    {"balance": {"much": 1}},
    {"livemode": "perhaps"},
    {"invoice_settings": ["no", "settings"]},
    {"invoice_settings": {"default_payment_method": ["pm_1"]}},
    {"invoice_settings": {"default_payment_method": "pm_" + "x" * 300}},
    {"invoice_settings": {"default_payment_method": {"no": "id"}}},
    {"currency": "far too long for three letters"},
    {"name": 10**400},
]


@pytest.mark.parametrize("fields", ODD_FIELDS, ids=repr)
def test_odd_payload_never_fails_and_ends_as_stripe_is(stripe, event, fields):
    """What cannot be stored is fetched; what can be is put right by the next look at Stripe."""
    event["data"]["object"] |= fields
    assert deliver(event).status_code == 200
    assert not InboxEvent.waiting.exists()
    id = event["data"]["object"]["id"]
    tick(stripe, 5)
    stripe.client.v1.customers.update(id, {"name": "Ann Married"})
    deliver_all(stripe)
    assert Customer.objects.get().stripe_data == tidy(plain(stripe.client.v1.customers.retrieve(id)))
    assert Member.objects.get().name == "Ann Married"


@pytest.mark.parametrize(
    "items",
    [[], ["si_1"], {"data": ["si_1"]}, {"data": {"si_1": {}}}, {"data": [{"price": []}]}, "si_1", 7],
    ids=repr,
)
def test_odd_list_inside_is_fetched(stripe, items):
    a_club(stripe)
    [event] = events_of(stripe, type="customer.subscription.deleted")
    id = event["data"]["object"]["id"]
    held = plain(stripe.client.v1.subscriptions.retrieve(id))
    odd = {**event, "id": "evt_odd", "type": "customer.subscription.updated"}
    odd["data"] = {"object": {**event["data"]["object"], "items": items}}
    assert deliver(odd).status_code == 200
    assert not InboxEvent.waiting.exists()
    assert not InboxEvent.objects.exclude(set_aside="").exists()
    if items not in ([], {"data": []}):
        assert Subscription.objects.get(id=id).stripe_data == tidy(held)


@pytest.mark.parametrize("id", [["cus_1"], {"id": "cus_1"}, 7, "cus_" + "x" * 300], ids=repr)
def test_object_whose_id_is_none_is_set_aside(event, id, caplog):
    event["data"]["object"]["id"] = id
    assert deliver(event).status_code == 200
    kept = InboxEvent.objects.get()
    assert kept.set_aside
    assert kept.applied_at is None
    assert kept.payload["data"]["object"]["name"] == "Ann Able"
    assert "ann@example.org" not in caplog.text
    assert event["id"] in caplog.text
    assert inbox.apply_pending() == 0
    assert deliver(event).status_code == 200
    assert InboxEvent.objects.get().set_aside
    assert not Customer.objects.exists()
    assert not ObjectVersion.objects.exists()


@pytest.mark.parametrize("kind", [["customer"], {}, 7, None, "moon"], ids=repr)
def test_object_of_no_kind_is_passed_over(event, kind):
    event["data"]["object"]["object"] = kind
    assert deliver(event).status_code == 200
    assert InboxEvent.objects.get().applied_at


def test_object_that_stripe_itself_describes_oddly_is_set_aside(event, monkeypatch):
    """Neither the event nor Stripe's answer can be stored: a person has to look."""
    assert deliver(event).status_code == 200
    before = Customer.objects.get().stripe_data
    odd = {**event, "id": "evt_odd", "created": event["created"] + 5}
    odd["data"] = {"object": {**event["data"]["object"], "created": "yesterday"}}
    monkeypatch.setattr(reader, "fetch", lambda name, id: reader.Answer(odd["data"]["object"], 1))
    assert deliver(odd).status_code == 200
    assert InboxEvent.objects.get(pk="evt_odd").set_aside
    assert Customer.objects.get().stripe_data == before
    assert inbox.apply_pending() == 0


def test_what_is_settled_is_forgotten_after_thirty_days_and_what_waits_never(event):
    deliver(event)
    inbox.keep([{**event, "id": "evt_waits"}])
    odd = {**event, "id": "evt_set_aside", "data": {"object": {**event["data"]["object"], "id": 7}}}
    deliver(odd)
    for days, left in ((29.9, 3), (30.1, 1)):
        InboxEvent.objects.update(received_at=timezone.now() - timedelta(days=days))
        assert inbox.forget_applied() == 3 - left
        assert InboxEvent.objects.count() == left
    assert InboxEvent.waiting.get().pk == "evt_waits"


def test_condition_tells_of_what_is_set_aside_until_the_mirror_is_rebuilt(stripe, event):
    event["data"]["object"]["id"] = 7
    deliver(event)
    assert "1 change that Stripe told of could not be read" in health.sentence(health.points(condition()))
    assert condition().pending_events == 0
    call_command("djstripe_sync_models", verbosity=0)
    assert condition().unreadable_events == 0


RUN = {"state": SyncRun.State.COMPLETE, "whole": True}
CHECK = {"state": MirrorCheck.State.EQUAL, "whole": True}


@pytest.mark.parametrize(
    ("model", "fields", "makes_up"),
    [
        (SyncRun, RUN, True),
        (SyncRun, {**RUN, "state": SyncRun.State.FAILED}, False),
        (SyncRun, {**RUN, "whole": False}, False),
        (MirrorCheck, CHECK, True),
        (MirrorCheck, {**CHECK, "state": MirrorCheck.State.MENDED}, True),
        (MirrorCheck, {**CHECK, "state": MirrorCheck.State.DIFFERENT}, False),
        (MirrorCheck, {**CHECK, "whole": False}, False),
    ],
)
def test_only_what_saw_all_of_stripe_makes_up_for_what_was_set_aside(event, model, fields, makes_up):
    """And an event that is waiting or applied is no such event."""
    deliver(event)
    inbox.keep([{**event, "id": "evt_waits"}])
    deliver({**event, "id": "evt_odd", "data": {"object": {**event["data"]["object"], "id": 7}}})
    assert condition().unreadable_events == 1
    found = model.objects.create(**{"started_at": timezone.now(), **fields})
    model.objects.filter(pk=found.pk).update(started_at=timezone.now())
    assert condition().unreadable_events == (0 if makes_up else 1)
