"""The comparison itself: what was read from Stripe beside the mirror's tables, and the directory."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from django.db.backends.utils import CursorWrapper

from reporting import directory, stubs
from reporting.columns import Table, table_of
from reporting.models import Member, ObjectVersion
from reporting.spec import Mirrored, Nested
from reporting.sync.load import SEEN, loaded
from reporting.writer import resolved


@dataclass
class Finding:
    """What was found in one table, or in the directory: ids, each with that of the object it came with."""

    name: str
    spec: Mirrored | None = None
    table: Table | None = None
    nested: Nested | None = None
    in_stripe: int = 0
    in_mirror: int = 0
    missing: dict[str, str] = field(default_factory=dict)
    stale: dict[str, str] = field(default_factory=dict)
    extra: dict[str, str] = field(default_factory=dict)

    @property
    def differences(self) -> int:
        return len(self.missing) + len(self.stale) + len(self.extra)

    @property
    def is_nested(self) -> bool:
        return self.nested is not None

    def to_fetch(self) -> set[str]:
        """Ids of the objects that Stripe is to be asked for; none for what only a nested list would hold."""
        return {*self.missing.values(), *self.stale.values(), *(() if self.is_nested else self.extra)}


def tables(specs: list[Mirrored]) -> list[tuple[Mirrored, Nested | None]]:
    """Each object's own table, and those of its nested lists."""
    return [(spec, nested) for spec in specs for nested in (None, *spec.nested)]


def compare(cursor: CursorWrapper, spec: Mirrored, nested: Nested | None) -> Finding:
    table = table_of(nested.model if nested else spec.model)
    belongs = nested.belongs if nested else "TRUE"
    finding = Finding(table.model.__name__, spec, table, nested)
    read = loaded(table)
    # What has no events stands as a stub for a minute, and goes with the last that refers to it.
    awaited = stubs.is_stub("there") if spec.late else "FALSE"
    needed = stubs.is_referred_to(table) if spec.late else "FALSE"
    cursor.execute(
        f"""
        SELECT (SELECT count(DISTINCT s.id) FROM {read} WHERE NOT s.fills AND {belongs.format("s")}),
               (SELECT count(*) FROM {table.name} t WHERE NOT {stubs.is_stub("t")} AND {belongs.format("t")})
        """  # noqa: S608
    )
    [(finding.in_stripe, finding.in_mirror)] = cursor.fetchall()
    new, there = (", ".join(f"{alias}.{c.name}" for c in table.columns) for alias in ("new", "there"))
    cursor.execute(
        f"""
        SELECT new.id, new.owner, there.id IS NULL OR {stubs.is_stub("there")}
        FROM ({resolved(table, read)}) new LEFT JOIN {table.name} there ON there.id = new.id
        WHERE NOT new.fills AND {belongs.format("new")}
          AND (there.id IS NULL OR (({new}) IS DISTINCT FROM ({there}) AND NOT {awaited}))
        """  # noqa: S608
    )
    for id, owner, is_missing in cursor.fetchall():
        (finding.missing if is_missing else finding.stale)[id] = owner
    cursor.execute(
        f"""
        SELECT t.id, t.id FROM {table.name} t LEFT JOIN {read} ON s.id = t.id
        WHERE s.id IS NULL AND NOT {stubs.is_stub("t")} AND {belongs.format("t")} AND NOT {needed}
        """  # noqa: S608
    )
    finding.extra = dict(cursor.fetchall())
    return finding


def compare_directory(cursor: CursorWrapper) -> Finding:
    finding = Finding("Member")
    kinds = {"missing": finding.missing, "stale": finding.stale, "extra": finding.extra}
    for id, kind in directory.differences(cursor):
        kinds[kind][id] = id
    finding.in_mirror = Member.objects.count()
    finding.in_stripe = finding.in_mirror + len(finding.missing) - len(finding.extra)
    return finding


def leave_out_newer(cursor: CursorWrapper, finding: Finding, first_seen: int) -> Finding:
    """Without what the mirror got to know of since Stripe's lists were read: that is newer than the lists."""
    if finding.spec is None or finding.table is None:
        return finding
    versions = ObjectVersion._meta.db_table
    cursor.execute(
        f"SELECT s.id FROM {SEEN} s JOIN {versions} v ON v.id = s.id AND v.as_of >= s.as_of"  # noqa: S608
    )
    newer = {id for (id,) in cursor.fetchall()}
    parent = table_of(finding.spec.model)
    extra = f"SELECT {finding.nested.ids('t')}" if finding.nested else "SELECT t.id"
    cursor.execute(
        f"{extra} FROM {parent.name} t JOIN {versions} v ON v.id = t.id AND v.as_of >= %s",
        [first_seen],
    )
    came = {id for (id,) in cursor.fetchall()}
    return replace(
        finding,
        missing={id: owner for id, owner in finding.missing.items() if owner not in newer},
        stale={id: owner for id, owner in finding.stale.items() if owner not in newer},
        extra={id: owner for id, owner in finding.extra.items() if id not in came},
    )
