"""Statements that follow on one another with no decision in between: one trip to the database."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from hashlib import blake2b
from typing import Any
from weakref import WeakKeyDictionary

from django.db import connections, transaction as django_transaction
from django.db.backends.utils import CursorWrapper
from psycopg.pq import TransactionStatus

TABLE = re.compile(r"\b(?:FROM|INTO) (\w+_\w+)")
PLACEHOLDER = re.compile(r"%(?:\((?P<name>\w+)\))?(?P<kind>[s%])")

# For PostgreSQL would make five others first, each of which takes longer than what it is for.
ONE_PLAN = "SET LOCAL plan_cache_mode = force_generic_plan"


@dataclass
class Result:
    """What one statement of a batch answered, once the batch was run."""

    rows: list[tuple[Any, ...]] = field(default_factory=list)
    count: int = 0


class Batch:
    """Each statement sees what those before it wrote, and what others committed until it began.

    PostgreSQL plans each text once a connection if they are `prepared`: for texts of which there are few.
    """

    def __init__(self, cursor: CursorWrapper, *, prepared: bool = False) -> None:
        self.cursor = cursor
        self.prepared = prepared
        self._statements: list[tuple[str, Any]] = []
        self._results: list[Result] = []

    def add(self, sql: str, params: Any = None) -> Result:
        self._statements.append((sql, params))
        self._results.append(Result())
        return self._results[-1]

    def run(self, *, last: bool = False) -> None:
        """Send all of them. With the `last` of a `transaction` its COMMIT is sent."""
        if not self._statements:
            return
        if self.prepared:
            self._run_prepared(last=last)
        else:
            self._run([self._filled(sql, params) for sql, params in self._statements], None)

    def _run_prepared(self, *, last: bool) -> None:
        connection = self.cursor.connection
        there = _prepared.pop(connection, None)
        if there is None:
            there = set()
            self._send("DEALLOCATE ALL")
        statements: list[str] = []
        given: list[Any] = []
        for sql, params in self._statements:
            name, text, order = _numbered(sql)
            if name not in there:
                there.add(name)
                self._send(f"PREPARE {name} AS {text}")
            values = [params[key] for key in order] if params else ()
            places = f"({', '.join(['%s'] * len(values))})" if values else ""
            statements.append(f"EXECUTE {name}{places}")
            given.extend(values)
        ours = self.cursor.db.in_atomic_block and connection.autocommit
        begins = ours and connection.info.transaction_status == TransactionStatus.IDLE
        self._run(
            [*statements, "COMMIT"] if ours and last else statements,
            given,
            first=["BEGIN", ONE_PLAN] if begins else [ONE_PLAN],
        )
        _prepared[connection] = there  # after an error nobody knows: they are made anew

    def _send(self, sql: str) -> None:
        """By itself: each EXECUTE copies the whole text that its PREPARE came with."""
        with self.cursor.db.wrap_database_errors:
            self.cursor.cursor.execute(sql)

    def _filled(self, sql: str, params: Any) -> str:
        return self.cursor.mogrify(sql, params) if params else sql

    def _run(self, statements: Sequence[str], params: Any, *, first: Sequence[str] = ()) -> None:
        self.cursor.execute(";\n".join([*first, *statements]), params)
        cursor = self.cursor.cursor  # Django's own takes its time for each look
        with self.cursor.db.wrap_database_errors:
            for _ in first:
                cursor.nextset()
            for number, result in enumerate(self._results):
                if number:
                    cursor.nextset()
                result.count = cursor.rowcount
                if cursor.pgresult.nfields:
                    result.rows = cursor.fetchall()


@contextmanager
def transaction(using: str = "reporting", *, durable: bool = True) -> Iterator[CursorWrapper]:
    """A transaction of prepared batches alone: BEGIN travels with the first, COMMIT with the `last`.

    Django commits what has no last one, and rolls back what raises, as ever. Within another transaction it
    is a savepoint, if that may be (`durable` says that it may not).
    """
    connection = connections[using]
    with django_transaction.atomic(using=using, durable=durable), connection.cursor() as cursor:
        if not connection.savepoint_ids:
            cursor.connection.autocommit = True  # psycopg's own: it would send BEGIN by itself
        yield cursor


_prepared: WeakKeyDictionary[Any, set[str]] = WeakKeyDictionary()


@cache
def _numbered(sql: str) -> tuple[str, str, tuple[str | int, ...]]:
    """A name with a table in it, for whoever reads logs; the text for PREPARE; the parameters in order."""
    order: list[str | int] = []

    def number(found: re.Match[str]) -> str:
        if found["kind"] == "%":
            return "%"
        key = found["name"] or len(order)
        if key not in order:
            order.append(key)
        return f"${order.index(key) + 1}"

    text = PLACEHOLDER.sub(number, sql)
    table = TABLE.search(sql)
    name = f"{table[1] if table else 'cogento'}_{blake2b(sql.encode(), digest_size=12).hexdigest()}"
    return name, text, tuple(order)
