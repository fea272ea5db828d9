"""Derives the directory from the mirror. One function, used by webhooks, writes and regeneration alike."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from pathlib import Path

from django.db import connections, transaction
from django.db.backends.utils import CursorWrapper

from reporting.access import ENDED, STATUSES
from reporting.batch import Batch, Result
from reporting.models import Member
from reporting.signals import membership_changed

# What lets a statement for some be one for everyone. Without it a plan made once fits all who are few.
EVERYONE = "%(ids)s::text[] IS NULL OR "

SELECT = (Path(__file__).parent / "directory.sql").read_text()
TABLE = Member._meta.db_table
COLUMNS = [field.column for field in Member._meta.concrete_fields if not field.generated]


def derive(customer_ids: Iterable[str] | None, *, tell: bool = True) -> int:
    """Make these Customers' rows what the mirror says, everyone's if None; answer how many rows changed.

    Must run inside the transaction that changed the mirror and that holds these people's locks. Tells whoever
    listens to `membership_changed` after the commit.
    """
    with connections["reporting"].cursor() as cursor:
        if customer_ids is None:
            count, changes = _everyones(cursor, tell)
        else:
            batch = Batch(cursor)
            changes = add(batch, customer_ids)
            batch.run()
            count = len(changes.rows)
    if tell:
        announce(changes)
    return count


def _everyones(cursor: CursorWrapper, tell: bool) -> tuple[int, Result]:
    """As `add`, but answers how many rows changed, and of them only whose status did."""
    params = {"ids": None, "statuses": list(STATUSES), "ended": list(ENDED), "tell": tell}
    cursor.execute(MERGE_ALL, params)
    rows = cursor.fetchall()
    [count] = [int(before) for id, before, _ in rows if id is None]
    return count, Result([row for row in rows if row[0] is not None])


def add(batch: Batch, customer_ids: Iterable[str]) -> Result:
    """Add to a batch what `derive` does; answers ids with their statuses before and after."""
    ids = sorted(set(customer_ids))
    if not ids:
        return Result()
    return batch.add(MERGE, {"ids": ids, "statuses": list(STATUSES), "ended": list(ENDED)})


def announce(changes: Result) -> None:
    """Tell whoever listens, after the commit, whose status changed."""
    for id, before, after in changes.rows:
        if before != after:
            change = {"customer_id": id, "before": before, "after": after}
            send = partial(membership_changed.send_robust, sender=Member, **change)
            transaction.on_commit(send, using="reporting")


def with_plan(batch: Batch, product_id: str, name: str | None) -> Result:
    """Add to a batch: ids of those who are on this plan and for whom it does not have this name."""
    return batch.add(
        f"SELECT customer_id FROM {TABLE} WHERE plan_id = %s AND plan_name IS DISTINCT FROM %s",  # noqa: S608
        [product_id, name],
    )


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


def _merge(answer: str) -> str:
    """Write what differs, take out who is no Customer; `changed` is ids with statuses before and after."""
    listed = ", ".join(f'"{name}"' for name in COLUMNS)
    there = ", ".join(f'there."{name}"' for name in COLUMNS)
    new = ", ".join(f'new."{name}"' for name in COLUMNS)
    assignments = ", ".join(f'"{name}" = EXCLUDED."{name}"' for name in COLUMNS if name != "customer_id")
    return f"""
        WITH removed AS (
            DELETE FROM {TABLE} m
            WHERE (%(ids)s::text[] IS NULL OR m.customer_id = ANY(%(ids)s::text[]))
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
        ), changed (id, before, after) AS (
            SELECT customer_id, status_before, status FROM differing
            UNION ALL SELECT customer_id, status, NULL FROM removed
        )
        {answer}
        """  # noqa: S608


EACH = "SELECT id, before, after FROM changed"
MERGE = _merge(EACH).replace(EVERYONE, "")
MERGE_ALL = _merge(
    f"""
    SELECT NULL AS id, count(*)::text AS before, NULL AS after FROM changed
    UNION ALL {EACH} WHERE %(tell)s AND before IS DISTINCT FROM after
    """  # noqa: S608
)
