"""Web processes that die while Stripe delivers, and a Stripe that fails meanwhile (checklist 32, 35, 53)."""

from __future__ import annotations

import os
import random
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

import httpx
import psutil
import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connections

from reporting import inbox, late
from reporting.models import InboxEvent, Member
from reporting.tests.club import a_club, plan_of, subscribe
from reporting.tests.deliveries import events_of
from reporting.tests.snapshots import differences, snapshot, wipe

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "reporting"])

KILLS = 20
GUNICORN = ["cogento.wsgi", "--workers", "2", "--threads", "4", "--no-control-socket"]


@contextmanager
def served(stripe) -> Iterator[psutil.Process]:
    """Cogento as it is deployed, on this test's databases, with Stripe delivering to it."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    url = f"http://127.0.0.1:{port}"
    endpoint = stripe.client.v1.webhook_endpoints.create(
        {"url": f"{url}/stripe/webhooks", "enabled_events": ["*"]}
    )
    server = subprocess.Popen(
        [sys.executable, "-m", "gunicorn", *GUNICORN, "--bind", f"127.0.0.1:{port}"],
        cwd=settings.BASE_DIR,
        env={
            **os.environ,
            "DATABASE_URL": url_of("DATABASE_URL", "default"),
            "REPORTING_DATABASE_URL": url_of("REPORTING_DATABASE_URL", "reporting"),
            "STRIPE_API_BASE": stripe.url,
            "STRIPE_WEBHOOK_SECRETS": endpoint.secret,
            "STRIPE_TIMEOUT_SECONDS": "1",
            "LOG_LEVEL": "ERROR",
        },
    )
    try:
        wait_until(lambda: _answers(f"{url}/healthz"))
        yield psutil.Process(server.pid)
    finally:
        server.terminate()
        server.wait(30)


def url_of(name: str, alias: str) -> str:
    head, _, options = os.environ[name].partition("?")
    return f"{head.rpartition('/')[0]}/{connections[alias].settings_dict['NAME']}?{options}"


def _answers(url: str) -> bool:
    try:
        return httpx.get(url, timeout=10).is_success
    except httpx.TransportError:
        return False


def wait_until(reached, *, seconds: float = 300) -> None:
    until = time.monotonic() + seconds
    while not reached():
        assert time.monotonic() < until, "it took too long"
        time.sleep(0.1)


def everything_delivered(stripe) -> bool:
    stripe.http.post("/_emulator/deliveries/flush")
    return stripe.http.get("/_emulator/idle", params={"timeout": 5}).json()["idle"]


def assert_mirror_is_stripe() -> None:
    assert not InboxEvent.waiting.exists()
    late.fill()
    found = snapshot()
    wipe()
    call_command("djstripe_sync_models", verbosity=0)
    assert not differences(found, snapshot())


def test_web_workers_killed_at_twenty_random_moments(stripe):
    chance = random.Random()
    customers = stripe.client.v1.customers
    with served(stripe) as server:
        plan = plan_of(stripe)
        people = []
        for number in range(KILLS):
            people.append(customers.create({"name": f"Name {number}"}).id)
            subscribe(stripe, people[-1], plan)
            customers.update(chance.choice(people), {"name": f"Renamed {number}"})
            if number % 5 == 4:
                customers.delete(people.pop(0))
            time.sleep(chance.uniform(0, 0.2))  # the random moment
            wait_until(server.children)
            chance.choice(server.children()).kill()
        wait_until(lambda: everything_delivered(stripe))
    inbox.apply_pending()
    assert Member.objects.count() == KILLS - KILLS // 5
    assert {event["id"] for event in events_of(stripe)} == set(
        InboxEvent.objects.filter(applied_at__isnull=False).values_list("pk", flat=True)
    )
    assert_mirror_is_stripe()


@pytest.mark.parametrize(
    "fault",
    [
        {"kind": "status", "status": 429, "count": 40},
        {"kind": "status", "status": 401, "count": 40},
        {"kind": "status", "status": 500, "count": 40},
        {"kind": "hang", "seconds": 3, "count": 12},
        {"kind": "reset_before", "count": 30},
        {"kind": "reset_after", "count": 30},
    ],
    ids=lambda fault: str(fault.get("status", fault["kind"])),
)
def test_stripe_fails_while_events_need_it(stripe, fault):
    """A club's events are full of ties: all are kept, and applied once Stripe is back."""
    with served(stripe):
        stripe.control("POST", "faults", method="GET", path="/v1/*/*", **fault)
        a_club(stripe)
        wait_until(lambda: InboxEvent.objects.exists())
        stripe.control("DELETE", "faults")
        wait_until(lambda: everything_delivered(stripe))
    inbox.apply_pending()
    assert_mirror_is_stripe()
