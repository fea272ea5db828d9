"""Webhooks: how many events a second, how soon acknowledged, and whether the mirror is right after."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
from argparse import ArgumentParser
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager

from bench import happenings, postgres, results, stripe
from bench.contenders import SECRET, Cogento, Contender, DjStripe, SyncEngine, run
from bench.deliveries import SENDERS, Delivered, Event, deliver
from bench.gunicorn import serving
from bench.mirror import truth_lines
from bench.results import Line, asked
from bench.stripe import KEY, ROOT, Stripe
from bench.truth import compare, only

MEMBERS = 100_000
STOCK = ROOT / "bench" / "stock"
FEW = 300  # events that those beside Cogento get
WAITING = "SELECT count(*) FROM reporting_inboxevent WHERE applied_at IS NULL"
STEADY = 200  # events a second, as many as have to be taken
Deliver = Callable[..., Delivered]


@contextmanager
def cogento(contender: Cogento) -> Iterator[Deliver]:
    with serving("cogento.wsgi", contender.environment) as port:
        yield lambda events, a_second=None: deliver(events, port, "/stripe/webhooks", a_second)


@contextmanager
def djstripe(contender: DjStripe) -> Iterator[Deliver]:
    path = run([sys.executable, "-m", "bench.stock.endpoint", SECRET], contender.environment).said.split()[-1]
    with serving("bench.stock.wsgi", contender.environment, STOCK) as port:
        yield lambda events: deliver(events, port, path)


@contextmanager
def engine(contender: SyncEngine) -> Iterator[Deliver]:
    def process(events: list[Event]) -> Delivered:
        command = contender.command("bench/engine/events.mjs", contender.database, KEY, str(SENDERS))
        given = "\n".join(map(json.dumps, events))
        said = subprocess.run(
            command,
            cwd=ROOT,
            env={**os.environ, **contender.environment},
            input=given,
            capture_output=True,
            text=True,
            check=True,
        )
        return Delivered(**json.loads(said.stdout.splitlines()[-1]))

    yield process


def measure(members: int = MEMBERS) -> None:
    with ExitStack() as stack:
        server = stack.enter_context(postgres.running())
        emulator = stack.enter_context(stripe.running())
        emulator.control("POST", "seed", members=members, renewals=0)
        own, stock, other = (
            Cogento(server, emulator),
            DjStripe(server, emulator),
            SyncEngine(server, emulator),
        )
        own.regenerate()
        ways = [stack.enter_context(way) for way in (cogento(own), djstripe(stock), engine(other))]
        known = happenings.known(emulator)
        for way in ways:
            way(known)  # so that nobody meets the members measured for the first time
        lines = []
        for what, events in happenings.loads(emulator):
            lines += load(f"{members:,} members, {what}: ", emulator, ways, events)
        lines += steady(f"{members:,} members, {STEADY} a second: ", ways[0], happenings.edits(emulator))
        lines.append(Line("events that still wait", asked(own.database, WAITING), 0))
        lines += trouble(emulator, [own, stock, other], ways)
    results.keep("webhooks", lines)


def load(begins: str, emulator: Stripe, ways: list[Deliver], events: list[Event]) -> list[Line]:
    """Targets are for events in order; those of a renewal are of one second, and Stripe has to be asked."""
    found, asked_of_stripe = [], []
    for n, way in enumerate(ways):
        given = events[:FEW] if n else events
        with emulator.as_slow_as_stripe():
            found.append(way(given))
            asked_of_stripe.append(emulator.calls() / len(given))
    in_order = "in order" in begins
    targets = (200, 50, 1, 0) if in_order else (None, None, None, None)
    slowest = [each.quantile(1) / 1000 for each in found]
    return [
        Line.of(begins + "events a second", [each.a_second for each in found], targets[0], at_least=True),
        Line.of(begins + "acknowledged, median ms", [each.quantile(0.5) for each in found]),
        Line.of(
            begins + "acknowledged, 95th percentile ms", [each.quantile(0.95) for each in found], targets[1]
        ),
        Line.of(begins + "mirror behind, at most, s", slowest, targets[2]),
        Line.of(begins + "calls to Stripe for an event", asked_of_stripe, targets[3]),
        Line.of(begins + "refused, delivered again", [each.refused for each in found]),
    ]


def steady(begins: str, cogento: Deliver, events: list[Event]) -> list[Line]:
    """Events that come when they come: one that is held up by others has waited since it was due."""
    found = cogento(events, STEADY)
    return [
        Line(begins + "acknowledged, median ms", found.quantile(0.5)),
        Line(begins + "acknowledged, 95th percentile ms", found.quantile(0.95), 50),
        Line(begins + "mirror behind, at most, s", found.quantile(1) / 1000, 1),
    ]


def trouble(emulator: Stripe, contenders: list[Contender], ways: list[Deliver]) -> list[Line]:
    """Everything of one second, twice, in no order, from all senders at once."""
    events = happenings.trouble(emulator) * 2
    random.Random(1).shuffle(events)
    ids = {event["data"]["object"]["id"] for event in events}
    there = only(emulator, ids)
    found = []
    for contender, way in zip(contenders, ways, strict=True):
        way(events)
        rows = {
            kind: {id: row for id, row in of.items() if id in ids} for kind, of in contender.rows().items()
        }
        found.append(compare(there, rows))
    return truth_lines("shuffled, twice, of one second: ", found[0], djstripe=found[1], engine=found[2])


if __name__ == "__main__":
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("--members", type=int, default=MEMBERS)
    measure(parser.parse_args().members)
    results.show()
