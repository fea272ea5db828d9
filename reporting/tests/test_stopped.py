"""Commands that are stopped, or whose database goes: written down, in words, and done again by the next."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from io import StringIO

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import OperationalError, connections

import manage
from reporting import check, proof, reader
from reporting.models import MirrorCheck, SyncRun
from reporting.objects import SPECS
from reporting.sync import run
from reporting.tests.test_killed_web import url_of, wait_until

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "reporting"])

COMMANDS = [("djstripe_sync_models", SyncRun), ("check_mirror", MirrorCheck)]


def start(stripe, command: str, **variables: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "manage.py", command],
        cwd=settings.BASE_DIR,
        env={
            **os.environ,
            "DATABASE_URL": url_of("DATABASE_URL", "default"),
            "REPORTING_DATABASE_URL": url_of("REPORTING_DATABASE_URL", "reporting"),
            "STRIPE_API_BASE": stripe.url,
            **variables,
        },
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        # Whoever runs the tests in the background may ignore it, and so would the command.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )


@pytest.mark.parametrize(("command", "model"), COMMANDS)
@pytest.mark.parametrize(
    ("how", "status", "says"), [(signal.SIGINT, 130, "Stopped.\n"), (signal.SIGTERM, 143, "")]
)
def test_stopped_by_hand_or_with_its_container(stripe, command, model, how, status, says):
    stripe.control("POST", "faults", method="GET", path="/v1/*", kind="latency", seconds=2, count=-1)
    stripe.control("DELETE", "requests")
    process = start(stripe, command)
    wait_until(lambda: stripe.requests() or process.poll() is not None)
    process.send_signal(how)
    _, error = process.communicate(timeout=60)
    assert (process.returncode, error) == (status, says)
    row = model.objects.get()
    assert (row.state, row.message[: len(run.STOPPED)]) == ("failed", run.STOPPED)
    assert not run.is_running()


@pytest.mark.parametrize(("command", "model"), COMMANDS)
def test_database_that_is_away_is_said_in_words(stripe, command, model):
    process = start(stripe, command, REPORTING_DATABASE_URL="postgres://user:hidden@127.0.0.1:1/none")
    _, error = process.communicate(timeout=60)
    assert process.returncode == 1
    assert error.startswith("A database cannot be used: ")
    assert "manage.py doctor" in error
    assert "Traceback" not in error
    assert "hidden" not in error


@pytest.mark.parametrize(("command", "model"), COMMANDS)
def test_database_that_may_only_be_read_is_said_in_words(stripe, command, model):
    url = url_of("REPORTING_DATABASE_URL", "reporting")
    url += "&options=-c%20default_transaction_read_only%3Don"
    process = start(stripe, command, REPORTING_DATABASE_URL=url)
    _, error = process.communicate(timeout=60)
    assert process.returncode == 1
    assert error.startswith("A database cannot be used: cannot execute ")
    assert "Traceback" not in error


def test_row_that_the_database_was_busy_with_is_not_shown(monkeypatch):
    def time_out(argv):
        raise OperationalError('canceling statement\nCONTEXT:  COPY load_djstripe_customer, line 1: "Ann"')

    monkeypatch.setattr("django.core.management.execute_from_command_line", time_out)
    monkeypatch.setattr(signal, "signal", lambda *args: None)
    with pytest.raises(SystemExit) as ended:
        manage.main()
    assert ended.value.code == "A database cannot be used: canceling statement\nSee: manage.py doctor"


def break_off(*args: object, **options: object) -> None:
    with connections["reporting"].cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")


@pytest.mark.parametrize(
    ("place", "act", "model"),
    [
        ((run, "merge"), lambda: run.regenerate(list(SPECS)), SyncRun),
        ((check, "compare"), proof.prove, MirrorCheck),
    ],
)
def test_database_that_breaks_off_midway_is_written_down(stripe, monkeypatch, place, act, model):
    monkeypatch.setattr(check, "LOOKS", (0,))
    with monkeypatch.context() as patch:
        patch.setattr(*place, break_off)
        with pytest.raises(OperationalError):
            act()
    row = model.objects.get()
    assert row.state == "failed"
    assert row.message
    assert row.ended_at
    assert not run.is_running()
    act()
    assert model.objects.first().state != "failed"


@pytest.mark.parametrize(("command", "model"), COMMANDS)
@pytest.mark.parametrize(
    ("field", "says"),
    [
        ({"created": "Ann's day"}, "Stripe's customer {id} is of a shape that cannot be stored (TypeError)."),
        ({"livemode": "Ann's life"}, "The reporting database failed (InvalidTextRepresentation)."),
    ],
)
def test_what_cannot_be_stored_is_said_in_words(stripe, monkeypatch, command, model, field, says):
    id = stripe.client.v1.customers.create({"name": "Ann"}).id
    list_page = reader.list_page

    def odd(path, **params):
        answer = list_page(path, **params)
        if path == "/v1/customers":
            answer.data["data"][0].update(field)
        return answer

    monkeypatch.setattr(reader, "list_page", odd)
    with pytest.raises(CommandError) as refused:
        call_command(command, stdout=StringIO())
    row = model.objects.get()
    assert (row.state, row.message, str(refused.value)) == ("failed", says.format(id=id), says.format(id=id))


@pytest.mark.parametrize("act", [lambda: run.regenerate(list(SPECS)), proof.prove])
def test_database_that_breaks_off_while_it_takes_rows_in(stripe, monkeypatch, act):
    stripe.client.v1.customers.create({"name": "Ann"})
    monkeypatch.setattr("reporting.sync.load._line", lambda row, page: break_off())
    with pytest.raises(OperationalError):
        act()
    row = SyncRun.objects.first() or MirrorCheck.objects.first()
    assert (row.state, row.message) == ("failed", "The reporting database failed (AdminShutdown).")
