"""All rows of the mirror and the directory, for comparing."""

from __future__ import annotations

from django.db import connections, transaction

from reporting.models import InboxEvent, Member, ObjectVersion
from reporting.writer import TABLES

# What is mirrored, and before it what only ever stands there as a stub.
ALL = (*{c.table for t in TABLES for c in t.references} - set(TABLES), *TABLES)


def snapshot(*, everything: bool = False) -> dict[str, list[tuple]]:
    """Each table's rows in the order of Stripe's ids.

    Columns that number or date the row itself are left out, and keys that refer to such numbers are replaced
    by Stripe's ids, unless `everything` is wanted.
    """
    found = {}
    with connections["reporting"].cursor() as cursor:
        for table in ALL:
            if everything:
                cursor.execute(f"SELECT * FROM {table.name} ORDER BY id")
            else:
                columns = [
                    f"(SELECT id FROM {c.table.name} x WHERE x.{c.target_column} = t.{c.name})"
                    if c in table.references
                    else c.name
                    for c in table.columns
                ]
                cursor.execute(f"SELECT {', '.join(columns)} FROM {table.name} t ORDER BY t.id")
            found[table.name] = cursor.fetchall()
        for model in (Member, ObjectVersion) if everything else (Member,):
            cursor.execute(f"SELECT * FROM {model._meta.db_table} ORDER BY 1")
            found[model._meta.db_table] = cursor.fetchall()
    return found


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
