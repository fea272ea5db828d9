"""How long the demo's club takes to load, and to come back from Stripe, beside what Stripe's limits allow.

Starts a demo of its own on free ports and in a temporary folder.
"""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import tempfile
from pathlib import Path
from time import perf_counter

import psycopg

from bench import results
from bench.results import Line, asked
from bench.stripe import A_SECOND
from demo import environment, places
from demo.tests import running

LOAD = "SELECT extract(epoch FROM ended_at - started_at)::float FROM members_importbatch ORDER BY id LIMIT 1"
RUN = "SELECT calls FROM reporting_syncrun ORDER BY id DESC LIMIT 1"


def measure() -> None:
    with tempfile.TemporaryDirectory() as folder:
        demo = running.start(Path(folder), **running.free_ports())
        try:
            running.read_until(demo, "is open")
            lines = _measured(json.loads((Path(folder) / "environment.json").read_text()))
        finally:
            demo.send_signal(signal.SIGINT)
            demo.communicate(timeout=60)
    results.keep("first light", lines)


def _measured(settings: dict[str, str]) -> list[Line]:
    application, reporting = settings["DATABASE_URL"], settings["REPORTING_DATABASE_URL"]
    lines = [Line("load the spreadsheet: seconds", asked(application, LOAD))]
    server = reporting.replace("/cogento_reporting?", "/postgres?")
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute("DROP DATABASE cogento_reporting WITH (FORCE)")
        connection.execute("CREATE DATABASE cogento_reporting")
    _manage(settings, "migrate", "--database", "reporting", "--verbosity", "0")
    for what in ("regenerate an empty mirror", "regenerate an unchanged mirror"):
        began = perf_counter()
        _manage(settings, "djstripe_sync_models")
        seconds, calls = perf_counter() - began, asked(reporting, RUN)
        note = f"the limits of a sandbox allow {calls / A_SECOND['sandbox']:.2f} s"
        lines += [Line(f"{what}: calls to Stripe", calls), Line(f"{what}: seconds", seconds, note=note)]
    return lines


def _manage(settings: dict[str, str], *command: str) -> None:
    subprocess.run(
        [sys.executable, "manage.py", *command],
        cwd=places.ROOT,
        env=environment.merged(settings),
        check=True,
        stdout=subprocess.DEVNULL,
    )
