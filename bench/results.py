"""Figures: kept in results.json, shown as one table, written to docs/benchmarks.md."""

from __future__ import annotations

import json
import os
import platform
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg
from rich.console import Console
from rich.table import Table

KEPT = Path(__file__).parent / "results.json"
PAGE = Path(__file__).parents[1] / "docs" / "benchmarks.md"
HEADINGS = ("", "figure", "Cogento", "target", "dj-stripe", "sync-engine")
PARTS = ("mirror", "webhooks", "directory", "sign-in", "first light")
EXPLAINED = {
    "mirror": "Regeneration from the emulator with Stripe's limits on and 150 ms a call. A member has one "
    "subscription, invoice, charge, payment intent and payment method; one Customer is deleted and five "
    "subscriptions are canceled. They joined one after the other, over 300 days. "
    "A row is right if what a club reads of it is as in Stripe. "
    "Stock dj-stripe stands beside it at a size that it can finish.",
    "webhooks": "Signed events from 8 senders at once, 150 ms for a call to Stripe. sync-engine gets them by "
    "`processEvent`, with no web server in between and no signature to verify.",
    "directory": "Pages of the directory, asked for as the app and the admin do, queries included.",
    "sign-in": "Over HTTP, at a web server as in the deployment. Answers are compared whole, but for the "
    "time and what is random in the cookie, of which the length counts.",
    "first light": "The demo's club of 214, with the limits of a sandbox off.",
}


@dataclass(frozen=True)
class Line:
    """One figure, of Cogento and of those beside it, and what it is to be at most (or at least)."""

    what: str
    cogento: float | None
    target: float | None = None
    djstripe: float | None = None
    engine: float | None = None
    at_least: bool = False
    note: str = ""

    @classmethod
    def of(
        cls, what: str, values: Sequence[float | None], target: float | None = None, *, at_least: bool = False
    ) -> Line:
        """`values` are Cogento's, dj-stripe's and sync-engine's."""
        cogento, djstripe, engine = values
        return cls(what, cogento, target, djstripe, engine, at_least)

    @property
    def missed(self) -> bool:
        if self.target is None or self.cogento is None:
            return False
        return self.cogento < self.target if self.at_least else self.cogento > self.target

    def cells(self) -> list[str]:
        sign = "at least" if self.at_least else "at most"
        target = "" if self.target is None else f"{sign} {number(self.target)}"
        verdict = "" if self.target is None else (" **missed**" if self.missed else " ✓")
        beside = [self._beside(value) for value in (self.djstripe, self.engine)]
        return [self.what, number(self.cogento), target + verdict, *beside]

    def _beside(self, value: float | None) -> str:
        if value is None:
            return ""
        ratio = f" ({value / self.cogento:.3g} ×)" if self.cogento and value else ""
        return number(value) + ratio


def number(value: float | None) -> str:
    if value is None:
        return "–"
    return f"{value:,.0f}" if value == int(value) or value >= 1000 else f"{value:,.3g}"


def asked(url: str, query: str) -> Any:
    """The first value that a database answers with, or None."""
    with psycopg.connect(url) as connection:
        (value,) = connection.execute(query).fetchone() or (None,)  # type: ignore[arg-type]
    return value


def keep(part: str, lines: list[Line]) -> None:
    """Put a part's figures in place of those of an earlier run."""
    kept = read()
    kept[part] = {
        "at": datetime.now(UTC).isoformat(timespec="minutes"),
        "machine": machine(),
        "lines": [asdict(line) for line in lines],
    }
    KEPT.write_text(json.dumps(kept, indent=1) + "\n")


def read() -> dict:
    return json.loads(KEPT.read_text()) if KEPT.exists() else {}


def machine() -> str:
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    load = os.getloadavg()[2]
    return (
        f"{os.cpu_count()} cores, {memory:.0f} GB, Python {platform.python_version()}, PostgreSQL 18; "
        f"load of the last 15 minutes {load:.1f}"
    )


def show() -> None:
    """One table of everything that was measured, the last run of each part."""
    table = Table(box=None)
    for n, heading in enumerate(HEADINGS):
        table.add_column(heading, no_wrap=True, justify="right" if n > 1 else "left")
    for part, kept in _parts():
        for n, line in enumerate(kept["lines"]):
            cells = Line(**line).cells()
            table.add_row("" if n else part, *(cell.replace("**", "") for cell in cells))
    Console(width=180).print(table)


def write_page() -> None:
    """The same, as a page for whoever wants to know."""
    text = [
        "# Benchmarks",
        "",
        "Written by `make bench`: change nothing here. In brackets: how many times Cogento's figure.",
    ]
    for part, kept in _parts():
        text += ["", f"## {part.capitalize()}", "", EXPLAINED[part], ""]
        text += [f"Measured {kept['at'][:10]} on {kept['machine']}.", ""]
        text += ["| " + " | ".join(HEADINGS[1:]) + " |", "| --- |" + " ---: |" * (len(HEADINGS) - 2)]
        text += ["| " + " | ".join(Line(**line).cells()) + " |" for line in kept["lines"]]
        notes = [f"- {line['what']}: {line['note']}" for line in kept["lines"] if line["note"]]
        text += ["", *notes] if notes else []
    PAGE.write_text("\n".join(text) + "\n")


def _parts() -> list[tuple[str, dict]]:
    kept = read()
    return [(part, kept[part]) for part in PARTS if part in kept]
