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
        removed = _remove(cursor, params)
        before, after = _merge(cursor, params)
    if tell:
        for id in removed.keys() | after.keys():
            change = {"before": removed.get(id) or before.get(id), "after": after.get(id)}
            if change["before"] != change["after"]:
                send = partial(membership_changed.send_robust, sender=Member, customer_id=id, **change)
                transaction.on_commit(send, using="reporting")
    return len(removed) + len(after)


def _remove(cursor: CursorWrapper, params: dict[str, Any]) -> dict[str, str]:
    """Take out whoever is no Customer any more; answer their statuses by id."""
    cursor.execute(
        f"""
        DELETE FROM {TABLE} m
        WHERE (%(ids)s::text[] IS NULL OR m.customer_id = ANY(%(ids)s))
          AND NOT EXISTS (
              SELECT 1 FROM djstripe_customer c WHERE c.id = m.customer_id AND c.created IS NOT NULL
          )
        RETURNING m.customer_id, m.status
        """,  # noqa: S608
        params,
    )
    return dict(cursor.fetchall())


def _merge(cursor: CursorWrapper, params: dict[str, Any]) -> tuple[dict[str, str], dict[str, str]]:
    """Write the rows that differ; answer their statuses before and after, by id."""
    listed = ", ".join(f'"{name}"' for name in COLUMNS)
    there = ", ".join(f'there."{name}"' for name in COLUMNS)
    new = ", ".join(f'new."{name}"' for name in COLUMNS)
    assignments = ", ".join(f'"{name}" = EXCLUDED."{name}"' for name in COLUMNS if name != "customer_id")
    cursor.execute(
        f"""
        WITH differing AS (
            SELECT {new}, there.status AS status_before
            FROM ({SELECT}) new LEFT JOIN {TABLE} there ON there.customer_id = new.customer_id
            WHERE there.customer_id IS NULL OR ({there}) IS DISTINCT FROM ({new})
        ), written AS (
            INSERT INTO {TABLE} ({listed}) SELECT {listed} FROM differing
            ON CONFLICT (customer_id) DO UPDATE SET {assignments}
        )
        SELECT customer_id, status_before, status FROM differing
        """,  # noqa: S608
        params,
    )
    rows = cursor.fetchall()
    return {id: before for id, before, _ in rows}, {id: after for id, _, after in rows}
