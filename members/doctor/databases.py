"""Both databases: do they answer, and are their tables those of this version?"""

from __future__ import annotations

from collections.abc import Iterator

from django.db import Error, connections
from django.db.migrations.executor import MigrationExecutor

from members.doctor.finding import Finding, ok, wrong
from members.models import User
from reporting.models import Member

NAMES = {"default": "DATABASE_URL", "reporting": "REPORTING_DATABASE_URL"}
TABLES = {"default": User._meta.db_table, "reporting": Member._meta.db_table}


def check() -> Iterator[Finding]:
    for alias, variable in NAMES.items():
        yield _one(alias, variable)


def _one(alias: str, variable: str) -> Finding:
    connection = connections[alias]
    try:
        connection.ensure_connection()
        executor = MigrationExecutor(connection)
        waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
        is_its_own = TABLES[alias] in connection.introspection.table_names()
    except Error:
        return wrong(
            f"The database of {variable} does not answer. Check that PostgreSQL runs, and host, name and "
            "password in the address."
        )
    if waiting:
        migrations = "1 migration is" if len(waiting) == 1 else f"{len(waiting)} migrations are"
        return wrong(
            f"{migrations} missing in the database of {variable}. Run: manage.py migrate --database {alias}"
        )
    if not is_its_own:  # migrations are written down in both, whichever tables they make
        return wrong(
            f"The database of {variable} holds no tables of its own. DATABASE_URL and REPORTING_DATABASE_URL "
            "must name two databases, each its own: are they the same one, or mixed up?"
        )
    return ok(f"The database of {variable} answers and is up to date.")
