"""How long the demo's club takes to load, and to come back from Stripe, beside what Stripe's limits allow.

Starts a demo of its own on free ports and in a temporary folder. Writes bench/results.json.
"""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import tempfile
from pathlib import Path
from time import perf_counter
from typing import Any

import psycopg
from rich.console import Console
from rich.table import Table

from demo import environment, places
from demo.tests import running

RESULTS = Path(__file__).parent / "results.json"
A_SECOND = 25  # requests that Stripe's sandbox allows
LOAD = "SELECT extract(epoch FROM ended_at - started_at)::float FROM members_importbatch ORDER BY id LIMIT 1"
RUN = "SELECT calls FROM reporting_syncrun ORDER BY id DESC LIMIT 1"


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        demo = running.start(Path(folder), **running.free_ports())
        try:
            running.read_until(demo, "is open")
            rows = measure(json.loads((Path(folder) / "environment.json").read_text()))
        finally:
            demo.send_signal(signal.SIGINT)
            demo.communicate(timeout=60)
    RESULTS.write_text(json.dumps(rows, indent=1) + "\n")
    show(rows)


def measure(settings: dict[str, str]) -> list[dict[str, Any]]:
    application, reporting = settings["DATABASE_URL"], settings["REPORTING_DATABASE_URL"]
    rows = [row("load the spreadsheet", asked(application, LOAD), None)]
    server = reporting.replace("/cogento_reporting?", "/postgres?")
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute("DROP DATABASE cogento_reporting WITH (FORCE)")
        connection.execute("CREATE DATABASE cogento_reporting")
    manage(settings, "migrate", "--database", "reporting", "--verbosity", "0")
    for what in ("regenerate an empty mirror", "regenerate an unchanged mirror"):
        began = perf_counter()
        manage(settings, "djstripe_sync_models")
        rows.append(row(what, perf_counter() - began, asked(reporting, RUN)))
    return rows


def row(what: str, seconds: float, calls: int | None) -> dict[str, Any]:
    """`times_the_floor`: wall time as a multiple of the least that Stripe's sandbox limits allow."""
    floor = calls / A_SECOND if calls else None
    ratio = round(seconds / floor, 2) if floor else None
    return {"what": what, "seconds": round(seconds, 2), "calls": calls, "times_the_floor": ratio}


def asked(url: str, query: str) -> Any:
    with psycopg.connect(url) as connection:
        (value,) = connection.execute(query).fetchone() or (None,)  # type: ignore[arg-type]
    return value


def manage(settings: dict[str, str], *command: str) -> None:
    subprocess.run(
        [sys.executable, "manage.py", *command],
        cwd=places.ROOT,
        env=environment.merged(settings),
        check=True,
        stdout=subprocess.DEVNULL,
    )


def show(rows: list[dict[str, Any]]) -> None:
    table = Table("214 members", "seconds", "calls to Stripe", "times the floor of the limits", box=None)
    for each in rows:
        table.add_row(*("–" if value is None else str(value) for value in each.values()))
    Console().print(table)


if __name__ == "__main__":
    main()
