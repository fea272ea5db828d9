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
from reporting.objects import MIRRORED
from reporting.spec import Mirrored, Nested
from reporting.sync.load import SEEN, Load, loaded
from reporting.versions import MERGE

VERSIONS = ObjectVersion._meta.db_table
OLDER = "load_older"
PRUNE_ROWS = 3  # so few may always go, however few there are


class PruneRefused(Exception):
    """So much is gone from Stripe that it is more likely a wrong key than a wish."""

    def __init__(self, name: str, gone: int, total: int) -> None:
        super().__init__(
            f"{gone} of {total} {name} rows are not in Stripe any more. Nothing was changed. If that is "
            "right, run djstripe_sync_models --allow-prune; if not, check STRIPE_SECRET_KEY."
        )


def is_suspicious(gone: int, total: int) -> bool:
    """Whether so much of a table is gone that it needs somebody's word."""
    return gone > PRUNE_ROWS and gone * 100 > settings.MIRROR_PRUNE_PERCENT * total


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
        # Events are kept until the commit, so that none is overwritten by what was read before it.
        cursor.execute("SELECT pg_advisory_xact_lock(%s, 0)", [MERGE])
        cursor.execute("SELECT clock_timestamp()")
        [began_at] = cursor.fetchone()
        merged = Merged(ties=[*load.unsure, *_leave_out_older(cursor, load)])
        gone = {}
        for spec in specs:
            gone[spec], unsure = _gone(cursor, spec, load.first_seen[spec.name], allow_prune)
            merged.ties += [(spec.name, id) for id in unsure]
        written = writer.write(cursor, {table: load.source(table) for table in load.tables})
        merged.written = {table.object_name: rows for table, rows in written.items()}
        _remember_seen(cursor, specs, began_at)
        for spec, ids in gone.items():
            stubs.discard(cursor, table_of(spec.model), ids)
            _remember_gone(cursor, ids, load.first_seen[spec.name])
            merged.pruned[spec.name] = len(ids)
        for spec in specs:
            for nested in spec.nested:
                _discard_unlisted(cursor, spec, nested, merged)
        merged.written["member"] = directory.derive(None, tell=Member.objects.exists())
    return merged


def _leave_out_older(cursor: CursorWrapper, load: Load) -> list[tuple[str, str]]:
    """Drop what was read before, or in the second of, what the mirror already knows; answer what is tied.

    What differs from a state of about the same second is: only Stripe knows which of the two is newer. A
    page's `as_of` is up to a second before its request, so a state of the second after it may be older.
    """
    cursor.execute(f"DROP TABLE IF EXISTS pg_temp.{OLDER}")
    cursor.execute(
        f"""
        CREATE TEMP TABLE {OLDER} AS
        SELECT seen.id, seen.name, v.as_of <= seen.as_of + 1 AS is_near FROM {SEEN} seen
        JOIN {VERSIONS} v ON v.id = seen.id AND v.as_of >= seen.as_of
        """  # noqa: S608
    )
    cursor.execute(f"SELECT DISTINCT name FROM {OLDER}")  # noqa: S608
    tied = []
    names = [name for (name,) in cursor.fetchall()]
    for name in names:
        table = table_of(MIRRORED[name].model)
        cursor.execute(
            f"""
            SELECT s.id FROM {OLDER} older
            JOIN {loaded(table)} ON s.id = older.id AND NOT s.fills
            LEFT JOIN {table.name} t ON t.id = s.id
            WHERE older.name = %s AND older.is_near AND t.stripe_data IS DISTINCT FROM s.stripe_data
            """,  # noqa: S608
            [name],
        )
        tied += [(name, id) for (id,) in cursor.fetchall()]
    for table in load.tables if names else ():
        cursor.execute(f"DELETE FROM load_{table.name} WHERE owner IN (SELECT id FROM {OLDER})")  # noqa: S608
    return tied


def _gone(
    cursor: CursorWrapper, spec: Mirrored, began: int, allow_prune: bool
) -> tuple[list[str], list[str]]:
    """What Stripe did not list, of what the mirror knew before the run began and since about then."""
    table = table_of(spec.model)
    needed = stubs.is_referred_to(table) if spec.late else "FALSE"
    cursor.execute(
        f"""
        WITH unseen AS MATERIALIZED (
            SELECT t.id FROM {table.name} t
            LEFT JOIN {SEEN} seen ON seen.id = t.id AND seen.name = %(name)s
            LEFT JOIN {loaded(table)} ON s.id = t.id
            WHERE seen.id IS NULL AND s.id IS NULL
        )
        SELECT t.id, coalesce(v.as_of, 0) < %(began)s FROM unseen JOIN {table.name} t ON t.id = unseen.id
        LEFT JOIN {VERSIONS} v ON v.id = t.id
        WHERE coalesce(v.as_of, 0) <= %(began)s + 1 AND NOT {stubs.is_stub("t")} AND NOT {needed}
        """,  # noqa: S608
        {"name": spec.name, "began": began},
    )
    found = cursor.fetchall()
    gone = [id for id, surely in found if surely]
    if gone and not allow_prune:
        cursor.execute(f"SELECT count(*) FROM {table.name} t WHERE NOT {stubs.is_stub('t')}")  # noqa: S608
        [total] = cursor.fetchone()
        if is_suspicious(len(gone), total):
            raise PruneRefused(spec.name, len(gone), total)
    return gone, [id for id, surely in found if not surely]


def _discard_unlisted(cursor: CursorWrapper, spec: Mirrored, nested: Nested, merged: Merged) -> None:
    """Take out what stands in a nested list's table and in no list: neither as read nor as known since."""
    table, parent = table_of(nested.model), table_of(spec.model)
    cursor.execute(
        f"""
        WITH unseen AS MATERIALIZED (
            SELECT t.id FROM {table.name} t LEFT JOIN {loaded(table)} ON s.id = t.id WHERE s.id IS NULL
        )
        SELECT t.id FROM unseen JOIN {table.name} t ON t.id = unseen.id
        WHERE {nested.belongs.format("t")} AND NOT {stubs.is_stub("t")}
        """  # noqa: S608
    )
    if not (unread := [id for (id,) in cursor.fetchall()]):
        return
    cursor.execute(
        f"SELECT unnest(%s::text[]) EXCEPT SELECT {nested.ids('t')} FROM {parent.name} t",  # noqa: S608
        [unread],
    )
    if unlisted := [id for (id,) in cursor.fetchall()]:
        stubs.discard(cursor, table, unlisted)
        merged.pruned[table.object_name] = merged.pruned.get(table.object_name, 0) + len(unlisted)


def _remember_seen(cursor: CursorWrapper, specs: list[Mirrored], began_at: datetime) -> None:
    """How recent what was just written is. What was not written keeps its version, and so is not written."""
    each = (f"SELECT id, djstripe_updated FROM {table_of(spec.model).name}" for spec in specs)  # noqa: S608
    cursor.execute(
        f"""
        UPDATE {VERSIONS} v SET as_of = seen.as_of, deleted = FALSE
        FROM {SEEN} seen JOIN ({" UNION ALL ".join(each)}) t ON t.id = seen.id
        WHERE v.id = seen.id AND v.as_of < seen.as_of AND (v.deleted OR t.djstripe_updated >= %(began_at)s)
        """,  # noqa: S608
        {"began_at": began_at},
    )
    cursor.execute(
        f"""
        INSERT INTO {VERSIONS} (id, as_of, deleted)
        SELECT DISTINCT ON (seen.id) seen.id, seen.as_of, FALSE FROM {SEEN} seen
        LEFT JOIN {VERSIONS} v ON v.id = seen.id
        WHERE v.id IS NULL
        """  # noqa: S608
    )


def _remember_gone(cursor: CursorWrapper, ids: list[str], began: int) -> None:
    cursor.execute(
        f"""
        INSERT INTO {VERSIONS} (id, as_of, deleted) SELECT id, %(began)s, TRUE FROM unnest(%(ids)s::text[]) id
        ON CONFLICT (id) DO UPDATE SET as_of = EXCLUDED.as_of, deleted = TRUE
        """,  # noqa: S608
        {"ids": ids, "began": began},
    )
