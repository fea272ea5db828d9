"""Several at once, and processes that die: checklist 28, 29, 32, 47, 49."""

import signal
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connections, transaction
from djstripe.models import Customer, Invoice

from reporting import inbox, late, mirror
from reporting.models import InboxEvent, Member, ObjectVersion, SyncRun
from reporting.rows import tidy
from reporting.sync.run import is_running
from reporting.tests.club import a_club, plain
from reporting.tests.deliveries import deliver, deliver_all, events_of, tick
from reporting.tests.faults import fail_on
from reporting.tests.snapshots import differences, snapshot, wipe
from reporting.tests.test_killed_web import wait_until
from reporting.versions import MERGE

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "reporting"])


def at_once(action, arguments, *, workers=8):
    """Run an action for each argument, as many at a time as there are workers; answer what they returned."""

    def one(argument):
        try:
            return action(argument)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(workers) as pool:
        return list(pool.map(one, arguments))


def test_same_event_fifty_times_at_once_has_one_effect(stripe):
    """Checklist 28."""
    stripe.client.v1.customers.create({"name": "Ann Able"})
    [event] = events_of(stripe)
    statuses = {response.status_code for response in at_once(deliver, [event] * 50)}
    assert statuses == {200}
    assert InboxEvent.objects.count() == 1
    assert Member.objects.get().name == "Ann Able"
    assert ObjectVersion.objects.get().as_of == event["created"]


def test_all_events_of_a_club_at_once(stripe):
    """Among them many of one second and many that derive the same person's row."""
    people = a_club(stripe)
    stripe.client.v1.customers.delete(people["nobody"])
    events = events_of(stripe)
    responses = at_once(deliver, [*events[::-1], *events])
    assert {response.status_code for response in responses} == {200}
    late.fill()
    by_events = snapshot()
    wipe()
    call_command("djstripe_sync_models", verbosity=0)
    assert not differences(by_events, snapshot())


def test_one_delayed_while_holding_the_lock(stripe):
    """Checklist 29: the second of two events waits for the first, and both end as Stripe is."""
    id = stripe.client.v1.customers.create({"name": "Name 1"}).id
    stripe.client.v1.customers.update(id, {"name": "Name 2"})
    first, second = events_of(stripe)
    entered, go_on = threading.Event(), threading.Event()

    def slow(event):
        try:
            with connections["reporting"].execute_wrapper(_pause_at("djstripe_customer", entered, go_on)):
                return deliver(event)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        waiting = pool.submit(slow, second)
        assert entered.wait(10)
        other = pool.submit(at_once, deliver, [first])
        go_on.set()
        assert waiting.result(30).status_code == 200
        assert other.result(30)[0].status_code == 200
    assert Customer.objects.get(id=id).stripe_data == tidy(plain(stripe.client.v1.customers.retrieve(id)))


def _pause_at(text, entered, go_on):
    def wrapper(execute, sql, params, many, context):
        if text in sql:
            entered.set()
            go_on.wait(10)
        return execute(sql, params, many, context)

    return wrapper


def test_database_gone_stores_nothing(stripe):
    """Checklist 32."""
    stripe.client.v1.customers.create({"name": "Ann Able"})
    [event] = events_of(stripe)
    with connections["reporting"].execute_wrapper(fail_on("reporting_inboxevent")):
        assert deliver(event).status_code == 503
    assert not InboxEvent.objects.exists()
    with connections["reporting"].execute_wrapper(fail_on("reporting_member")):
        assert deliver(event).status_code == 503
    assert InboxEvent.objects.get().applied_at is None
    assert not Customer.objects.exists()
    assert deliver(event).status_code == 200
    assert Member.objects.get().name == "Ann Able"


def test_connection_cut_in_the_middle_of_an_event(stripe):
    """Checklist 32, and what was planned on the lost connection is planned anew."""
    person = stripe.client.v1.customers.create({"name": "Ann"}).id
    tick(stripe)
    stripe.client.v1.customers.update(person, {"name": "Ann Able"})
    created, updated = events_of(stripe)
    assert deliver(created).status_code == 200
    with connections["reporting"].execute_wrapper(_cut_at("reporting_member")):
        assert deliver(updated).status_code == 503
    assert Customer.objects.get().stripe_data["name"] == "Ann"
    assert Member.objects.get().name == "Ann"
    assert deliver(updated).status_code == 200
    assert Member.objects.get().name == "Ann Able"


def _cut_at(text):
    """PostgreSQL ends the connection when a statement with this text is about to be run."""

    def wrapper(execute, sql, params, many, context):
        if text in sql and (mine := context["connection"].connection) and not mine.closed:
            with psycopg.connect(mine.info.dsn) as other:
                other.execute("SELECT pg_terminate_backend(%s)", [mine.info.backend_pid])
        return execute(sql, params, many, context)

    return wrapper


def test_failure_in_the_middle_of_the_merge_changes_nothing(stripe):
    a_club(stripe)
    call_command("djstripe_sync_models", verbosity=0)
    before = snapshot(everything=True)
    stripe.client.v1.customers.create({"name": "New"})
    with (
        connections["reporting"].execute_wrapper(fail_on("INSERT INTO djstripe_lineitem")),
        pytest.raises(Exception, match="gone"),
    ):
        call_command("djstripe_sync_models", verbosity=0)
    assert not differences(before, snapshot(everything=True))
    assert SyncRun.objects.first().state == SyncRun.State.FAILED


def test_killed_while_reading_leaves_the_old_state_and_the_next_run_completes(stripe):
    a_club(stripe)
    call_command("djstripe_sync_models", verbosity=0)
    before = snapshot(everything=True)
    stripe.client.v1.customers.create({"name": "New"})
    stripe.control("POST", "faults", method="GET", path="/v1/invoices*", kind="hang", seconds=30, count=1)
    run = start_run(stripe)
    assert "Read" in run.stdout.readline()
    run.send_signal(signal.SIGKILL)
    run.wait(10)
    assert not differences(before, snapshot(everything=True))
    assert SyncRun.objects.first().state == SyncRun.State.RUNNING

    stripe.control("DELETE", "faults")
    wait_until(lambda: not is_running())  # PostgreSQL notices in a moment that nobody is there
    call_command("djstripe_sync_models", verbosity=0)
    assert [run.state for run in SyncRun.objects.all()] == ["complete", "failed", "complete"]
    assert Member.objects.filter(name="New").exists()


def start_run(stripe):
    """The command in a process of its own, on this test's databases."""
    database = connections["reporting"].settings_dict
    names = {alias: connections[alias].settings_dict["NAME"] for alias in ("default", "reporting")}
    code = (
        "import django; from django.conf import settings; django.setup();"
        f"[settings.DATABASES[a].__setitem__('NAME', n) for a, n in {names!r}.items()];"
        "from django.core.management import call_command; call_command('djstripe_sync_models')"
    )
    assert database["NAME"] == names["reporting"]
    import os

    return subprocess.Popen(
        [sys.executable, "-u", "-c", code],
        stdout=subprocess.PIPE,
        text=True,
        cwd=settings.BASE_DIR,
        env={
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "cogento.settings",
            "STRIPE_API_BASE": stripe.url,
        },
    )


def test_webhooks_inserts_and_deletions_during_a_run(stripe):
    """Everything that happens between the first page and the merge is there at the end."""
    people = a_club(stripe)
    deliver_all(stripe)
    known = {event["id"] for event in events_of(stripe)}

    def meanwhile():
        stripe.client.v1.customers.create({"name": "Came meanwhile"})
        stripe.client.v1.customers.update(people["active"], {"name": "Renamed meanwhile"})
        stripe.client.v1.customers.delete(people["trialing"])
        new = [event for event in events_of(stripe) if event["id"] not in known]
        return {response.status_code for response in at_once(deliver, new)}

    with ThreadPoolExecutor(1) as pool:
        happened = []

        def once(execute, sql, params, many, context):
            if "ANALYZE" in sql and not happened:
                happened.append(pool.submit(meanwhile).result(30))
            return execute(sql, params, many, context)

        with connections["reporting"].execute_wrapper(once):
            call_command("djstripe_sync_models", verbosity=0)
    assert happened == [{200}]
    names = set(Member.objects.values_list("name", flat=True))
    assert {"Came meanwhile", "Renamed meanwhile"} <= names
    assert not names & {"trialing", "active"}
    late.fill()
    at_the_end = snapshot()
    wipe()
    call_command("djstripe_sync_models", verbosity=0)
    assert not differences(at_the_end, snapshot())


def test_events_that_come_while_a_run_merges_wait_for_nobody(stripe):
    """They are kept, more of them than a web server has threads, and in the mirror when the run has ended."""
    people = a_club(stripe)
    deliver_all(stripe)
    known = {event["id"] for event in events_of(stripe)}
    answers = []

    def meanwhile():
        stripe.client.v1.customers.create({"name": "Came meanwhile"})
        stripe.client.v1.customers.update(people["active"], {"name": "Renamed meanwhile"})
        stripe.client.v1.products.create({"name": "A plan"})
        for number in range(20):
            stripe.client.v1.customers.update(people["trialing"], {"phone": f"020 {number}"})
        new = [event for event in events_of(stripe) if event["id"] not in known]
        return at_once(deliver, new)

    with ThreadPoolExecutor(1) as pool:

        def in_the_merge(execute, sql, params, many, context):
            if "INSERT INTO reporting_objectversion" in sql and not answers:
                answers.extend(pool.submit(meanwhile).result(30))
                assert not Member.objects.filter(name="Came meanwhile").exists()
            return execute(sql, params, many, context)

        with connections["reporting"].execute_wrapper(in_the_merge):
            call_command("djstripe_sync_models", verbosity=0)
    assert len(answers) > 20
    assert {(answer.status_code, answer.json()["code"]) for answer in answers} == {(200, "kept")}
    assert not InboxEvent.waiting.exists()
    assert {"Came meanwhile", "Renamed meanwhile"} <= set(Member.objects.values_list("name", flat=True))
    late.fill()
    at_the_end = snapshot()
    wipe()
    call_command("djstripe_sync_models", verbosity=0)
    assert not differences(at_the_end, snapshot())


def test_an_event_whose_run_is_stopped_while_it_merges_is_applied_by_the_worker(stripe):
    stripe.client.v1.customers.create({"name": "Ann Able"})
    [event] = events_of(stripe)
    connections["reporting"].ensure_connection()
    with psycopg.connect(connections["reporting"].connection.info.dsn) as other:
        other.execute("SELECT pg_advisory_xact_lock(%s, 0)", [MERGE])
        assert deliver(event).json()["code"] == "kept"
        assert inbox.apply_pending() == 0
        assert InboxEvent.waiting.count() == 1
    assert not Customer.objects.exists()
    assert inbox.apply_pending() == 1
    assert Member.objects.get().name == "Ann Able"


def test_two_objects_of_one_person_at_once(stripe):
    """Neither transaction may derive the directory without the other's change."""
    people = a_club(stripe)
    invoices = [i.id for i in stripe.client.v1.invoices.list({"customer": people["past_due"]}).data]
    mirror.refresh("customer", people["past_due"])
    at_once(lambda id: mirror.refresh("invoice", id), invoices * 4)
    owed = sum(i.stripe_data["amount_remaining"] for i in Invoice.objects.filter(stripe_data__status="open"))
    assert owed > 0
    assert Member.objects.get(pk=people["past_due"]).amount_due_cents == owed


def test_membership_changed_is_told_after_the_commit(stripe):
    from reporting.signals import membership_changed

    heard = []

    def listen(sender, customer_id, before, after, **rest):
        heard.append((customer_id, before, after, transaction.get_connection("reporting").in_atomic_block))

    membership_changed.connect(listen)
    try:
        people = a_club(stripe)
        deliver_all(stripe)
        stripe.client.v1.subscriptions.cancel(Member.objects.get(pk=people["active"]).subscription_id)
        deliver_all(stripe)
        stripe.client.v1.customers.delete(people["nobody"])
        deliver_all(stripe)
    finally:
        membership_changed.disconnect(listen)
    assert heard[-2] == (people["active"], "active", "canceled", False)
    assert heard[-1] == (people["nobody"], "none", None, False)
