"""A regeneration of another process in the middle of its merge."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from unittest.mock import patch

import psycopg
from django.db import connections

from reporting import patience, versions

# A test's own transaction keeps the shared lock of all that it has stored: this is the same lock elsewhere.
MERGE = versions.MERGE + 1000


@contextmanager
def merging(*, person_waits: float = 0.05) -> Iterator[None]:
    """Until the block ends, whoever stores something finds that a regeneration merges."""
    connections["reporting"].ensure_connection()
    with (
        psycopg.connect(connections["reporting"].connection.info.dsn) as other,
        patch.object(versions, "MERGE", MERGE),
        patch.object(patience, "PERSON_WAITS_SECONDS", person_waits),
    ):
        other.execute("SELECT pg_advisory_xact_lock(%s, 0)", [MERGE])
        yield


def is_waited_for() -> bool:
    """Whether somebody waits for the lock."""
    with connections["reporting"].cursor() as cursor:
        cursor.execute(
            """
            SELECT EXISTS (
                SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND classid = %s AND NOT granted
            )
            """,
            [MERGE],
        )
        return bool(cursor.fetchone()[0])
