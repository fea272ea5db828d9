"""Events that were never delivered are read from Stripe (checklist 34)."""

import re
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from reporting import inbox, tasks
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


def test_events_that_never_came_are_applied(stripe):
    a_club(stripe)
    deliver_all(stripe)
    delivered = snapshot()
    wipe()
    assert "had never come" in catch_up()
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
    """The endpoint was down and is back: the first event that comes is not the first that was missed."""
    freeze(stripe)
    catch_up()
    stripe.client.v1.customers.create({"name": "Missed"})
    tick(stripe, 7 * DAY)
    stripe.client.v1.customers.create({"name": "Came"})
    assert deliver(events_of(stripe)[-1]).status_code == 200
    tasks.catch_up_events(timestamp=0)
    assert set(Member.objects.values_list("name", flat=True)) == {"Missed", "Came"}


def test_more_than_30_days_away_says_that_a_regeneration_is_due(stripe):
    freeze(stripe)
    stripe.client.v1.customers.create({"name": "Ann"})
    catch_up()
    stripe.client.v1.customers.create({"name": "Missed"})
    tick(stripe, 31 * DAY)
    stripe.client.v1.customers.create({"name": "Listed"})
    for _ in range(2):
        with pytest.raises(CommandError, match="Run djstripe_sync_models"):
            catch_up()
    assert "djstripe_sync_models" in condition().sentence
    assert set(Member.objects.values_list("name", flat=True)) == {"Ann", "Listed"}

    call_command("djstripe_sync_models", "Product", stdout=StringIO())
    assert "djstripe_sync_models" in condition().sentence
    call_command("djstripe_sync_models", stdout=StringIO())
    assert "djstripe_sync_models" not in condition().sentence
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
