"""The whole product, running: what `make demo` starts, on free ports and in a folder of its own."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic, sleep
from typing import Any, TypeVar

import httpx
import psycopg

from demo import environment, places
from demo.stripe import Stripe

Found = TypeVar("Found")
PATIENCE = 20


@dataclass
class Product:
    folder: Path
    ports: dict[str, str]
    settings: dict[str, str] = field(init=False)

    def __post_init__(self) -> None:
        self.settings = json.loads((self.folder / "environment.json").read_text())
        self.url = self.settings["PUBLIC_URL"]
        self.dashboard = self.settings["STRIPE_API_BASE"]
        self.stripe = Stripe(self.dashboard)
        self.mailbox = f"http://{places.HOST}:{self.ports['MAIL_PORT']}"

    def manage(self, *command: str) -> str:
        """Run a command as the operator does."""
        run = subprocess.run(
            [sys.executable, "manage.py", *command],
            cwd=places.ROOT,
            env=environment.merged(self.settings),
            capture_output=True,
            text=True,
            check=False,
        )
        assert run.returncode == 0, run.stdout + run.stderr
        return run.stdout

    def customer(self, email: str) -> dict[str, Any]:
        """The one Customer on an address, as Stripe has it now."""
        with self.reporting() as mirror:
            rows = mirror.execute("SELECT customer_id FROM reporting_member WHERE email = %s", [email])
            [(id,)] = rows.fetchall()
        return self.stripe.get(f"customers/{id}")

    def everywhere(self, path: str, **fields: Any) -> list[dict[str, Any]]:
        """A list of Stripe's with what is on test clocks, which Stripe lists only for each clock."""
        clocks = self.stripe.all("test_helpers/test_clocks")
        places: list[dict[str, Any]] = [{}, *({"test_clock": clock["id"]} for clock in clocks)]
        return [row for place in places for row in self.stripe.all(path, **fields, **place)]

    def mails(self) -> list[dict[str, Any]]:
        answer: list[dict[str, Any]] = httpx.get(f"{self.mailbox}/email", trust_env=False).json()
        return answer

    def new_mail(self, email: str, *, known: set[str]) -> dict[str, Any]:
        """The mail to an address that was not there before."""

        def arrived() -> dict[str, Any] | None:
            for mail in self.mails():
                if mail["id"] not in known and any(to["address"] == email for to in mail["to"]):
                    return mail
            return None

        return eventually(arrived, f"a mail to {email}")

    def reporting(self) -> psycopg.Connection:
        return psycopg.connect(self.settings["REPORTING_DATABASE_URL"], autocommit=True)

    def server(self) -> psycopg.Connection:
        url = self.settings["REPORTING_DATABASE_URL"].replace("/cogento_reporting?", "/postgres?")
        return psycopg.connect(url, autocommit=True)


def eventually(look: Callable[[], Found | None], what: str) -> Found:
    """Look again and again until there is something."""
    until = monotonic() + PATIENCE
    while monotonic() < until:
        if found := look():
            return found
        sleep(0.05)
    raise AssertionError(f"Waited {PATIENCE} s for {what}, in vain.")
