"""Temporary tables that take what was read, by COPY. Only this connection sees them."""

from __future__ import annotations

import json
from collections import defaultdict
from typing import Any

from django.db import connections
from django.db.backends.utils import CursorWrapper

from reporting.columns import Table
from reporting.rows import Row, rows_of
from reporting.sync.lists import Page
from reporting.writer import TABLES, Source, source_columns

SEEN = "load_seen"


def source(table: Table) -> Source:
    return Source(f"load_{table.name} s")


class Load:
    """What a run has read so far."""

    def __init__(self) -> None:
        self.first_seen: dict[str, int] = {}
        self.read: dict[str, int] = defaultdict(int)
        self.tables: set[Table] = set()
        self._filled: set[tuple[str, str]] = set()
        with connections["reporting"].cursor() as cursor:
            _create(cursor, SEEN, {"id": "text", "as_of": "bigint"})
            for table in TABLES:
                _create(cursor, f"load_{table.name}", source_columns(table))

    def add(self, page: Page) -> None:
        name = page.spec.name
        self.first_seen[name] = min(page.as_of, self.first_seen.get(name, page.as_of))
        self.read[name] += len(page.objects)
        rows: dict[Table, list[Row]] = defaultdict(list)
        kept = [data for data in page.objects if page.spec.keeps(data)]
        for row in (row for data in kept for row in rows_of(data)):
            if self._is_wanted(row):
                rows[row.table].append(row)
        with connections["reporting"].cursor() as cursor:
            _copy(cursor, SEEN, ["id", "as_of"], [[data["id"], page.as_of] for data in kept])
            self.tables |= rows.keys()
            for table, found in rows.items():
                names = list(source_columns(table))
                values = ({**row.values, "owner": row.owner, "fills": row.fills} for row in found)
                lines = [[_text(value[name]) for name in names] for value in values]
                _copy(cursor, f"load_{table.name}", names, lines)

    def finish(self) -> None:
        """Let the database know what it holds, so that it plans the merge well."""
        with connections["reporting"].cursor() as cursor:
            for table in TABLES:
                cursor.execute(f"CREATE INDEX ON load_{table.name} (id)")
            for name in (SEEN, *(f"load_{table.name}" for table in TABLES)):
                cursor.execute(f"ANALYZE {name}")

    def _is_wanted(self, row: Row) -> bool:
        """One copy of what is found inside many objects is enough."""
        key = (row.table.name, row.values["id"])
        if row.fills and key in self._filled:
            return False
        if row.fills:
            self._filled.add(key)
        return True


def _create(cursor: CursorWrapper, name: str, columns: dict[str, str]) -> None:
    listed = ", ".join(f"{column} {type}" for column, type in columns.items())
    cursor.execute(f"DROP TABLE IF EXISTS pg_temp.{name}")
    cursor.execute(f"CREATE TEMP TABLE {name} ({listed})")


def _copy(cursor: CursorWrapper, name: str, columns: list[str], lines: list[list[Any]]) -> None:
    with cursor.copy(f"COPY {name} ({', '.join(columns)}) FROM STDIN") as copy:
        for line in lines:
            copy.write_row(line)


def _text(value: Any) -> Any:
    return json.dumps(value) if isinstance(value, dict | list) else value
