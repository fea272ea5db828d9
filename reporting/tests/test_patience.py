"""What is saved while a regeneration merges: nobody waits for it long, and it is there when it has ended."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.management import call_command
from django.db import connections
from djstripe.models import Customer

from reporting import inbox, late, mirror, patience, reader, tasks
from reporting.models import InboxEvent, Member
from reporting.rows import tidy
from reporting.tests.club import a_club, plain
from reporting.tests.deliveries import deliver, deliver_all, events_of, tick
from reporting.tests.merging import is_waited_for, merging
from reporting.tests.snapshots import differences, snapshot, wipe
from reporting.tests.test_killed_web import wait_until

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "reporting"])


@pytest.fixture
def ann(stripe):
    """A Customer that the mirror knows."""
    id = stripe.client.v1.customers.create({"name": "Ann Able"}).id
    deliver_all(stripe)
    tick(stripe)
    return id


def rename(id, name):
    """As a service of ours does: what Stripe answers is to be stored."""
    return reader.call(reader.client().v1.customers.update, id, {"name": name})


def new_events(stripe):
    here = set(InboxEvent.objects.values_list("id", flat=True))
    return [event for event in events_of(stripe) if event["id"] not in here]


def is_as_in_stripe(stripe, id):
    held = tidy(plain(stripe.client.v1.customers.retrieve(id)))
    return Customer.objects.get(id=id).stripe_data == held and Member.objects.get(pk=id).name == held["name"]


def in_a_thread(pool, act):
    def run():
        try:
            return act()
        finally:
            connections.close_all()

    return pool.submit(run)


@pytest.mark.parametrize("delivered", ["meanwhile", "afterwards", "never"])
def test_a_save_gives_up_and_its_event_brings_it(stripe, ann, delivered):
    with merging(), patience.limited() as waiting:
        answer = rename(ann, "Ann Baker")
        with pytest.raises(mirror.Merging):
            mirror.store(answer)
        assert waiting.seconds == 0
        with pytest.raises(mirror.Merging):
            mirror.refresh("customer", ann)
        events = new_events(stripe)
        if delivered == "meanwhile":
            assert [deliver(event).json()["code"] for event in events] == ["kept"]
        assert Member.objects.get(pk=ann).name == "Ann Able"
    if delivered == "afterwards":
        assert [deliver(event).json()["code"] for event in events] == ["received"]
    if delivered == "never":
        call_command("catch_up_events")
    inbox.apply_pending()
    assert is_as_in_stripe(stripe, ann)


def test_a_merge_that_ends_in_time_is_waited_for(stripe, ann):
    answer = rename(ann, "Ann Baker")

    def save():
        with patience.limited() as waiting:
            mirror.store(answer)
            return waiting.seconds

    with ThreadPoolExecutor(1) as pool:
        with merging(person_waits=60):
            saved = in_a_thread(pool, save)
            wait_until(is_waited_for)
        assert saved.result(30) == 60
    assert is_as_in_stripe(stripe, ann)


def test_a_job_waits_as_long_as_it_takes(stripe, ann):
    answer = rename(ann, "Ann Baker")
    with ThreadPoolExecutor(1) as pool:
        with merging():
            stored = in_a_thread(pool, lambda: mirror.store(answer))
            wait_until(is_waited_for)
            assert not stored.done()
        stored.result(30)
    assert is_as_in_stripe(stripe, ann)


def test_what_none_tells_of_is_left_for_the_next_minute(stripe):
    """The worker sends sign-in mails meanwhile."""
    a_club(stripe)
    for event in events_of(stripe):
        deliver(event)
    with merging():
        tasks.apply_pending(timestamp=0)
    tasks.apply_pending(timestamp=0)
    filled = snapshot()
    wipe()
    call_command("djstripe_sync_models", verbosity=0)
    assert not differences(filled, snapshot())


@pytest.mark.parametrize("delivered", ["meanwhile", "afterwards"])
def test_saves_during_a_run_are_there_at_its_end(stripe, monkeypatch, delivered):
    """The run has read what is saved; some of it before, some of it after."""
    monkeypatch.setattr(patience, "PERSON_WAITS_SECONDS", 0.05)
    people = a_club(stripe)
    deliver_all(stripe)
    events = []

    def save():
        v1 = reader.client().v1
        writes = [
            lambda: rename(people["active"], "Renamed meanwhile"),
            lambda: reader.call(v1.customers.create, {"name": "Came meanwhile"}),
            lambda: reader.call(v1.products.create, {"name": "A plan"}),
            lambda: reader.call(v1.customers.delete, people["trialing"]),
        ]
        with patience.limited():
            for write in writes:
                answer = write()
                with pytest.raises(mirror.Merging):
                    mirror.store(answer)
        events.extend(new_events(stripe))
        if delivered == "meanwhile":
            assert {deliver(event).json()["code"] for event in events} == {"kept"}

    with ThreadPoolExecutor(1) as pool:

        def in_the_merge(execute, sql, params, many, context):
            if "INSERT INTO reporting_objectversion" in sql and not events:
                in_a_thread(pool, save).result(30)
            return execute(sql, params, many, context)

        with connections["reporting"].execute_wrapper(in_the_merge):
            call_command("djstripe_sync_models", verbosity=0)
    assert len(events) > 3
    if delivered == "afterwards":
        assert {deliver(event).json()["code"] for event in events} == {"received"}
    assert not InboxEvent.waiting.exists()
    names = set(Member.objects.values_list("name", flat=True))
    assert {"Came meanwhile", "Renamed meanwhile"} <= names
    late.fill()
    at_the_end = snapshot()
    wipe()
    call_command("djstripe_sync_models", verbosity=0)
    assert not differences(at_the_end, snapshot())
