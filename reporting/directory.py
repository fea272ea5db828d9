"""Derives the directory from the mirror. One function, used by webhooks, writes and regeneration alike."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from pathlib import Path
from typing import Any

from django.db import connections, transaction
from django.db.backends.utils import CursorWrapper

from reporting.access import ENDED, STATUSES
from reporting.models import Member
from reporting.signals import membership_changed

SELECT = (Path(__file__).parent / "directory.sql").read_text()
TABLE = Member._meta.db_table
COLUMNS = [field.column for field in Member._meta.concrete_fields]


def derive(customer_ids: Iterable[str] | None, *, tell: bool = True) -> int:
    """Make these Customers' rows what the mirror says, everyone's if None; answer how many rows changed.

    Must run inside the transaction that changed the mirror and that holds these people's locks. Tells whoever
    listens to `membership_changed` after the commit.
    """
    ids = None if customer_ids is None else sorted(set(customer_ids))
    if ids == []:
        return 0
    params = {"ids": ids, "statuses": list(STATUSES), "ended": list(ENDED)}
    with connections["reporting"].cursor() as cursor:
        changes = _merge(cursor, params)
    if tell:
        for id, before, after in changes:
            if before != after:
                change = {"customer_id": id, "before": before, "after": after}
                send = partial(membership_changed.send_robust, sender=Member, **change)
                transaction.on_commit(send, using="reporting")
    return len(changes)


def differences(cursor: CursorWrapper) -> list[tuple[str, str]]:
    """Ids of rows that are not as the mirror says: each with `missing`, `stale` or `extra`."""
    there = ", ".join(f'there."{name}"' for name in COLUMNS)
    new = ", ".join(f'new."{name}"' for name in COLUMNS)
    cursor.execute(
        f"""
        SELECT coalesce(new.customer_id, there.customer_id),
               CASE WHEN there.customer_id IS NULL THEN 'missing'
                    WHEN new.customer_id IS NULL THEN 'extra' ELSE 'stale' END
        FROM ({SELECT}) new FULL JOIN {TABLE} there ON there.customer_id = new.customer_id
        WHERE ({there}) IS DISTINCT FROM ({new})
        """,  # noqa: S608
        {"ids": None, "statuses": list(STATUSES), "ended": list(ENDED)},
    )
    return cursor.fetchall()


def _merge(cursor: CursorWrapper, params: dict[str, Any]) -> list[tuple[str, str | None, str | None]]:
    """Write what differs, take out who is no Customer; answer ids with their statuses before and after."""
    listed = ", ".join(f'"{name}"' for name in COLUMNS)
    there = ", ".join(f'there."{name}"' for name in COLUMNS)
    new = ", ".join(f'new."{name}"' for name in COLUMNS)
    assignments = ", ".join(f'"{name}" = EXCLUDED."{name}"' for name in COLUMNS if name != "customer_id")
    cursor.execute(
        f"""
        WITH removed AS (
            DELETE FROM {TABLE} m
            WHERE (%(ids)s::text[] IS NULL OR m.customer_id = ANY(%(ids)s))
              AND NOT EXISTS (
                  SELECT 1 FROM djstripe_customer c WHERE c.id = m.customer_id AND c.created IS NOT NULL
              )
            RETURNING m.customer_id, m.status
        ), differing AS (
            SELECT {new}, there.status AS status_before
            FROM ({SELECT}) new LEFT JOIN {TABLE} there ON there.customer_id = new.customer_id
            WHERE there.customer_id IS NULL OR ({there}) IS DISTINCT FROM ({new})
        ), written AS (
            INSERT INTO {TABLE} ({listed}) SELECT {listed} FROM differing
            ON CONFLICT (customer_id) DO UPDATE SET {assignments}
        )
        SELECT customer_id, status_before, status FROM differing
        UNION ALL SELECT customer_id, status, NULL FROM removed
        """,  # noqa: S608
        params,
    )
    return cursor.fetchall()
