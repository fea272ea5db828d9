"""The mirror is checked every night by itself, mended where little differs, and it is written down."""

import random
import threading
from datetime import timedelta

import pytest
from django.db import connections
from django.utils import timezone
from djstripe.models import Customer
from procrastinate.contrib.django import app

from reporting import proof, tasks
from reporting.models import Member, MirrorCheck, SyncRun
from reporting.tests.club import a_club, plan_of, subscribe
from reporting.tests.deliveries import deliver, deliver_all, events_of

pytestmark = pytest.mark.django_db(databases=["default", "reporting"])


@pytest.fixture(autouse=True)
def at_once(monkeypatch) -> None:
    """Nothing is on its way here, so nothing is waited for."""
    monkeypatch.setattr("reporting.check.LOOKS", (0,))


@pytest.fixture
def people(stripe):
    people = a_club(stripe)
    deliver_all(stripe)
    SyncRun.objects.create(state="complete")
    return people


def tonight() -> MirrorCheck:
    """What the night's check wrote down."""
    before = set(MirrorCheck.objects.values_list("pk", flat=True))
    tasks.check_mirror(timestamp=0)
    return MirrorCheck.objects.exclude(pk__in=before).get()


def test_equal(people):
    row = tonight()
    assert (row.state, row.differences, row.whole, row.message) == ("equal", 0, True, "")
    assert row.counts["Customer"] == {"in_stripe": 7, "in_mirror": 7, "missing": 0, "stale": 0, "extra": 0}
    assert row.counts["Member"]["in_mirror"] == 7
    assert row.started_at <= row.ended_at


def test_what_little_differs_is_mended_and_said(people):
    Customer.objects.filter(id=people["active"]).update(email="wrong@example.org")
    row = tonight()
    assert (row.state, row.counts["Customer"]["stale"]) == ("mended", 1)
    assert Customer.objects.get(id=people["active"]).email == "active@example.org"


def test_it_only_reports_where_that_is_wanted(people, settings):
    settings.CHECK_MENDS_UP_TO = 0
    Customer.objects.filter(id=people["active"]).update(email="wrong@example.org")
    row = tonight()
    assert (row.state, row.differences > 0) == ("different", True)
    assert Customer.objects.get(id=people["active"]).email == "wrong@example.org"


def test_up_to_so_many_are_mended_and_not_one_more(stripe, settings):
    SyncRun.objects.create(state="complete")
    for number in range(settings.CHECK_MENDS_UP_TO):
        stripe.client.v1.customers.create({"name": f"Person {number}"})
    row = tonight()  # and the account
    assert (row.state, row.differences) == ("different", settings.CHECK_MENDS_UP_TO + 1)
    assert not Customer.objects.exists()
    assert not Member.objects.exists()
    deliver(events_of(stripe)[0])
    MirrorCheck.objects.all().delete()  # the next night
    row = tonight()
    assert (row.state, row.differences) == ("mended", settings.CHECK_MENDS_UP_TO)
    assert Member.objects.count() == settings.CHECK_MENDS_UP_TO


def test_another_accounts_key_empties_nothing(stripe, people):
    """Everything is gone, and that is no wish: 42 people of the club are not in this Stripe."""
    for number in range(42):
        stripe.client.v1.customers.create({"name": f"Person {number}"})
    deliver_all(stripe)
    stripe.control("POST", "reset")
    row = tonight()
    assert (row.state, row.counts["Customer"]["extra"]) == ("different", 49)
    assert Member.objects.count() == 49


def test_stripe_away_is_written_down_and_tried_again(stripe, people):
    stripe.control("POST", "faults", method="GET", path="/v1/invoices*", kind="status", status=401, count=5)
    row = tonight()
    assert row.state == "failed"
    assert "STRIPE_SECRET_KEY" in row.message
    assert proof.is_due()
    stripe.control("DELETE", "faults")
    assert tonight().state == "equal"
    assert not proof.is_due()


def test_process_that_is_stopped_is_written_down(stripe, people, monkeypatch):
    def stop(*args, **kwargs):
        raise KeyboardInterrupt

    monkeypatch.setattr(proof, "check", stop)
    with pytest.raises(KeyboardInterrupt):
        proof.prove()
    row = MirrorCheck.objects.get()
    assert (row.state, row.message) == ("failed", "It was stopped before it ended.")


@pytest.mark.parametrize(
    ("clock", "last", "due"),
    [
        ("2026-07-01T03:47", "2026-06-30T03:47", True),  # every night
        ("2026-07-01T04:47", "2026-07-01T03:47", False),
        ("2026-07-01T12:47", "2026-07-01T03:47", False),
        ("2026-07-01T12:47", "2026-06-30T03:47", True),  # the night was missed
        ("2026-07-01T03:47", "2026-06-30T14:47", True),  # and the next night it is as always
        ("2026-07-01T12:47", None, True),
    ],
)
def test_when_it_is_due(db, monkeypatch, clock, last, due):
    now = timezone.make_aware(timezone.datetime.fromisoformat(clock))
    monkeypatch.setattr(proof.timezone, "localtime", lambda: now)
    SyncRun.objects.create(state="complete")
    SyncRun.objects.update(started_at=now - timedelta(days=90))
    if last:
        began = timezone.make_aware(timezone.datetime.fromisoformat(last)) + timedelta(seconds=5)
        MirrorCheck.objects.create(state="equal", started_at=began)
    assert proof.is_due() is due


def test_it_is_not_due_before_the_mirror_was_built(db):
    assert not proof.is_due()
    SyncRun.objects.create(state="failed")
    assert not proof.is_due()
    SyncRun.objects.create(state="complete")
    assert proof.is_due()


def test_it_is_due_after_a_rebuild_that_a_finding_asked_for(db):
    MirrorCheck.objects.create(state="different", differences=900, started_at=timezone.now())
    SyncRun.objects.create(state="complete")
    assert proof.is_due()
    MirrorCheck.objects.create(state="equal", started_at=timezone.now())
    assert not proof.is_due()


def test_every_hour_it_is_asked_whether_it_is_due():
    [found] = [
        each for (name, _), each in app.periodic_registry.periodic_tasks.items() if "check_mirror" in name
    ]
    assert found.cron == "47 * * * *"


@pytest.mark.django_db(transaction=True, databases=["default", "reporting"])
def test_live_traffic_is_no_finding(stripe, people, monkeypatch):
    """Changes are made all the while, and their events come a little later."""
    monkeypatch.setattr("reporting.check.LOOKS", (0.5, 1, 2))
    told, over, changes = {event["id"] for event in events_of(stripe)}, threading.Event(), []

    def live() -> None:
        dice = random.Random(7)
        try:
            while not over.is_set():
                _something_happens(stripe, people, dice)
                changes.append(1)
                over.wait(dice.uniform(0, 0.2))
                for event in events_of(stripe):
                    if event["id"] not in told:
                        told.add(event["id"])
                        assert deliver(event).status_code == 200
        finally:
            connections.close_all()

    thread = threading.Thread(target=live)
    thread.start()
    try:
        found = [proof.prove() for _ in range(3)]
    finally:
        over.set()
        thread.join()
    assert len(changes) > 10
    assert [(row.state, row.differences) for row in found] == [("equal", 0)] * 3, [
        row.counts for row in found
    ]


def _something_happens(stripe, people, dice) -> None:
    client = stripe.client.v1
    match dice.randrange(4):
        case 0:
            client.customers.create({"name": f"New {dice.random()}"})
        case 1:
            client.customers.update(people["active"], {"name": f"Renamed {dice.random()}"})
        case 2:
            listed = client.customers.list({"limit": 3}).data
            newest = [each for each in listed if each.id not in people.values()]
            if newest:
                client.customers.delete(newest[0].id)
        case 3:
            subscribe(stripe, client.customers.create({"name": "Joins"}).id, plan_of(stripe))
