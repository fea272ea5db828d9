"""Puts what was read into the mirror, all at once or not at all."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from django.conf import settings
from django.db import connections, transaction
from django.db.backends.utils import CursorWrapper

from reporting import directory, stubs, writer
from reporting.columns import table_of
from reporting.models import Member, ObjectVersion
from reporting.spec import Mirrored
from reporting.sync.load import SEEN, Load, source
from reporting.versions import MERGE

VERSIONS = ObjectVersion._meta.db_table
WORK_MEMORY = "64MB"  # PostgreSQL's own 4 MB would sort most of it on the disk
PRUNE_ROWS = 20  # so few may always go


class PruneRefused(Exception):
    """So much is gone from Stripe that it is more likely a wrong key than a wish."""

    def __init__(self, name: str, gone: int, total: int) -> None:
        super().__init__(
            f"{gone} of {total} {name} rows are not in Stripe any more. Nothing was changed. If that is "
            "right, run djstripe_sync_models --allow-prune; if not, check STRIPE_SECRET_KEY."
        )


def is_suspicious(gone: int, total: int) -> bool:
    """Whether so much of a table is gone that it needs somebody's word."""
    return total > PRUNE_ROWS and gone * 100 > settings.MIRROR_PRUNE_PERCENT * total


@dataclass
class Merged:
    """Rows by object, and the ids (by object) that changed in the second in which they were read."""

    written: dict[str, int] = field(default_factory=dict)
    pruned: dict[str, int] = field(default_factory=dict)
    ties: list[tuple[str, str]] = field(default_factory=list)


def merge(load: Load, specs: list[Mirrored], *, allow_prune: bool) -> Merged:
    """Write what differs and is not older than what is there, prune what is gone, derive the directory.

    Raises:
        PruneRefused: more than MIRROR_PRUNE_PERCENT of an object would go, and nobody said that it may.
    """
    with transaction.atomic(using="reporting"), connections["reporting"].cursor() as cursor:
        cursor.execute(f"SET LOCAL work_mem = '{WORK_MEMORY}'")
        # Events wait for the commit, so that none is overwritten by what was read before it.
        cursor.execute("SELECT pg_advisory_xact_lock(%s, 0)", [MERGE])
        cursor.execute("SELECT clock_timestamp()")
        [began_at] = cursor.fetchone()
        merged = Merged(ties=[*load.unsure, *_ties(cursor, specs)])
        _leave_out_older(cursor, load)
        gone = {}
        for spec in specs:
            gone[spec], unsure = _gone(cursor, spec, load.first_seen[spec.name], allow_prune)
            merged.ties += [(spec.name, id) for id in unsure]
        written = writer.write(
            cursor, {table: source(table) for table in writer.TABLES if table in load.tables}
        )
        merged.written = {table.object_name: rows for table, rows in written.items()}
        _remember_seen(cursor, specs, began_at)
        for spec, ids in gone.items():
            stubs.discard(cursor, table_of(spec.model), ids)
            _remember_gone(cursor, ids, load.first_seen[spec.name])
            merged.pruned[spec.name] = len(ids)
        merged.written["member"] = directory.derive(None, tell=Member.objects.exists())
    return merged


def _ties(cursor: CursorWrapper, specs: list[Mirrored]) -> list[tuple[str, str]]:
    """What differs from a state of about the same second: only Stripe knows which of the two is newer.

    A page's `as_of` is up to a second before its request, so a state of the second after it may be older.
    """
    found = []
    for spec in specs:
        table = table_of(spec.model)
        cursor.execute(
            f"""
            SELECT s.id FROM {SEEN} seen
            JOIN {VERSIONS} v ON v.id = seen.id AND v.as_of BETWEEN seen.as_of AND seen.as_of + 1
            JOIN {source(table).sql} ON s.id = seen.id AND NOT s.fills
            LEFT JOIN {table.name} t ON t.id = s.id
            WHERE t.stripe_data IS DISTINCT FROM s.stripe_data
            """  # noqa: S608
        )
        found += [(spec.name, id) for (id,) in cursor.fetchall()]
    return found


def _leave_out_older(cursor: CursorWrapper, load: Load) -> None:
    """Drop what was read before, or in the second of, what the mirror already knows."""
    older = f"SELECT s.id FROM {SEEN} s JOIN {VERSIONS} v ON v.id = s.id AND v.as_of >= s.as_of"  # noqa: S608
    for table in load.tables:
        cursor.execute(f"DELETE FROM load_{table.name} WHERE owner IN ({older})")  # noqa: S608


def _gone(
    cursor: CursorWrapper, spec: Mirrored, began: int, allow_prune: bool
) -> tuple[list[str], list[str]]:
    """What Stripe did not list, of what the mirror knew before the run began and since about then."""
    table = table_of(spec.model)
    needed = stubs.is_referred_to(table) if spec.late else "FALSE"
    cursor.execute(
        f"""
        SELECT t.id, coalesce(v.as_of, 0) < %(began)s FROM {table.name} t
        LEFT JOIN {SEEN} seen ON seen.id = t.id
        LEFT JOIN {source(table).sql} ON s.id = t.id
        LEFT JOIN {VERSIONS} v ON v.id = t.id
        WHERE seen.id IS NULL AND s.id IS NULL AND coalesce(v.as_of, 0) <= %(began)s + 1
          AND NOT {stubs.is_stub("t")} AND NOT {needed}
        """,  # noqa: S608
        {"began": began},
    )
    found = cursor.fetchall()
    gone = [id for id, surely in found if surely]
    if gone and not allow_prune:
        cursor.execute(f"SELECT count(*) FROM {table.name} t WHERE NOT {stubs.is_stub('t')}")  # noqa: S608
        [total] = cursor.fetchone()
        if is_suspicious(len(gone), total):
            raise PruneRefused(spec.name, len(gone), total)
    return gone, [id for id, surely in found if not surely]


def _remember_seen(cursor: CursorWrapper, specs: list[Mirrored], began_at: datetime) -> None:
    """How recent what was just written is. What was not written keeps its version, and so is not written."""
    for spec in specs:
        table = table_of(spec.model)
        cursor.execute(
            f"""
            INSERT INTO {VERSIONS} (id, as_of, deleted)
            SELECT DISTINCT ON (seen.id) seen.id, seen.as_of, FALSE FROM {SEEN} seen
            JOIN {table.name} t ON t.id = seen.id
            LEFT JOIN {VERSIONS} v ON v.id = seen.id
            WHERE v.id IS NULL OR (v.as_of < seen.as_of AND (v.deleted OR t.djstripe_updated >= %(began_at)s))
            ON CONFLICT (id) DO UPDATE SET as_of = EXCLUDED.as_of, deleted = FALSE
            """,  # noqa: S608
            {"began_at": began_at},
        )


def _remember_gone(cursor: CursorWrapper, ids: list[str], began: int) -> None:
    cursor.execute(
        f"""
        INSERT INTO {VERSIONS} (id, as_of, deleted) SELECT id, %(began)s, TRUE FROM unnest(%(ids)s::text[]) id
        ON CONFLICT (id) DO UPDATE SET as_of = EXCLUDED.as_of, deleted = TRUE
        """,  # noqa: S608
        {"ids": ids, "began": began},
    )
