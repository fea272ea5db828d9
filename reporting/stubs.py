"""Rows that hold a place: an id that others refer to, and nothing else, because Stripe has no more to say."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from django.db.backends.utils import CursorWrapper

from reporting.columns import Table, table_of
from reporting.objects import MIRRORED
from reporting.spec import Nested
from reporting.versions import REFERENCES

if TYPE_CHECKING:
    from reporting.writer import Source

EMPTY = "(%s.stripe_data - 'id' - 'object') = '{}'::jsonb"


def is_stub(alias: str) -> str:
    return EMPTY % alias


def stub_data(table: Table, id: str) -> str:
    return f"jsonb_build_object('id', {id}, 'object', '{table.object_name}')"


def make(cursor: CursorWrapper, wanted: Iterable[tuple[Source, str, Table]]) -> None:
    """Make stubs of what columns of the sources refer to, each in its table, where nothing is there."""
    wanted = list(wanted)
    if wanted:
        inserts = (_insert(*each) for each in wanted)
        named = ", ".join(f"stubs_{number} AS ({insert})" for number, insert in enumerate(inserts))
        params = {name: value for source, _, _ in wanted for name, value in source.params.items()}
        cursor.execute(f"WITH {named} SELECT 1", params)


def _insert(source: Source, column: str, table: Table) -> str:
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
        FROM {source.sql} LEFT JOIN {table.name} there ON there.id = s.{column}
        WHERE s.{column} IS NOT NULL AND there.id IS NULL
            {"".join(f" AND {value} IS NOT NULL" for value in needed.values())}
        ORDER BY s.{column}
        ON CONFLICT (id) DO NOTHING
    """  # noqa: S608 — names come from the models


def discard(cursor: CursorWrapper, table: Table, ids: Iterable[str]) -> None:
    """Take rows out, with what their nested lists hold. One that others refer to becomes a stub."""
    ids = list(ids)
    if not ids:
        return
    _lock_references(cursor)
    for nested in nested_in(table):
        cursor.execute(
            f"SELECT {nested.ids('t')} FROM {table.name} t WHERE t.id = ANY(%(ids)s)",  # noqa: S608
            {"ids": ids},
        )
        discard(cursor, table_of(nested.model), [id for (id,) in cursor.fetchall()])
    for other, column in _dying_with(table):
        cursor.execute(f"SELECT id FROM {other.name} WHERE {column} = ANY(%(ids)s)", {"ids": ids})  # noqa: S608
        discard(cursor, other, [id for (id,) in cursor.fetchall()])
    orphaned = _referred_to(cursor, table, ids)
    cursor.execute(
        f"DELETE FROM {table.name} t WHERE t.id = ANY(%(ids)s) AND NOT {is_referred_to(table)}",  # noqa: S608
        {"ids": ids},
    )
    emptied = {c.name: _literal(c.empty) if c.required else "NULL" for c in table.columns}
    for kept in ("id", "stripe_data", *(need.name for need in table.needs)):
        emptied.pop(kept)
    assignments = "".join(f"{name} = {value}, " for name, value in emptied.items())
    cursor.execute(
        f"""
        UPDATE {table.name} t
        SET {assignments} stripe_data = {stub_data(table, "t.id")}, djstripe_updated = statement_timestamp()
        WHERE t.id = ANY(%(ids)s) AND NOT {is_stub("t")}
        """,  # noqa: S608
        {"ids": ids},
    )
    for target, targets in orphaned.items():
        sweep(cursor, target, targets)


def sweep(cursor: CursorWrapper, table: Table, ids: Iterable[str]) -> None:
    """Delete those of these rows that are stubs and that nothing refers to any more."""
    _lock_references(cursor)
    cursor.execute(
        f"""
        DELETE FROM {table.name} t
        WHERE t.id = ANY(%(ids)s) AND {is_stub("t")} AND NOT {is_referred_to(table)}
        """,  # noqa: S608
        {"ids": list(ids)},
    )


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


def _lock_references(cursor: CursorWrapper) -> None:
    """One at a time asks who refers to whom: two who let go of each other would each see the other's hold."""
    cursor.execute("SELECT pg_advisory_xact_lock(%s, 0)", [REFERENCES])


def _referred_to(cursor: CursorWrapper, table: Table, ids: list[str]) -> dict[Table, set[str]]:
    """What these rows refer to by Stripe's id."""
    columns = [column for column in table.references if column.target_column == "id"]
    found: dict[Table, set[str]] = {}
    if columns:
        listed = ", ".join(column.name for column in columns)
        cursor.execute(f"SELECT {listed} FROM {table.name} WHERE id = ANY(%(ids)s)", {"ids": ids})  # noqa: S608
        for row in cursor.fetchall():
            for column, id in zip(columns, row, strict=True):
                if id:
                    found.setdefault(column.table, set()).add(id)
    return found


def is_referred_to(table: Table) -> str:
    exists = (
        f"EXISTS (SELECT 1 FROM {other} WHERE {other}.{column} = t.{ours})"  # noqa: S608
        for other, column, ours in table.referring
    )
    return f"({' OR '.join(exists) or 'FALSE'})"


def _literal(empty: str | int | bool | None) -> str:
    return "''" if empty == "" else str(empty)
