"""Statements that follow on one another with no decision in between: one trip to the database."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.db.backends.utils import CursorWrapper


@dataclass
class Result:
    """What one statement of a batch answered, once the batch was run."""

    rows: list[tuple[Any, ...]] = field(default_factory=list)
    count: int = 0


class Batch:
    """Each statement sees what those before it wrote, and what others committed until it began."""

    def __init__(self, cursor: CursorWrapper) -> None:
        self.cursor = cursor
        self._statements: list[str] = []
        self._results: list[Result] = []

    def add(self, sql: str, params: Any = None) -> Result:
        self._statements.append(self.cursor.mogrify(sql, params) if params else sql)
        self._results.append(Result())
        return self._results[-1]

    def run(self) -> None:
        if not self._statements:
            return
        self.cursor.execute(";\n".join(self._statements))
        for number, result in enumerate(self._results):
            if number:
                self.cursor.nextset()
            result.count = self.cursor.rowcount
            if self.cursor.description:
                result.rows = self.cursor.fetchall()
