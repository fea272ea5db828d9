"""A kept connection is looked at before each request, and asked only if the server said anything."""

from __future__ import annotations

import time

import pytest
from django.db import connection, connections

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "reporting"])


@pytest.fixture
def mine():
    """The process at the other end of the connection, of which the last query is known."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid() AS mine")
        (process,) = cursor.fetchone()
    yield process
    connection.close()


def from_outside(sql: str, *params: object) -> list[tuple]:
    with connections["reporting"].cursor() as cursor:
        cursor.execute(sql, params)
        return cursor.fetchall()


def last_query(process: int) -> str:
    [(query,)] = from_outside("SELECT query FROM pg_stat_activity WHERE pid = %s", process)
    return query


def test_one_that_is_there_is_asked_nothing(mine):
    assert connection.is_usable()
    assert last_query(mine).endswith("AS mine")


def test_one_that_the_server_ended_is_noticed(mine):
    from_outside("SELECT pg_terminate_backend(%s)", mine)
    until = time.monotonic() + 60
    while from_outside("SELECT FROM pg_stat_activity WHERE pid = %s", mine) and time.monotonic() < until:
        time.sleep(0.01)
    assert not connection.is_usable()


def test_one_that_was_closed_here_is_not_usable(mine):
    connection.connection.close()
    assert not connection.is_usable()


def test_one_with_other_news_is_asked(mine):
    """The server says by itself that a setting has changed, say."""
    with connection.cursor() as cursor:
        cursor.execute("LISTEN news")
        name = connection.settings_dict["NAME"]
    other = connection.copy()
    try:
        with other.cursor() as cursor:
            cursor.execute("SELECT current_database()")
            assert cursor.fetchone() == (name,)
            cursor.execute("NOTIFY news")
    finally:
        other.close()
    until = time.monotonic() + 60
    while "SELECT 1" not in last_query(mine) and time.monotonic() < until:
        assert connection.is_usable()
    assert last_query(mine) == "SELECT 1"
