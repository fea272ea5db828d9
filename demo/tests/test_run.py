"""`make demo` as a whole: it starts, it says what is wrong, it leaves nothing behind."""

from __future__ import annotations

import json
import signal
import socket
import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import psutil
import psycopg
import pytest

from demo.club import clocks
from demo.club.dates import now
from demo.opening import until
from demo.stripe import Stripe
from demo.tests import running

NAMES = ("stripe_emulator", "maildev", "procrastinate", "gunicorn", "postgres")


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    """A demo with nothing in Stripe and nothing to load; migrated once for all of these tests."""
    with running.new_folder() as path:
        (path / "stripe.sqlite").touch()
        (path / "loaded").touch()
        yield path


@pytest.fixture
def demo(folder: Path) -> Iterator[tuple]:
    process = running.start(folder, **running.free_ports())
    try:
        running.read_until(process, "is open")
        found = running.descendants(process, folder)
        commands = [" ".join(each.cmdline()) for each in found]
        assert all(any(name in command for command in commands) for name in NAMES), commands
        yield process, found
    finally:
        process.terminate()
        process.communicate(timeout=30)


@pytest.mark.parametrize(("name", "code"), [("SIGINT", 0), ("SIGTERM", 143)])
def test_ending_it_leaves_no_process_behind(demo, name: str, code: int):
    process, found = demo
    process.send_signal(signal.Signals[name])
    process.communicate(timeout=30)
    assert process.returncode == code
    assert running.alive(found) == []


def test_when_one_process_dies_all_end_and_it_is_named(demo):
    process, found = demo
    next(each for each in found if "stripe_emulator" in " ".join(each.cmdline())).kill()
    said, _ = process.communicate(timeout=30)
    assert "stripe ended with exit code" in said
    assert process.returncode != 0
    assert running.alive(found) == []


def test_everything_listens_on_this_machine_only(demo):
    _, found = demo
    listening = [
        connection.laddr.ip
        for each in running.alive(found)
        for connection in each.net_connections(kind="inet")
        if connection.status == psutil.CONN_LISTEN
    ]
    assert len(listening) >= 4
    assert set(listening) == {"127.0.0.1"}


def test_it_starts_again_after_somebody_was_deleted(folder: Path):
    """The emulator remembers who was deleted, the mirror does not: the next start does not compare them."""
    ports = running.free_ports()
    for deletes in (True, False):
        process = running.start(folder, **ports)
        try:
            running.read_until(process, "is open")
            if deletes:
                stripe = Stripe(f"http://127.0.0.1:{ports['STRIPE_PORT']}")
                stripe.delete(f"customers/{stripe.post('customers', name='Left')['id']}")
        finally:
            process.send_signal(signal.SIGINT)
            process.communicate(timeout=30)
        assert process.returncode == 0


def test_what_fell_due_meanwhile_happens_at_the_next_start(folder: Path):
    """A clock that stood still for forty days is brought to now, and the mirror hears of the renewal."""
    ports = running.free_ports()
    stripe = Stripe(f"http://127.0.0.1:{ports['STRIPE_PORT']}")
    clock = ""
    for starts_again in (False, True):
        process = running.start(folder, **ports)
        try:
            running.read_until(process, "is open")
            if starts_again:
                assert time.time() - stripe.get(f"{clocks.PATH}/{clock}")["frozen_time"] < 300
                until("the renewal in the mirror", lambda: invoices_in_the_mirror(folder) == 2)
            else:
                clock = monthly_member(stripe, at=now() - timedelta(days=40))
                until("the first invoice in the mirror", lambda: invoices_in_the_mirror(folder) == 1)
        finally:
            process.send_signal(signal.SIGINT)
            process.communicate(timeout=30)


def monthly_member(stripe: Stripe, *, at: datetime) -> str:
    """Somebody on a test clock of their own; answers the clock."""
    clock = str(clocks.create(stripe, at=at, name="monthly")["id"])
    customer = stripe.post("customers", name="Monthly", test_clock=clock)["id"]
    card = stripe.post("payment_methods/pm_card_visa/attach", customer=customer)["id"]
    stripe.post(f"customers/{customer}", invoice_settings={"default_payment_method": card})
    recurring = {"interval": "month"}
    price = stripe.post(
        "prices", currency="gbp", unit_amount=900, recurring=recurring, product_data={"name": "Monthly"}
    )
    stripe.post("subscriptions", customer=customer, items=[{"price": price["id"]}])
    return clock


def invoices_in_the_mirror(folder: Path) -> int:
    settings = json.loads((folder / "environment.json").read_text())
    with psycopg.connect(settings["REPORTING_DATABASE_URL"]) as connection:
        rows = connection.execute(
            "SELECT count(*) FROM djstripe_invoice WHERE stripe_data->>'status' = 'paid'"
        )
        [(count,)] = rows.fetchall()
    return int(count)


def test_a_taken_port_is_named_with_the_variable_that_changes_it(folder: Path):
    ports = running.free_ports()
    with socket.create_server(("127.0.0.1", int(ports["WEB_PORT"]))):
        process = running.start(folder, **ports)
        said, _ = process.communicate(timeout=30)
    assert process.returncode == 1
    assert f"Port {ports['WEB_PORT']} (for the app) is taken" in said
    assert "make demo WEB_PORT=" in said


def test_a_port_that_is_no_number_is_refused(folder: Path):
    process = running.start(folder, **{**running.free_ports(), "MAIL_PORT": "many"})
    said, _ = process.communicate(timeout=30)
    assert process.returncode == 1
    assert "MAIL_PORT is 'many'" in said
