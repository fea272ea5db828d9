"""All rows of the mirror and the directory, for comparing."""

from __future__ import annotations

from typing import Any

from django.db import connections, transaction

from reporting.columns import Column, Reference, Table
from reporting.models import InboxEvent, Member, ObjectVersion
from reporting.writer import TABLES

# What is mirrored, and before it what only ever stands there as a stub.
ALL = (*{c.table for t in TABLES for c in t.references} - set(TABLES), *TABLES)


def snapshot(*, everything: bool = False) -> dict[str, list[tuple]]:
    """Each table's rows in the order of Stripe's ids.

    Columns that number or date the row itself are left out, and keys that refer to such numbers are replaced
    by Stripe's ids, unless `everything` is wanted.
    """
    with connections["reporting"].cursor() as cursor:
        return snapshot_with(cursor, everything=everything)


def snapshot_with(cursor: Any, *, everything: bool = False) -> dict[str, list[tuple]]:
    found = {}
    for table in ALL:
        listed = "*" if everything else ", ".join(f"({_plain(table, c)})::text" for c in table.columns)
        cursor.execute(f"SELECT {listed} FROM {table.name} t ORDER BY t.id")
        found[table.name] = cursor.fetchall()
    for model in (Member, ObjectVersion) if everything else (Member,):
        cursor.execute(f"SELECT t::text FROM {model._meta.db_table} t ORDER BY 1")
        found[model._meta.db_table] = cursor.fetchall()
    return found


def _plain(table: Table, column: Column) -> str:
    if isinstance(column, Reference):
        return f"SELECT id FROM {column.table.name} x WHERE x.{column.target_column} = t.{column.name}"
    return f"t.{column.name}"


def wipe() -> None:
    with transaction.atomic(using="reporting"), connections["reporting"].cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        for table in ALL:
            cursor.execute(f"DELETE FROM {table.name}")
    for model in (Member, ObjectVersion, InboxEvent):
        model.objects.all().delete()


def differences(one: dict[str, list[tuple]], other: dict[str, list[tuple]]) -> list[str]:
    """Rows that only one of two snapshots has; empty if they are equal."""
    found = []
    for name in one:
        rows, others = set(map(repr, one[name])), set(map(repr, other[name]))
        found += [f"only in the first: {name} {row}" for row in sorted(rows - others)]
        found += [f"only in the second: {name} {row}" for row in sorted(others - rows)]
    return found
