"""Temporary tables that take what was read, by COPY. Only this connection sees them."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from django.db import connections
from django.db.backends.utils import CursorWrapper

from reporting.columns import Table, table_of
from reporting.objects import MIRRORED
from reporting.rows import Row
from reporting.stubs import nested_in
from reporting.sync.lists import Page
from reporting.writer import TABLES, Source, link_columns, source_columns

SEEN, TWICE = "load_seen", "load_twice"
TOGETHER = 500  # rows of a table that go to the database at once
TELLING = 2000  # rows that tell PostgreSQL enough of a table, however many more follow
WORK_MEMORY = "64MB"  # PostgreSQL's own 4 MB would sort most of it on the disk
TEMPORARY_MEMORY = "192MB"  # at most, for these tables; its own 8 MB would have them on the disk


def loaded(table: Table) -> str:
    """SQL for what was read for a table, as `s`."""
    return f"load_{table.name} s"


class Load:
    """What a run has read so far."""

    def __init__(self) -> None:
        self.first_seen: dict[str, int] = {}
        self.read: dict[str, int] = defaultdict(int)
        self.empty: dict[Table, set[str]] = {}
        self.unsure: set[tuple[str, str]] = set()
        self._pages = 0
        self._lines: defaultdict[str, list[list[Any]]] = defaultdict(list)
        self._sent: defaultdict[str, int] = defaultdict(int)
        self._filled: set[tuple[str, str]] = set()
        self._begun = False

    def add(self, page: Page) -> None:
        name = page.spec.name
        self.begin()
        self._pages += 1
        self.first_seen[name] = min(page.as_of, self.first_seen.get(name, page.as_of))
        self.read[name] += len(page.ids)
        brought, own = {each.name for each in page.spec.includes}, table_of(page.spec.model)
        for row in page.rows:
            if self._is_wanted(row, brought):
                self._note_empty(row)
                self._lines[f"load_{row.table.name}"].append(_line(row, self._pages))
            if row.table is own and row.values["id"] == row.owner:
                self._lines[SEEN].append([row.owner, name, page.as_of, self._pages])
        self._send(TOGETHER)

    def begin(self) -> None:
        """Make the tables, unless that is done already."""
        if not self._begun:
            self._begun = True
            tables = {f"load_{table.name}": {**source_columns(table), "page": "integer"} for table in TABLES}
            tables[SEEN] = {"id": "text", "name": "text", "as_of": "bigint", "page": "integer"}
            tables[TWICE] = {"id": "text", "name": "text", "last": "integer"}
            with connections["reporting"].cursor() as cursor:
                _configure(cursor)
                cursor.execute(";".join(_create(name, columns) for name, columns in tables.items()))

    def _send(self, at_least: int) -> None:
        with connections["reporting"].cursor() as cursor, cursor.db.wrap_database_errors:
            for name, lines in self._lines.items():
                if len(lines) >= at_least:
                    with cursor.copy(f"COPY {name} FROM STDIN") as copy:
                        for line in lines:
                            copy.write_row(line)
                    self._sent[name] += len(lines)
                    if name != SEEN and 0 <= self._sent[name] - TELLING < len(lines):
                        _analyze(cursor, name)
                    lines.clear()

    def finish(self) -> None:
        """Keep one state of what came twice, and let the database know what it holds, for a good plan."""
        self.begin()
        self._send(1)
        with connections["reporting"].cursor() as cursor:
            cursor.execute(f"ANALYZE {SEEN} (id, name)")
            self._keep_one(cursor)
            for name, rows in self._sent.items():
                if name != SEEN and rows < TELLING:
                    _analyze(cursor, name)

    @property
    def tables(self) -> list[Table]:
        """Those of which something was read."""
        return [table for table in TABLES if table in self.empty]

    def source(self, table: Table) -> Source:
        return Source(loaded(table), links=loaded(table), empty=frozenset(self.empty.get(table, ())))

    def _keep_one(self, cursor: CursorWrapper) -> None:
        """What came twice counts as it came last; where the two differ, only Stripe knows: `unsure`."""
        cursor.execute(
            f"""
            INSERT INTO {TWICE} SELECT id, name, max(page) FROM {SEEN} GROUP BY id, name HAVING count(*) > 1
            """  # noqa: S608
        )
        cursor.execute(f"ANALYZE {TWICE}")
        cursor.execute(f"SELECT DISTINCT name FROM {TWICE}")  # noqa: S608
        names = [name for (name,) in cursor.fetchall()]
        for name in names:
            table = table_of(MIRRORED[name].model)
            cursor.execute(
                f"""
                SELECT s.id FROM {loaded(table)} JOIN {TWICE} twice ON twice.id = s.id AND twice.name = %s
                WHERE s.id = s.owner GROUP BY s.id HAVING count(DISTINCT s.stripe_data) > 1
                """,  # noqa: S608
                [name],
            )
            self.unsure |= {(name, id) for (id,) in cursor.fetchall()}
            for each in (table, *(table_of(nested.model) for nested in nested_in(table))):
                cursor.execute(
                    f"""
                    DELETE FROM {loaded(each)} USING {TWICE} twice
                    WHERE s.owner = twice.id AND twice.name = %s AND s.page < twice.last AND NOT s.fills
                    """,  # noqa: S608
                    [name],
                )
        cursor.execute(
            f"""
            DELETE FROM {SEEN} s USING {TWICE} twice
            WHERE s.id = twice.id AND s.name = twice.name AND s.page < twice.last
            """  # noqa: S608
        )

    def _note_empty(self, row: Row) -> None:
        """Of most ids that a table may name, its rows name none: what nobody names is not looked for."""
        if row.table not in self.empty:
            self.empty[row.table] = {name for name in link_columns(row.table) if name in row.values}
        empty = self.empty[row.table]
        empty -= {name for name in empty if row.values[name] is not None}

    def _is_wanted(self, row: Row, brought: set[str]) -> bool:
        """One copy of what is found inside many objects is enough, and none of what comes along as a page."""
        key = (row.table.name, row.values["id"])
        if row.fills and (key in self._filled or row.table.object_name in brought):
            return False
        if row.fills:
            self._filled.add(key)
        return True


def _configure(cursor: CursorWrapper) -> None:
    """For this connection: memory, short statistics, no compiling, long JSON packed with LZ4 if possible."""
    cursor.execute(
        """
        SELECT set_config('work_mem', %s, FALSE), set_config('default_statistics_target', '10', FALSE),
               set_config('jit', 'off', FALSE), set_config('temp_buffers', %s, FALSE),
               (SELECT set_config(name, 'lz4', FALSE) FROM pg_settings
                WHERE name = 'default_toast_compression' AND 'lz4' = ANY(enumvals))
        """,
        [WORK_MEMORY, TEMPORARY_MEMORY],
    )


def _analyze(cursor: CursorWrapper, name: str) -> None:
    """Of ids alone: reading JSON for statistics takes long, and no plan needs them."""
    cursor.execute(f"ANALYZE {name} (id, owner)")


def _create(name: str, columns: dict[str, str]) -> str:
    listed = ", ".join(f"{column} {type}" for column, type in columns.items())
    return f"DROP TABLE IF EXISTS pg_temp.{name}; CREATE TEMP TABLE {name} ({listed})"


def _line(row: Row, page: int) -> list[Any]:
    """A row's values in the order of `source_columns`, then its page."""
    return [*row.values.values(), row.owner, row.fills, page]
