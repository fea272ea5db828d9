"""The only code that writes the mirror's tables: webhooks, writes and regeneration all come through here.

Rows come from a source: JSON in a parameter for a few, a temporary table for many. The statements are the
same.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.backends.utils import CursorWrapper

from reporting import stubs
from reporting.columns import CONTEXT, Reference, Table, table_of
from reporting.objects import MIRRORED, WRITING_ORDER
from reporting.rows import Row, as_json
from reporting.spec import Nested

TABLES = tuple(table_of(model) for model in WRITING_ORDER)

# What stubs themselves refer to.
CONTEXT_TABLES = [(f"context_{name}", table_of(MIRRORED[name].model)) for name in ("customer", "product")]


@dataclass(frozen=True)
class Source:
    """Where rows to be written stand: something to select from, with `source_columns`."""

    sql: str
    params: dict[str, Any] = field(default_factory=dict)


def source_columns(table: Table) -> dict[str, str]:
    """Names and types of a source's columns."""
    columns = {column.name: column.type for column in table.columns}
    context = {f"context_{name}": "text" for name in CONTEXT}
    return {**columns, **context, "owner": "text", "fills": "boolean"}


def inline(table: Table, rows: Iterable[Row]) -> Source:
    data = [{**row.values, "owner": row.owner, "fills": row.fills} for row in rows]
    columns = ", ".join(f"{name} {type}" for name, type in source_columns(table).items())
    name = f"rows_{table.name}"
    return Source(f"jsonb_to_recordset(%({name})s::jsonb) AS s({columns})", {name: as_json(data)})


def write(cursor: CursorWrapper, sources: Mapping[Table, Source]) -> dict[Table, int]:
    """Write what differs and answer how many rows were written, by table.

    Whatever a row refers to and is not there becomes a stub. Entries that left a nested list are discarded.
    """
    let_go = _let_go(cursor, sources)
    left = [
        (table_of(nested.model), _left_behind(cursor, table, nested, sources[table]))
        for table in sources
        for nested in stubs.nested_in(table)
    ]
    written = {}
    for table in TABLES:
        if source := sources.get(table):
            stubs.make(cursor, [(source, c.name, c.table) for c in table.references if c.looked_up])
            cursor.execute(_upsert(table, source.sql), source.params)
            written[table] = cursor.rowcount
    direct = [(source, c.name, c.table) for table, source in sources.items() for c in _direct(table)]
    context = [(source, name, table) for source in sources.values() for name, table in CONTEXT_TABLES]
    stubs.make(cursor, [*direct, *context])
    for table, ids in left:
        stubs.discard(cursor, table, ids)
    for table, ids in let_go.items():
        stubs.sweep(cursor, table, ids)
    return written


def resolved(table: Table, source: str) -> str:
    """A source's rows as they stand in the table, one for each id, with `fills` and `owner`."""
    joins, values = [], []
    for number, column in enumerate(table.columns):
        if isinstance(column, Reference) and column.looked_up:
            other = f"target_{number}"
            joins.append(f"LEFT JOIN {column.table.name} {other} ON {other}.id = s.{column.name}")
            values.append(f"{other}.{column.target_column} AS {column.name}")
        else:
            values.append(f"s.{column.name}")
    return f"""
        SELECT DISTINCT ON (s.id) {", ".join(values)}, s.fills, s.owner
        FROM {source} {" ".join(joins)}
        ORDER BY s.id, s.fills
    """  # noqa: S608 — names come from the models


def _upsert(table: Table, source: str) -> str:
    """Insert or update; a row that is as it should be is not touched, so that nothing is written twice."""
    names = [column.name for column in table.columns]
    listed = ", ".join(names)
    there = ", ".join(f"there.{name}" for name in names)
    new = ", ".join(f"new.{name}" for name in names)
    assignments = ", ".join(f"{name} = EXCLUDED.{name}" for name in names if name != "id")
    return f"""
        INSERT INTO {table.name} ({listed}, djstripe_created, djstripe_updated)
        SELECT {new}, statement_timestamp(), statement_timestamp()
        FROM ({resolved(table, source)}) new
        LEFT JOIN {table.name} there ON there.id = new.id
        WHERE there.id IS NULL
           OR (({there}) IS DISTINCT FROM ({new}) AND (NOT new.fills OR {stubs.is_stub("there")}))
        ON CONFLICT ({table.key}) DO UPDATE SET {assignments}, djstripe_updated = EXCLUDED.djstripe_updated
    """  # noqa: S608 — names come from the models


def _direct(table: Table) -> list[Reference]:
    return [column for column in table.references if not column.looked_up]


def _let_go(cursor: CursorWrapper, sources: Mapping[Table, Source]) -> dict[Table, list[str]]:
    """What the stored rows refer to and the new ones do not: perhaps nobody does any more."""
    columns = [(table, column) for table in sources for column in _direct(table)]
    each = (
        f"""
        SELECT {number}, there.{column.name} FROM {table.name} there
        JOIN {sources[table].sql} ON s.id = there.id AND NOT s.fills
        WHERE there.{column.name} IS NOT NULL AND there.{column.name} IS DISTINCT FROM s.{column.name}
        """  # noqa: S608
        for number, (table, column) in enumerate(columns)
    )
    found: dict[Table, list[str]] = {}
    if columns:
        cursor.execute(" UNION ALL ".join(each), _params(sources))
        for number, id in cursor.fetchall():
            found.setdefault(columns[number][1].table, []).append(id)
    return found


def _params(sources: Mapping[Table, Source]) -> dict[str, Any]:
    return {name: value for source in sources.values() for name, value in source.params.items()}


def _left_behind(cursor: CursorWrapper, parent: Table, nested: Nested, source: Source) -> list[str]:
    """Ids that the stored parents list and the new ones do not."""
    ids = nested.ids
    cursor.execute(
        f"""
        SELECT there.nested FROM (SELECT t.id, t.stripe_data, {ids("t")} AS nested FROM {parent.name} t) there
        JOIN {source.sql} ON s.id = there.id AND there.stripe_data IS DISTINCT FROM s.stripe_data
        EXCEPT SELECT {ids("s")} FROM {source.sql}
        """,  # noqa: S608
        source.params,
    )
    return [id for (id,) in cursor.fetchall()]
