"""A run under Stripe's worst, and killed at any moment, leaves the mirror whole (checklist 47 to 51)."""

import multiprocessing
import os
import random
import signal
import threading
import time
from contextlib import ExitStack

import pytest
from django.db import connections

from cogento import errors
from reporting import reader
from reporting.models import SyncRun
from reporting.objects import SPECS
from reporting.sync.limits import Limiter
from reporting.sync.run import is_running, regenerate
from reporting.tests.club import a_club
from reporting.tests.deliveries import tick
from reporting.tests.snapshots import differences, snapshot

MOMENTS = 20
fork = multiprocessing.get_context("fork")


@pytest.fixture(autouse=True)
def fast(settings, monkeypatch):
    settings.STRIPE_CALLS_PER_SECOND = settings.STRIPE_CALLS_PER_SECOND_TO_ONE_ENDPOINT = 10_000


def change(stripe, people: dict[str, str]) -> None:
    customers = stripe.client.v1.customers
    customers.update(people["active"], {"name": "Renamed"})
    customers.delete(people["nobody"])
    customers.create({"name": "New"})


def fault(stripe, **fault) -> None:
    stripe.control("POST", "faults", **{"method": "GET", "path": "/v1/*", **fault})


@pytest.mark.django_db(databases=["default", "reporting"])
@pytest.mark.parametrize(
    "trouble",
    [
        {"kind": "status", "status": 429, "count": 12},
        {"kind": "status", "status": 500, "count": 2},
        {"kind": "reset_before", "count": 2},
        {"kind": "reset_after", "count": 2},
        {"kind": "hang", "seconds": 5, "count": 1},
    ],
    ids=lambda trouble: f"{trouble['kind']}{trouble.get('status', '')}",
)
def test_run_gets_through(stripe, settings, trouble):
    settings.STRIPE_TIMEOUT_SECONDS = 2
    a_club(stripe)
    fault(stripe, **trouble)
    stripe.control("DELETE", "requests")
    run = regenerate(list(SPECS))
    assert run.state == SyncRun.State.COMPLETE
    stripe.control("DELETE", "faults")
    before = snapshot(everything=True)
    again = regenerate(list(SPECS))
    assert not differences(before, snapshot(everything=True))
    assert run.calls == again.calls + trouble["count"]


@pytest.mark.django_db(databases=["default", "reporting"])
@pytest.mark.parametrize(
    ("trouble", "error"),
    [
        ({"kind": "status", "status": 429, "count": -1}, errors.StripeBusy),
        ({"kind": "reset_before", "count": -1}, errors.StripeUnavailable),
    ],
)
def test_trouble_that_does_not_end_changes_nothing(stripe, monkeypatch, trouble, error):
    monkeypatch.setattr(reader, "BUSY_RETRIES", 1)
    people = a_club(stripe)
    regenerate(list(SPECS))
    before = snapshot(everything=True)
    change(stripe, people)
    fault(stripe, **trouble)
    with pytest.raises(error):
        regenerate(list(SPECS))
    assert not differences(before, snapshot(everything=True))
    assert SyncRun.objects.first().state == SyncRun.State.FAILED


@pytest.mark.django_db(databases=["default", "reporting"])
def test_key_that_is_revoked_stops_the_run_at_once(stripe, settings):
    for number in range(150):
        stripe.client.v1.products.create({"name": f"Plan {number}"})
    stripe.control("POST", "keys", key=settings.STRIPE_SECRET_KEY, expired=True)
    stripe.control("DELETE", "requests")
    settings.STRIPE_CALLS_PER_SECOND = 10
    with pytest.raises(errors.StripeKeyRejected):
        regenerate(list(SPECS))
    # Nothing is tried again, and what had not been sent yet is not.
    assert len(stripe.requests()) < 6
    assert SyncRun.objects.first().state == SyncRun.State.FAILED
    stripe.control("POST", "keys", key=settings.STRIPE_SECRET_KEY, expired=False)


def steps_of(die_at: int, told) -> None:
    """Regenerate and die, as if killed, at a step: before a call to Stripe, or before a statement."""
    reader._client.cache_clear()

    lock = threading.Lock()

    def step() -> None:
        with lock:
            told.value += 1
            if told.value == die_at:
                os.kill(os.getpid(), signal.SIGKILL)

    def on_statement(execute, sql, params, many, context):
        step()
        return execute(sql, params, many, context)

    wait = Limiter.wait

    def on_call(self, endpoint):
        step()
        wait(self, endpoint)

    Limiter.wait = on_call  # type: ignore[method-assign]
    with ExitStack() as stack:
        stack.enter_context(connections["reporting"].execute_wrapper(on_statement))
        regenerate(list(SPECS))
    os._exit(0)


def run_until(step: int) -> int:
    """Run in a process of its own that dies at this step; answer how many steps it came to."""
    connections.close_all()
    told = fork.RawValue("i", 0)
    child = fork.Process(target=steps_of, args=(step, told))
    child.start()
    child.join()
    assert child.exitcode == (-signal.SIGKILL if step else 0)
    while is_running():  # until the database has noticed
        time.sleep(0.01)
    return told.value


@pytest.mark.django_db(transaction=True, databases=["default", "reporting"])
def test_killed_at_any_moment(stripe):
    people = a_club(stripe)
    regenerate(list(SPECS))
    tick(stripe, 10)  # what is of the second of the run before takes more steps
    steps = run_until(0)  # unchanged: how many there are at least
    whole, plain = snapshot(everything=True), snapshot()
    change(stripe, people)
    chance = random.Random(20)
    untouched = 0
    for moment in sorted(chance.sample(range(2, steps), MOMENTS)):
        run_until(moment)
        if differences(plain, snapshot()):
            break  # it had committed: what follows is checked below
        assert SyncRun.objects.first().state == SyncRun.State.RUNNING
        assert not differences(whole, snapshot(everything=True))
        untouched += 1
    assert untouched >= MOMENTS - 4
    run = regenerate(list(SPECS))
    assert run.state == SyncRun.State.COMPLETE
    assert not SyncRun.objects.filter(state=SyncRun.State.RUNNING).exists()
    found = snapshot()
    assert differences(plain, found)
    connections.close_all()
    regenerate(list(SPECS))
    assert not differences(found, snapshot())
