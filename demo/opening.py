"""From running processes to a running club: fields, roles, the load, and a mirror that holds it all."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from functools import partial

import httpx
import psycopg
from rich.console import Console

from demo import places
from demo.club import clocks
from demo.club.cast import ADMIN, SUPERUSER
from demo.club.dates import now
from demo.stripe import Stripe

LOADED = places.FOLDER / "loaded"
PATIENCE = 120
ANSWERS = {"STRIPE_PORT": "/_emulator/health", "MAIL_PORT": "/", "WEB_PORT": "/readyz"}
TABLES = {
    "customer": "reporting_member",
    "subscription": "djstripe_subscription",
    "invoice": "djstripe_invoice",
    "charge": "djstripe_charge",
}


class OpeningFailed(Exception):
    pass


class Opening:
    def __init__(self, env: dict[str, str], console: Console) -> None:
        self.env, self.console = env, console
        self.stripe = Stripe(places.url("STRIPE_PORT"))
        self.child: subprocess.Popen[bytes] | None = None

    def run(self) -> None:
        """
        Raises:
            OpeningFailed: saying which step did, and why.
        """
        for variable, path in ANSWERS.items():
            url = places.url(variable) + path
            until(f"the {places.WHAT[variable]} to answer", partial(answers, url))
        clocks.bring_to(self.stripe, now())
        if not LOADED.exists():
            self.step("Defining the club's fields", "-m", "demo.club.fields")
            self.step("Granting roles", "manage.py", "grant_role", SUPERUSER, "superuser")
            self.step("Granting roles", "manage.py", "grant_role", ADMIN, "admin")
            self.step("Reading what is in Stripe already", "manage.py", "djstripe_sync_models")
            self.step(
                f"Loading {places.CSV.name}", "manage.py", "bulk_load", str(places.CSV), "--yes", "--wait"
            )
            with self.console.status("Waiting for the mirror to hold what Stripe holds"):
                until("the mirror to hold what Stripe holds", self.mirror_is_complete)
            LOADED.touch()

    def step(self, what: str, *command: str) -> None:
        self.console.print(f"[bold]{what}[/]")
        self.child = subprocess.Popen(
            [sys.executable, *command], env=self.env, cwd=places.ROOT, start_new_session=True
        )
        if code := self.child.wait():
            raise OpeningFailed(f"{what}: {' '.join(command)} ended with exit code {code}.")

    def mirror_is_complete(self) -> bool:
        stripe = self.stripe.count()
        with psycopg.connect(self.env["REPORTING_DATABASE_URL"]) as connection:
            for kind, table in TABLES.items():
                row = connection.execute(f"SELECT count(*) FROM {table}").fetchone()  # type: ignore[arg-type]
                if row is None or row[0] != stripe.get(kind, 0):
                    return False
        return self.stripe.pending_webhooks() == 0

    def stop(self) -> None:
        if self.child and self.child.poll() is None:
            os.killpg(self.child.pid, signal.SIGTERM)
            self.child.wait()


def until(what: str, is_so: Callable[[], bool]) -> None:
    """Look again and again until it is so."""
    give_up_at = time.monotonic() + PATIENCE
    while not is_so():
        if time.monotonic() > give_up_at:
            raise OpeningFailed(f"Waited {PATIENCE} s for {what}, in vain.")
        time.sleep(0.1)


def answers(url: str) -> bool:
    try:
        return httpx.get(url, trust_env=False).status_code < 400
    except httpx.HTTPError:
        return False
