"""Who keeps a mirror of Stripe: Cogento, stock dj-stripe, @stripe/sync-engine, each as its users start it."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg

from bench.postgres import Server
from bench.stripe import KEY, ROOT, Stripe
from bench.truth import KINDS

HERE = Path(__file__).parent
CLI = HERE / "node_modules" / "@stripe" / "sync-engine" / "dist" / "cli" / "index.js"
SECRET = "whsec_bench"
AT_MOST = 1800  # seconds that a command may take
Rows = dict[str, dict[str, Any]]


@dataclass(frozen=True)
class Ran:
    """How a command went: wall time in seconds, its largest resident memory in MB, how it ended."""

    seconds: float
    memory_mb: int
    status: int
    said: str


def run(command: list[str], environment: Mapping[str, str]) -> Ran:
    with tempfile.TemporaryFile("w+") as said:
        began = time.perf_counter()
        process = subprocess.Popen(
            command, cwd=ROOT, env={**os.environ, **environment}, stdout=said, stderr=subprocess.STDOUT
        )
        timer = threading.Timer(AT_MOST, process.kill)
        timer.start()
        memory_mb = 0
        while process.poll() is None:
            memory_mb = max(memory_mb, _peak_mb(process.pid))
            with suppress(subprocess.TimeoutExpired):
                process.wait(timeout=0.05)
        timer.cancel()
        seconds = time.perf_counter() - began
        said.seek(0)
        return Ran(seconds, memory_mb, process.returncode, said.read())


def _peak_mb(pid: int) -> int:
    """Of this program alone: what `wait4` tells counts its parent's memory, if that is more."""
    with suppress(FileNotFoundError, ProcessLookupError):
        found = re.search(r"^VmHWM:\s+(\d+)", Path(f"/proc/{pid}/status").read_text(), re.MULTILINE)
        return int(found[1]) // 1024 if found else 0
    return 0


def must(command: list[str], environment: Mapping[str, str]) -> None:
    ran = run(command, environment)
    if ran.status:
        raise SystemExit(f"{' '.join(command[:4])} ended with {ran.status}:\n{ran.said[-2000:]}")


def in_djstripes_table(kind: str) -> str:
    return f"SELECT id, stripe_data FROM djstripe_{kind.replace('_', '')}"


class Contender:
    """A mirror in an empty database of its own."""

    name = ""

    def __init__(self, server: Server, stripe: Stripe) -> None:
        self.stripe = stripe
        self.database = server.empty(self.name.split("/")[-1].replace("-", "_"))

    def regenerate(self) -> Ran:
        """Bring everything from Stripe by the command that is there for it."""
        raise NotImplementedError

    def rows(self) -> Rows:
        """What stands in the mirror: Stripe's JSON by id, for each kind."""
        with psycopg.connect(self.database) as connection:
            return {
                kind: dict(connection.execute(self.query(kind)).fetchall())  # type: ignore[arg-type]
                for kind in KINDS
            }

    def query(self, kind: str) -> str:
        return in_djstripes_table(kind)


class Cogento(Contender):
    name = "cogento"

    def __init__(self, server: Server, stripe: Stripe, limits: str = "sandbox") -> None:
        super().__init__(server, stripe)
        self.environment = {
            "SECRET_KEY": "only-for-the-bench-only-for-the-bench-only-for-the-bench",
            "DATABASE_URL": server.empty("cogento_application"),
            "REPORTING_DATABASE_URL": self.database,
            "STRIPE_SECRET_KEY": KEY.replace("test", "live") if limits == "live" else KEY,
            "STRIPE_API_BASE": stripe.url,
            "STRIPE_WEBHOOK_SECRETS": SECRET,
            "EMAIL_URL": "memorymail://",
            "LOG_LEVEL": "ERROR",
            "DJANGO_SETTINGS_MODULE": "cogento.settings",
        }
        for alias in ("default", "reporting"):
            must(self.command("migrate", "--database", alias, "--verbosity", "0"), self.environment)

    def command(self, *words: str) -> list[str]:
        return [sys.executable, "manage.py", *words]

    def regenerate(self) -> Ran:
        return run(self.command("djstripe_sync_models"), self.environment)


class DjStripe(Contender):
    """Stock dj-stripe: all that its command brings but `AccountV2`, which calls out to the internet."""

    name = "dj-stripe"

    def __init__(self, server: Server, stripe: Stripe) -> None:
        super().__init__(server, stripe)
        self.environment = {
            "DJANGO_SETTINGS_MODULE": "bench.stock.settings",
            "BENCH_DATABASE_URL": self.database,
            "BENCH_STRIPE_KEY": KEY,
            "BENCH_STRIPE_URL": stripe.url,
        }
        must(self.command("migrate", "--run-syncdb", "--verbosity", "0"), self.environment)

    def command(self, *words: str) -> list[str]:
        return [sys.executable, "-m", "django", *words]

    def regenerate(self) -> Ran:
        known = run([sys.executable, "-m", "bench.stock.models"], self.environment).said.split()
        return run(self.command("djstripe_sync_models", *known), self.environment)


class SyncEngine(Contender):
    name = "@stripe/sync-engine"

    def __init__(self, server: Server, stripe: Stripe) -> None:
        super().__init__(server, stripe)
        self.folder = tempfile.TemporaryDirectory(prefix="cogento-bench-")
        specification = Path(self.folder.name) / "stripe-sync-openapi-cache" / "2020-08-27.spec3.json"
        specification.parent.mkdir()
        specification.write_text(json.dumps(_specification(stripe)))
        self.environment = {"TMPDIR": self.folder.name, "BENCH_STRIPE_URL": stripe.url}

    def command(self, *words: str) -> list[str]:
        return ["node", "--import", str(HERE / "engine" / "local.mjs"), *words]

    def regenerate(self) -> Ran:
        options = ["--stripe-key", KEY, "--database-url", self.database, "--interval", "0"]
        return run(self.command(str(CLI), "sync", *options), self.environment)

    def query(self, kind: str) -> str:
        return f"SELECT id, _raw_data FROM stripe.{kind}s"


def _specification(stripe: Stripe) -> dict[str, Any]:
    """What of Stripe's OpenAPI file it makes its columns from, of objects as they are."""
    schemas = {}
    for kind, listed in KINDS.items():
        for data in stripe.call("GET", listed.path, limit=1)["data"]:
            properties = {name: {"type": _type(value), "nullable": True} for name, value in data.items()}
            schemas[kind] = {"x-resourceId": kind, "type": "object", "properties": properties}
    return {"openapi": "3.0.0", "info": {"version": "2020-08-27"}, "components": {"schemas": schemas}}


def _type(value: Any) -> str:
    kinds = {bool: "boolean", int: "integer", str: "string", list: "array", dict: "object"}
    return kinds.get(type(value), "string")
