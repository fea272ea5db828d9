"""Locks in the application database that end with the process that holds them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import OperationalError, connection
from psycopg.errors import LockNotAvailable


class Busy(Exception):
    """Somebody else has held the name for too long."""


@contextmanager
def held(name: str, *, wait_seconds: int = 0) -> Iterator[None]:
    """Wait until nobody else holds the name; with `wait_seconds`, no longer than that.

    Raises:
        Busy: somebody held it for longer.
    """
    with connection.cursor() as cursor:
        try:
            cursor.execute("SELECT set_config('lock_timeout', %s, false)", [f"{wait_seconds}s"])
            cursor.execute("SELECT pg_advisory_lock(hashtextextended(%s, 0))", [name])
        except OperationalError as error:
            if isinstance(error.__cause__, LockNotAvailable):
                raise Busy from error
            raise
        finally:
            if not connection.needs_rollback:
                cursor.execute("SELECT set_config('lock_timeout', '0', false)")
    try:
        yield
    finally:
        _release(name)


@contextmanager
def tried(name: str) -> Iterator[bool]:
    """True if nobody else held the name; it is held until the end of the block then."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(hashtextextended(%s, 0))", [name])
        taken = bool(cursor.fetchone()[0])
    try:
        yield taken
    finally:
        if taken:
            _release(name)


def is_held(name: str) -> bool:
    with tried(name) as taken:
        return not taken


def _release(name: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_unlock(hashtextextended(%s, 0))", [name])
