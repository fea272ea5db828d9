"""Temporary tables that take what was read, by COPY. Only this connection sees them."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import orjson
from django.db import connections
from django.db.backends.utils import CursorWrapper

from reporting.columns import Table
from reporting.rows import Row, rows_of
from reporting.sync.lists import Page
from reporting.writer import TABLES, Source, source_columns

SEEN, TWICE = "load_seen", "load_twice"
TOGETHER = 500  # rows of a table that go to the database at once


def source(table: Table) -> Source:
    rows = f"load_{table.name} s"
    return Source(rows, links=rows)


class Load:
    """What a run has read so far."""

    def __init__(self) -> None:
        self.first_seen: dict[str, int] = {}
        self.read: dict[str, int] = defaultdict(int)
        self.tables: set[Table] = set()
        self.unsure: set[tuple[str, str]] = set()
        self._pages = 0
        self._lines: defaultdict[str, list[list[Any]]] = defaultdict(list)
        self._filled: set[tuple[str, str]] = set()
        self._begun = False

    def add(self, page: Page) -> None:
        name = page.spec.name
        self._begin()
        self._pages += 1
        self.first_seen[name] = min(page.as_of, self.first_seen.get(name, page.as_of))
        self.read[name] += len(page.objects)
        brought = {each.name for each in page.spec.includes}
        for data in page.objects:
            if page.spec.keeps(data):
                self._lines[SEEN].append([data["id"], page.as_of, self._pages])
                for row in rows_of(data):
                    if self._is_wanted(row, brought):
                        self.tables.add(row.table)
                        self._lines[f"load_{row.table.name}"].append(_line(row, self._pages))
        self._send(TOGETHER)

    def _begin(self) -> None:
        """Make the tables when the first page came: meanwhile Stripe is asked for the others."""
        if not self._begun:
            self._begun = True
            with connections["reporting"].cursor() as cursor:
                _compress_fast(cursor)
                _create(cursor, SEEN, {"id": "text", "as_of": "bigint", "page": "integer"})
                for table in TABLES:
                    _create(cursor, f"load_{table.name}", {**source_columns(table), "page": "integer"})

    def _send(self, at_least: int) -> None:
        with connections["reporting"].cursor() as cursor:
            for name, lines in self._lines.items():
                if len(lines) >= at_least:
                    with cursor.copy(f"COPY {name} FROM STDIN") as copy:
                        for line in lines:
                            copy.write_row(line)
                    lines.clear()

    def finish(self) -> None:
        """Keep one state of what came twice, and let the database know what it holds, for a good plan."""
        self._begin()
        self._send(1)
        with connections["reporting"].cursor() as cursor:
            self._keep_one(cursor)
            for table in self.tables:
                cursor.execute(f"CREATE INDEX ON load_{table.name} (id)")
                # Not the other columns: reading JSON for statistics takes long, and no plan needs them.
                cursor.execute(f"ANALYZE load_{table.name} (id, owner)")
            cursor.execute(f"ANALYZE {SEEN}")

    def _keep_one(self, cursor: CursorWrapper) -> None:
        """What came twice counts as it came last; where the two differ, only Stripe knows: `unsure`."""
        _create(cursor, TWICE, {"id": "text", "last": "integer"})
        cursor.execute(
            f"INSERT INTO {TWICE} SELECT id, max(page) FROM {SEEN} GROUP BY id HAVING count(*) > 1"  # noqa: S608
        )
        if not cursor.rowcount:
            return
        for table in self.tables:
            cursor.execute(
                f"""
                SELECT s.id FROM {source(table).sql} JOIN {TWICE} twice ON twice.id = s.id
                WHERE s.id = s.owner GROUP BY s.id HAVING count(DISTINCT s.stripe_data) > 1
                """  # noqa: S608
            )
            self.unsure |= {(table.object_name, id) for (id,) in cursor.fetchall()}
            cursor.execute(
                f"""
                DELETE FROM {source(table).sql} USING {TWICE} twice
                WHERE s.owner = twice.id AND s.page < twice.last AND NOT s.fills
                """  # noqa: S608
            )
        cursor.execute(
            f"DELETE FROM {SEEN} s USING {TWICE} twice WHERE s.id = twice.id AND s.page < twice.last"  # noqa: S608
        )

    def _is_wanted(self, row: Row, brought: set[str]) -> bool:
        """One copy of what is found inside many objects is enough, and none of what comes along as a page."""
        key = (row.table.name, row.values["id"])
        if row.fills and (key in self._filled or row.table.object_name in brought):
            return False
        if row.fills:
            self._filled.add(key)
        return True


def _compress_fast(cursor: CursorWrapper) -> None:
    """Long JSON in these tables, and where it goes from them, with LZ4 if this PostgreSQL has it."""
    cursor.execute(
        """
        SELECT set_config(name, 'lz4', FALSE) FROM pg_settings
        WHERE name = 'default_toast_compression' AND 'lz4' = ANY(enumvals)
        """
    )


def _create(cursor: CursorWrapper, name: str, columns: dict[str, str]) -> None:
    listed = ", ".join(f"{column} {type}" for column, type in columns.items())
    cursor.execute(f"DROP TABLE IF EXISTS pg_temp.{name}")
    cursor.execute(f"CREATE TEMP TABLE {name} ({listed})")


def _line(row: Row, page: int) -> list[Any]:
    """A row's values in the order of `source_columns`, then its page."""
    return [*map(_text, row.values.values()), row.owner, row.fills, page]


def _text(value: Any) -> Any:
    return orjson.dumps(value).decode() if isinstance(value, dict | list) else value
