"""doctor: each thing broken for real, and what it says then. Checklist 24, 36, 54."""

from __future__ import annotations

import io
import json
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import connection, connections
from django.utils import timezone
from djstripe.models import Account

from members import doctor
from members.doctor import databases, files, mirror, people, settings as settings_check, stripe_key, worker
from members.doctor.finding import Finding, Level
from members.tests.factories import RoleGrantFactory
from reporting.management.commands import djstripe_sync_models as regenerate

pytestmark = pytest.mark.django_db(databases=["default", "reporting"])
LONG = "VqTz8mB1xYpR0sKdLwHn4cGjEfUaOi27XQ9vZbNy6tMrWk5SPd3F"


def wrongs(found) -> str:
    return " ".join(each.text for each in found if each.level == Level.WRONG)


def worker_lives(at=None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_workers")
        cursor.execute(
            "INSERT INTO procrastinate_workers (last_heartbeat) VALUES (%s)", [at or timezone.now()]
        )


def job(task="send_sign_in_mail", status="todo", at=None) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_jobs (queue_name, task_name, priority, args, status, attempts) "
            "VALUES ('default', %s, 0, '{}', 'todo', 0) RETURNING id",
            [task],
        )
        id = cursor.fetchone()[0]
        cursor.execute(
            "UPDATE procrastinate_events SET at = %s WHERE job_id = %s", [at or timezone.now(), id]
        )
        cursor.execute("UPDATE procrastinate_jobs SET status = %s WHERE id = %s", [status, id])


@pytest.fixture(autouse=True)
def an_empty_queue(empty_queue) -> None:
    """Jobs of earlier tests are not ours."""


def test_settings_that_are_good(settings):
    settings.SECRET_KEY = LONG
    assert [each.level for each in settings_check.check()] == [Level.OK]


def test_a_short_key_and_debug(settings):
    settings.SECRET_KEY, settings.DEBUG = "short-and-hidden", True
    said = wrongs(settings_check.check())
    assert "SECRET_KEY can be guessed" in said
    assert "DEBUG is on" in said
    assert "hidden" not in said


def test_a_key_that_is_being_changed_is_mentioned(settings):
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = LONG, [LONG[::-1]]
    [good, note] = settings_check.check()
    assert (good.level, note.level) == (Level.OK, Level.WARNING)
    assert "SECRET_KEY_FALLBACKS" in note.text
    assert LONG[::-1] not in note.text


def test_both_databases_answer():
    assert [each.level for each in databases.check()] == [Level.OK, Level.OK]


@pytest.mark.django_db(transaction=True, databases=["default", "reporting"])
def test_a_database_that_is_away(reporting_away):
    [ours, mirrored] = databases.check()
    assert ours.level == Level.OK
    assert mirrored.level == Level.WRONG
    assert "REPORTING_DATABASE_URL does not answer" in mirrored.text
    assert "The mirror cannot be read" in wrongs(mirror.check())


def test_a_migration_that_was_not_run():
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'members'")
    assert "missing in the database of DATABASE_URL. Run: manage.py migrate" in wrongs(databases.check())


@pytest.mark.parametrize("alias", ["default", "reporting"])
def test_the_other_ones_database(monkeypatch, alias):
    """Mixed up, or the same twice: the migrations that ran there are written down all the same."""
    other = "reporting" if alias == "default" else "default"
    monkeypatch.setattr(databases, "connections", {alias: connections[other]})
    found = databases._one(alias, databases.NAMES[alias])
    assert found.level == Level.WRONG
    assert f"The database of {databases.NAMES[alias]} holds no tables of its own" in found.text


def test_nobody_who_grants_roles():
    assert "There is no superuser" in wrongs(people.check())
    RoleGrantFactory(role="superuser")
    assert wrongs(people.check()) == ""


def test_stripe_takes_the_key(stripe):
    found = list(stripe_key.check())
    assert wrongs(found) == ""
    assert "test mode" in found[0].text


def test_a_key_of_another_account(stripe):
    call_command("djstripe_sync_models", "Account", verbosity=0, stdout=io.StringIO())
    stub = Account.objects.create(id="acct_named", stripe_data={"id": "acct_named", "object": "account"})
    assert wrongs(stripe_key.check()) == ""
    stub.delete()
    Account.objects.update(id="acct_other", stripe_data={"id": "acct_other", "email": "club@example.org"})
    said = wrongs(stripe_key.check())
    assert "of another account" in said
    assert "--allow-prune" in said


def test_a_key_that_expired(stripe, settings):
    """36."""
    stripe.control("POST", "keys", key=settings.STRIPE_SECRET_KEY, expired=True)
    said = wrongs(stripe_key.check())
    assert "Stripe does not take STRIPE_SECRET_KEY" in said
    assert settings.STRIPE_SECRET_KEY not in said


def test_stripe_that_is_away(stripe):
    stripe.control("POST", "faults", path="/v1/account*", kind="reset_before", count=9)
    assert "Stripe cannot be reached" in wrongs(stripe_key.check())


def test_a_restricted_key_that_may_not_do_everything(stripe, settings):
    """36: and asking changes nothing."""
    settings.STRIPE_SECRET_KEY = "rk_test_desk"
    allowed = {"*": "write", "refunds": "read", "disputes": "none"}
    stripe.control("POST", "keys", key="rk_test_desk", permissions=allowed)
    before = stripe.control("GET", "health")["objects"]
    said = wrongs(stripe_key.check())
    assert "may not read disputes." in said
    assert "may not write refunds." in said
    assert stripe.control("GET", "health")["objects"] == before
    stripe.control("POST", "keys", key="rk_test_desk", permissions={"*": "write"})
    assert wrongs(stripe_key.check()) == ""


@pytest.mark.parametrize(("by", "says"), [(-600, "10 minutes ahead"), (90, "90 seconds slow")])
def test_a_clock_that_is_wrong(stripe, by, says):
    """54."""
    stripe.control("POST", "clock", now=int(timezone.now().timestamp()) + by)
    said = wrongs(stripe_key.check())
    assert "This machine's clock is" in said
    if abs(by) > 120:
        assert says in said


def test_the_mirror_was_never_built_and_then_is(stripe):
    assert "was never built from Stripe" in wrongs(mirror.check())
    call_command(regenerate.Command(), verbosity=0, stdout=io.StringIO())
    assert "was never built" not in wrongs(mirror.check())


def test_no_worker_and_one_that_stopped():
    assert "The worker does not run" in wrongs(worker.check())
    worker_lives(timezone.now() - timedelta(minutes=10))
    assert "last said that it is alive 10 minutes ago" in wrongs(worker.check())
    worker_lives()
    assert wrongs(worker.check()) == ""


def test_jobs_that_wait_and_jobs_that_were_given_up():
    worker_lives()
    job(at=timezone.now() - timedelta(minutes=20))
    job()
    job(task="apply_import", status="failed")
    found = list(worker.check())
    assert "2 jobs wait, the oldest from 20 minutes ago" in wrongs(found)
    assert [each.text[:26] for each in found if each.level == Level.WARNING] == ["1 given up: apply_import. "]


def test_files_that_are_missing(settings, tmp_path):
    settings.FRONTEND_DIST, settings.STATIC_ROOT = tmp_path / "dist", tmp_path / "static"
    said = wrongs(files.check())
    assert "The app is not built" in said
    assert "collectstatic" in said
    (tmp_path / "dist").mkdir()
    (tmp_path / "dist" / "index.html").write_text("")
    (tmp_path / "static" / "members").mkdir(parents=True)
    (tmp_path / "static" / "members" / "admin.css").write_text("")
    assert "The app and the admin's files are there." in [each.text for each in files.check()]


@pytest.mark.parametrize(
    ("free", "level"), [(10**7, Level.WRONG), (5 * 10**8, Level.WARNING), (10**11, Level.OK)]
)
def test_room_on_the_disk(monkeypatch, free, level):
    """54. A full disk cannot be had without a file system of one's own, so only what it says is replaced."""
    monkeypatch.setattr("shutil.disk_usage", lambda folder: type("Usage", (), {"free": free})())
    assert list(files.check())[-1].level == level


def test_a_check_that_breaks_is_told_without_its_text(monkeypatch):
    def breaks() -> list[Finding]:
        raise RuntimeError("postgres://user:hidden@host")

    monkeypatch.setattr(doctor, "CHECKS", {"Settings": breaks})
    [(about, finding)] = doctor.examine()
    assert (about, finding.level) == ("Settings", Level.WRONG)
    assert "hidden" not in finding.text
    assert "RuntimeError" in finding.text


def test_one_line_each_and_an_honest_end(stripe, capsys, settings):
    """24: no secret in it."""
    out = io.StringIO()
    with pytest.raises(SystemExit) as ended:
        call_command("doctor", stdout=out)
    assert ended.value.code == 1
    lines = out.getvalue().splitlines()
    assert {line.split()[0] for line in lines} == {"ok", "warning", "wrong"}
    assert {line[9:].split(":")[0] for line in lines} == set(doctor.CHECKS)
    assert "things are wrong." in capsys.readouterr().err
    for secret in (settings.SECRET_KEY, settings.STRIPE_SECRET_KEY, *settings.STRIPE_WEBHOOK_SECRETS):
        assert secret not in out.getvalue()


def test_for_programs(stripe):
    out = io.StringIO()
    with pytest.raises(SystemExit):
        call_command("doctor", "--json", stdout=out)
    assert {row["level"] for row in json.loads(out.getvalue())} <= set(Level.values)


def test_a_table_on_a_terminal(stripe):
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    out = Terminal()
    with pytest.raises(SystemExit):
        call_command("doctor", stdout=out)
    assert "What, and what to do" in out.getvalue()


def test_nothing_wrong_ends_with_0(monkeypatch):
    monkeypatch.setattr(doctor, "CHECKS", {"People": people.check})
    RoleGrantFactory(role="superuser")
    out = io.StringIO()
    call_command("doctor", stdout=out)
    assert out.getvalue().splitlines()[-1] == "Nothing is wrong."
