"""The only code that writes the mirror's tables: webhooks, writes and regeneration all come through here.

Rows come from a source: JSON in a setting of the transaction for a few, a temporary table for many. The
statements are the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from django.db.backends.utils import CursorWrapper

from reporting import stubs
from reporting.batch import Batch, Result
from reporting.columns import CONTEXT, Reference, Table, table_of
from reporting.objects import WRITING_ORDER
from reporting.rows import Row, as_json
from reporting.stubs import Leaving

TABLES = tuple(table_of(model) for model in WRITING_ORDER)


@dataclass(frozen=True)
class Source:
    """Where rows to be written stand: SQL to select from, as `s`, with `source_columns`.

    `links` has the same rows with nothing but ids. `few` says that looking what is there already is cheaper
    than writing it in vain; `empty` are columns that are null in all rows, as far as that is known.
    """

    sql: str
    links: str
    few: bool = False
    empty: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Inline:
    """A few rows of each table."""

    rows: dict[Table, list[dict[str, object]]]

    def offer(self, batch: Batch) -> dict[Table, Source]:
        """Make the rows known to the statements of this transaction."""
        settings = {}
        for table, rows in self.rows.items():
            links = link_columns(table)
            given = [{k: v for k, v in row.items() if v is not None} for row in rows]
            settings[_setting(table)] = as_json(given)
            settings[_setting(table, "links")] = as_json(
                [{k: v for k, v in row.items() if k in links} for row in given]
            )
        calls = ", ".join(["set_config(%s, %s, TRUE)"] * len(settings))
        batch.add(f"SELECT {calls}", [part for setting in settings.items() for part in setting])
        return {table: _inline_source(table, _empty(rows)) for table, rows in self.rows.items()}


@dataclass(frozen=True)
class Seen:
    """What stored rows refer to and list, and new ones do not; what new ones refer to and is `missing`."""

    sources: Mapping[Table, Source]
    columns: list[tuple[Table, Reference]]
    released: Result | None
    left: list[Leaving]
    wanted: list[tuple[Table, stubs.Wanted]]
    missing: Result | None

    def lacking(self) -> list[tuple[Table, stubs.Wanted]]:
        """What columns refer to that is not there: with the table that has the column."""
        if self.missing is None:
            return self.wanted
        return [self.wanted[number] for (number,) in self.missing.rows]


def source_columns(table: Table) -> dict[str, str]:
    """Names and types of a source's columns."""
    columns = {column.name: column.type for column in table.columns}
    context = {f"context_{name}": "text" for name in CONTEXT}
    return {**columns, **context, "owner": "text", "fills": "boolean"}


def link_columns(table: Table) -> dict[str, str]:
    """Those of them that are ids, and `fills`."""
    links = {"id", "fills", *(column.name for column in table.references)}
    links |= {f"context_{name}" for name in CONTEXT}
    return {name: type for name, type in source_columns(table).items() if name in links}


def inline(rows: Iterable[Row]) -> Inline:
    """Rows of one object, ready to be written.

    Raises:
        TypeError: something that should be an id is none.
    """
    found: dict[Table, list[dict[str, object]]] = {}
    for row in rows:
        ids = [row.values[column.name] for column in row.table.references]
        if not row.values["id"] or not all(isinstance(id, str | None) for id in [row.values["id"], *ids]):
            raise TypeError(f"A {row.table.object_name} has no id, or names something that has none.")
        found.setdefault(row.table, []).append({**row.values, "owner": row.owner, "fills": row.fills})
    return Inline({table: found[table] for table in TABLES if table in found})


def _setting(table: Table, of: str = "rows") -> str:
    return f"cogento.{table.name}_{of}"


def _empty(rows: list[dict[str, object]]) -> frozenset[str]:
    return frozenset(name for name in rows[0] if all(row[name] is None for row in rows))


def _inline_source(table: Table, empty: frozenset[str]) -> Source:
    return Source(_inline(table, "rows"), _inline(table, "links"), few=True, empty=empty)


@cache
def _inline(table: Table, of: str) -> str:
    names = source_columns(table) if of == "rows" else link_columns(table)
    columns = ", ".join(f"{name} {type}" for name, type in names.items())
    return f"jsonb_to_recordset(current_setting('{_setting(table, of)}')::jsonb) AS s({columns})"


def write(cursor: CursorWrapper, sources: Mapping[Table, Source]) -> dict[Table, int]:
    """Write what differs and answer how many rows were written, by table.

    Whatever a row refers to and is not there becomes a stub. Entries that left a nested list are discarded.
    """
    reading, writing = Batch(cursor), Batch(cursor)
    seen = look(reading, sources)
    reading.run()
    written = put(writing, seen)
    writing.run()
    return {table: result.count for table, result in written.items()}


def look(batch: Batch, sources: Mapping[Table, Source]) -> Seen:
    """The reading half of `write`: what will be let go."""
    columns = [(table, column) for table in sources for column in _direct(table)]
    numbers: dict[Table, list[int]] = {}
    for number, (table, _) in enumerate(columns):
        numbers.setdefault(table, []).append(number)
    each = (_released(table, tuple(found), sources[table].links) for table, found in numbers.items())
    released = batch.add(" UNION ALL ".join(each)) if columns else None
    wanted = [(table, want) for table, source in sources.items() for want in _wanted(table, source)]
    few = all(source.few for source in sources.values())
    missing = stubs.look(batch, [want for _, want in wanted]) if few else None
    left = [
        gone
        for table, source in sources.items()
        for nested in stubs.nested_in(table)
        for gone in stubs.leaving(
            batch,
            table_of(nested.model),
            f"""
            SELECT there.nested FROM {source.sql}
            JOIN {table.name} t ON t.id = s.id AND NOT s.fills
                AND t.stripe_data IS DISTINCT FROM s.stripe_data
            JOIN LATERAL (SELECT {nested.ids("t")} AS nested) there ON TRUE
            EXCEPT SELECT {nested.ids("s")} FROM {source.sql}
            """,  # noqa: S608
        )
    ]
    return Seen(sources, columns, released, left, wanted, missing)


def put(batch: Batch, seen: Seen) -> dict[Table, Result]:
    """The writing half of `write`, once what it sees was read."""
    written, lacking = {}, seen.lacking()
    for table in TABLES:
        if source := seen.sources.get(table):
            stubs.make(batch, [want for of, want in lacking if of is table and _is_looked_up(table, want)])
            if table.key != "id":
                batch.add(_without_others(table, source.sql))
            written[table] = batch.add(_upsert(table, source.sql))
    stubs.make(batch, [want for of, want in lacking if not _is_looked_up(of, want)])
    stubs.let_go(batch, seen.left)
    released: dict[Table, set[str]] = {}
    for number, id in seen.released.rows if seen.released else ():
        released.setdefault(seen.columns[number][1].table, set()).add(id)
    for table, ids in released.items():
        stubs.sweep(batch, table, ids)
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


@cache
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


@cache
def _without_others(table: Table, source: str) -> str:
    """Take out rows of the same id whose key differs in the rest: a coupon's of the other mode."""
    rest = ", ".join(f"{{0}}.{name}" for name in table.key.split(", ") if name != "id")
    return f"""
        DELETE FROM {table.name} t USING {source}
        WHERE s.id = t.id AND NOT s.fills AND ({rest.format("t")}) IS DISTINCT FROM ({rest.format("s")})
    """  # noqa: S608 — names come from the models


def _direct(table: Table) -> list[Reference]:
    return [column for column in table.references if not column.looked_up]


def _wanted(table: Table, source: Source) -> list[stubs.Wanted]:
    """What the source's columns refer to, unless all of them are empty."""
    return [
        stubs.Wanted(source.links, column.name, column.table)
        for column in table.references
        if column.name not in source.empty
    ]


def _is_looked_up(table: Table, want: stubs.Wanted) -> bool:
    column = table.column(want.column)
    return isinstance(column, Reference) and column.looked_up


@cache
def _released(table: Table, numbers: tuple[int, ...], links: str) -> str:
    """What the stored rows refer to and the new ones do not: perhaps nobody does any more."""
    columns = zip(numbers, _direct(table), strict=True)
    values = ", ".join(f"({number}, there.{c.name}, s.{c.name})" for number, c in columns)
    return f"""
        SELECT was.number, was.id FROM {links}
        JOIN {table.name} there ON there.id = s.id AND NOT s.fills
        CROSS JOIN LATERAL (VALUES {values}) was (number, id, new)
        WHERE was.id IS NOT NULL AND was.id IS DISTINCT FROM was.new
    """  # noqa: S608
