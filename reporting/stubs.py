"""Rows that hold a place: an id that others refer to, and nothing else, because Stripe has no more to say."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, NamedTuple

from django.db.backends.utils import CursorWrapper

from reporting.batch import Batch, Result
from reporting.columns import Reference, Table, table_of
from reporting.objects import MIRRORED
from reporting.spec import Nested
from reporting.versions import REFERENCES

EMPTY = "(%s.stripe_data - 'id' - 'object') = '{}'::jsonb"


def is_stub(alias: str) -> str:
    return EMPTY % alias


def stub_data(table: Table, id: str) -> str:
    return f"jsonb_build_object('id', {id}, 'object', '{table.object_name}')"


class Wanted(NamedTuple):
    """A column of a source's rows that refers to a table. `links` is SQL for the rows, as `s`."""

    links: str
    column: str
    table: Table


def look(batch: Batch, wanted: Sequence[Wanted]) -> Result:
    """Add to a batch: the numbers of those that refer to something which is not there."""
    checks: dict[str, list[str]] = {}
    for number, want in enumerate(wanted):
        # Not EXISTS, for which PostgreSQL may read all of a table.
        there = f"(SELECT t.id FROM {want.table.name} t WHERE t.id = s.{want.column})"  # noqa: S608
        lacks = f"s.{want.column} IS NOT NULL AND {there} IS NULL"
        checks.setdefault(want.links, []).append(f"({number}, {lacks})")
    each = (
        f"""
        SELECT found.number FROM {links} CROSS JOIN LATERAL (VALUES {", ".join(values)}) found (number, lacks)
        WHERE found.lacks
        """  # noqa: S608
        for links, values in checks.items()
    )
    return batch.add(" UNION ".join(each)) if checks else Result()


def make(batch: Batch, wanted: Iterable[Wanted]) -> None:
    """Make stubs of what columns of the sources refer to, each in its table, where nothing is there."""
    inserts = [_insert(*want) for want in wanted]
    if inserts:
        named = ", ".join(f"stubs_{number} AS ({insert})" for number, insert in enumerate(inserts))
        batch.add(f"WITH {named} SELECT 1")


@cache
def _insert(links: str, column: str, table: Table) -> str:
    filled = {
        c.name: _literal(c.empty) for c in table.columns if c.required and c.name not in ("id", "stripe_data")
    }
    needed = {need.name: f"s.context_{need.name.removesuffix('_id')}" for need in table.needs}
    values = {**filled, **needed}
    names = "".join(f", {name}" for name in values)
    return f"""
        INSERT INTO {table.name} (id, stripe_data, djstripe_created, djstripe_updated{names})
        SELECT DISTINCT ON (s.{column})
            s.{column}, {stub_data(table, f"s.{column}")}, statement_timestamp(), statement_timestamp()
            {"".join(f", {value}" for value in values.values())}
        FROM {links} LEFT JOIN {table.name} there ON there.id = s.{column}
        WHERE s.{column} IS NOT NULL AND there.id IS NULL
            {"".join(f" AND {value} IS NOT NULL" for value in needed.values())}
        ORDER BY s.{column}
        ON CONFLICT (id) DO NOTHING
    """  # noqa: S608 — names come from the models


@dataclass(frozen=True)
class Leaving:
    """Rows of one table that are to go, and what they refer to."""

    table: Table
    references: tuple[Reference, ...]
    found: Result

    @property
    def ids(self) -> list[str]:
        return [row[0] for row in self.found.rows]

    def orphans(self) -> dict[Table, set[str]]:
        found: dict[Table, set[str]] = {}
        for row in self.found.rows:
            for column, id in zip(self.references, row[1:], strict=True):
                if id:
                    found.setdefault(column.table, set()).add(id)
        return found


def leaving(batch: Batch, table: Table, ids: str, params: Any = None) -> list[Leaving]:
    """Look at the rows with these ids (a SELECT), at what their nested lists hold and what dies with them."""
    found = []
    for nested in nested_in(table):
        entries = f"SELECT {nested.ids('t')} FROM {table.name} t WHERE t.id IN ({ids})"  # noqa: S608
        found += leaving(batch, table_of(nested.model), entries, params)
    for other, column in _dying_with(table):
        theirs = f"SELECT o.id FROM {other.name} o WHERE o.{column} IN ({ids})"  # noqa: S608
        found += leaving(batch, other, theirs, params)
    references = tuple(column for column in table.references if column.target_column == "id")
    listed = "".join(f", t.{column.name}" for column in references)
    sql = f"SELECT t.id{listed} FROM {table.name} t WHERE t.id IN ({ids})"  # noqa: S608
    return [*found, Leaving(table, references, batch.add(sql, params))]


def let_go(batch: Batch, found: Iterable[Leaving]) -> None:
    """Take rows out. One that others refer to becomes a stub, and a stub that none refers to goes too."""
    for each in found:
        if each.ids:
            _lock_references(batch)
            batch.add(_delete(each.table), {"ids": each.ids})
            batch.add(_empty(each.table), {"ids": each.ids})
            for target, targets in each.orphans().items():
                sweep(batch, target, targets)


def discard(cursor: CursorWrapper, table: Table, ids: Iterable[str]) -> None:
    """Take rows out, with what their nested lists hold, as `let_go` does."""
    reading, writing = Batch(cursor), Batch(cursor)
    found = leaving(reading, table, "SELECT unnest(%(ids)s::text[])", {"ids": list(ids)})
    reading.run()
    let_go(writing, found)
    writing.run()


def sweep(batch: Batch, table: Table, ids: Iterable[str]) -> None:
    """Delete those of these rows that are stubs and that nothing refers to any more."""
    _lock_references(batch)
    batch.add(f"{_delete(table)} AND {is_stub('t')}", {"ids": list(ids)})


def nested_in(table: Table) -> tuple[Nested, ...]:
    """Entries inside the table's objects that have a table of their own."""
    return next((spec.nested for spec in MIRRORED.values() if spec.model is table.model), ())


def _dying_with(table: Table) -> Iterator[tuple[Table, str]]:
    """Tables whose rows go with this one's, and the column that says with which."""
    for spec in MIRRORED.values():
        if spec.model is table.model:
            for each in spec.includes:
                if each.die:
                    yield table_of(MIRRORED[each.name].model), f"{spec.name}_id"


def _lock_references(batch: Batch) -> None:
    """One at a time asks who refers to whom: two who let go of each other would each see the other's hold."""
    batch.add(f"SELECT pg_advisory_xact_lock({REFERENCES}, 0)")


@cache
def _delete(table: Table) -> str:
    return f"DELETE FROM {table.name} t WHERE t.id = ANY(%(ids)s) AND NOT {is_referred_to(table)}"  # noqa: S608


def is_referred_to(table: Table) -> str:
    exists = (
        f"EXISTS (SELECT 1 FROM {other} WHERE {other}.{column} = t.{ours})"  # noqa: S608
        for other, column, ours in table.referring
    )
    return f"({' OR '.join(exists) or 'FALSE'})"


@cache
def _empty(table: Table) -> str:
    kept = {"id", "stripe_data", *(need.name for need in table.needs)}
    emptied = {
        c.name: _literal(c.empty) if c.required else "NULL" for c in table.columns if c.name not in kept
    }
    assignments = "".join(f"{name} = {value}, " for name, value in emptied.items())
    return f"""
        UPDATE {table.name} t
        SET {assignments} stripe_data = {stub_data(table, "t.id")}, djstripe_updated = statement_timestamp()
        WHERE t.id = ANY(%(ids)s) AND NOT {is_stub("t")}
    """  # noqa: S608


def _literal(empty: str | int | bool | None) -> str:
    return "''" if empty == "" else str(empty)
