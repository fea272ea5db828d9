"""Events that were never delivered are read from Stripe (checklist 34)."""

import re
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from procrastinate.contrib.django import app

from reporting import health, inbox, late, tasks
from reporting.condition import condition
from reporting.models import CatchUp, InboxEvent, Member
from reporting.tests.club import a_club
from reporting.tests.deliveries import deliver, deliver_all, events_of, freeze, tick
from reporting.tests.snapshots import differences, snapshot, wipe

pytestmark = pytest.mark.django_db(databases=["default", "reporting"])
DAY = 24 * 3600


def catch_up() -> str:
    out = StringIO()
    call_command("catch_up_events", stdout=out)
    return out.getvalue()


@pytest.fixture(autouse=True)
def just_started(monkeypatch) -> None:
    """The worker, as far as it remembers anything."""
    monkeypatch.setattr(tasks, "_next_reading", 0.0)


def said() -> str:
    return health.sentence(health.points(condition()))


def test_events_that_never_came_are_applied(stripe):
    """Checklist 34."""
    a_club(stripe)
    deliver_all(stripe)
    delivered = snapshot()
    wipe()
    assert "had never come" in catch_up()
    late.fill()  # as the worker does every minute
    assert not differences(delivered, snapshot())
    assert not InboxEvent.objects.filter(applied_at=None).exists()


def test_what_came_is_not_applied_again(stripe):
    stripe.client.v1.customers.create({"name": "Ann"})
    deliver_all(stripe)
    Member.objects.update(name="Untouched")
    assert "Read 1 events that Stripe still lists: 0 had never come." in catch_up()
    assert Member.objects.get().name == "Untouched"


def test_only_what_is_new_is_read(stripe):
    freeze(stripe)
    for name in ("Ann", "Ben"):
        stripe.client.v1.customers.create({"name": name})
        tick(stripe, DAY)
    catch_up()
    stripe.client.v1.customers.create({"name": "Cat"})
    assert re.search("Read 1 events since .*: 1 had never come", catch_up())
    assert Member.objects.count() == 3


def test_quiet_club_misses_nothing(stripe):
    freeze(stripe)
    stripe.client.v1.customers.create({"name": "Ann"})
    for _ in range(4):
        catch_up()
        tick(stripe, 20 * DAY)
    assert "Read 0 events" in catch_up()


def test_gap_behind_an_event_that_came(stripe):
    """Checklist 34: down for a week and back. The first event that comes is not the first that was missed."""
    freeze(stripe)
    catch_up()
    stripe.client.v1.customers.create({"name": "Missed"})
    tick(stripe, 7 * DAY)
    stripe.client.v1.customers.create({"name": "Came"})
    assert deliver(events_of(stripe)[-1]).status_code == 200
    tasks.catch_up_events(timestamp=0)
    assert set(Member.objects.values_list("name", flat=True)) == {"Missed", "Came"}


def test_more_than_30_days_away_says_that_a_regeneration_is_due(stripe):
    """Checklist 34."""
    freeze(stripe)
    stripe.client.v1.customers.create({"name": "Ann"})
    catch_up()
    stripe.client.v1.customers.create({"name": "Missed"})
    tick(stripe, 31 * DAY)
    stripe.client.v1.customers.create({"name": "Listed"})
    for _ in range(2):
        with pytest.raises(CommandError, match="Run djstripe_sync_models"):
            catch_up()
    assert "djstripe_sync_models" in said()
    assert set(Member.objects.values_list("name", flat=True)) == {"Ann", "Listed"}

    call_command("djstripe_sync_models", "Product", stdout=StringIO())
    assert "djstripe_sync_models" in said()
    call_command("djstripe_sync_models", stdout=StringIO())
    assert "djstripe_sync_models" not in said()
    catch_up()
    assert Member.objects.count() == 3


def test_stripe_gone_in_the_middle_keeps_what_was_read_and_reads_on(stripe):
    for number in range(120):
        stripe.client.v1.customers.create({"name": f"Person {number}"})
    from reporting import reader

    ask, pages = reader.list_page, []

    def once(path, **rest):
        pages.append(path)
        if len(pages) == 2:
            stripe.control("POST", "faults", method="GET", path="/v1/events", status=401)
        return ask(path, **rest)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(reader, "list_page", once)
        with pytest.raises(CommandError, match="STRIPE_SECRET_KEY"):
            catch_up()
    assert InboxEvent.objects.count() == 100
    assert not CatchUp.objects.exists()
    catch_up()
    assert Member.objects.count() == 120


def test_what_cannot_be_applied_is_said(stripe, monkeypatch):
    stripe.client.v1.customers.create({"name": "Ann"})
    monkeypatch.setattr(inbox, "apply_pending", lambda: 0)
    with pytest.raises(CommandError, match="1 could not be applied yet"):
        catch_up()


def test_empty_stripe(stripe):
    assert "Read 0 events" in catch_up()
    assert "Read 0 events" in catch_up()


def readings(stripe) -> int:
    return len([request for request in stripe.requests() if request["path"].startswith("/v1/events")])


def test_it_is_done_when_the_worker_starts_and_every_hour_from_then(stripe, monkeypatch):
    now = tasks.time.monotonic()
    stripe.client.v1.customers.create({"name": "Ann"})
    for _ in range(3):
        tasks.catch_up_events(timestamp=0)
    assert Member.objects.get().name == "Ann"
    assert readings(stripe) == 1
    monkeypatch.setattr(tasks.time, "monotonic", lambda: now + 3700)
    tasks.catch_up_events(timestamp=0)
    assert readings(stripe) == 2
    scheduled = {name: each.cron for (name, _), each in app.periodic_registry.periodic_tasks.items()}
    assert scheduled["reporting.tasks.catch_up_events"] == "* * * * *"  # so that it is asked at the start


def test_worker_that_starts_while_stripe_is_away_tries_again(stripe, monkeypatch, caplog):
    now = tasks.time.monotonic()
    stripe.control("POST", "faults", method="GET", path="/v1/events", kind="status", status=401)
    stripe.client.v1.customers.create({"name": "Ann"})
    tasks.catch_up_events(timestamp=0)
    assert "could not be read (stripe_key_rejected)" in caplog.text
    monkeypatch.setattr(tasks.time, "monotonic", lambda: now + 1800)
    tasks.catch_up_events(timestamp=0)  # a key that is refused is not tried every few minutes
    assert readings(stripe) == 1
    monkeypatch.setattr(tasks.time, "monotonic", lambda: now + 3700)
    tasks.catch_up_events(timestamp=0)
    assert Member.objects.get().name == "Ann"


def test_what_should_have_been_delivered_is_counted(stripe):
    freeze(stripe)
    stripe.client.v1.customers.create({"name": "Before the first reading"})
    tick(stripe, 3600)
    catch_up()
    assert CatchUp.objects.get().missed == 0
    stripe.client.v1.customers.create({"name": "Missed"})
    tick(stripe, 3600)
    stripe.client.v1.customers.create({"name": "On its way"})
    catch_up()
    assert CatchUp.objects.get().missed == 1
    assert "Stripe did not tell of 1 change by itself" in said()
    tick(stripe, 3600)
    catch_up()
    assert CatchUp.objects.get().missed == 0
