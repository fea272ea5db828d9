"""The reporting database is lost, and two commands bring back every row. Checklist 52."""

import os
import subprocess
import sys

import psycopg
import pytest
from django.conf import settings
from psycopg import sql

from reporting.tests.club import a_club
from reporting.tests.deliveries import deliver_all
from reporting.tests.snapshots import differences, snapshot, snapshot_with

pytestmark = pytest.mark.django_db(databases=["default", "reporting"])


@pytest.fixture
def empty_database():
    """A new, empty database on the tests' server: its name, and how to connect to it."""
    server = os.environ["REPORTING_DATABASE_URL"].replace("/cogento_reporting?", "/postgres?")
    name = f"rebuilt_{os.getpid()}"
    drop = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(drop)
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        yield server.replace("/postgres?", f"/{name}?")
        connection.execute(drop)


def manage(*arguments, stripe, database):
    environment = {**os.environ, "REPORTING_DATABASE_URL": database, "STRIPE_API_BASE": stripe.url}
    done = subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=settings.BASE_DIR,
        env=environment,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_two_commands_bring_back_every_row(stripe, empty_database):
    a_club(stripe)
    deliver_all(stripe)
    before = snapshot()

    manage("migrate", "--database", "reporting", stripe=stripe, database=empty_database)
    out = manage("djstripe_sync_models", stripe=stripe, database=empty_database)

    assert "Read 7 of customer." in out
    with psycopg.connect(empty_database) as other, other.cursor() as cursor:
        assert not differences(before, snapshot_with(cursor))
