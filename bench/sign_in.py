"""Signing in: is a link good for exactly one session, and does an answer tell who is a member?

1,000 rounds of 50 uses at once; COGENTO_ROUNDS=100 is enough for a quick look.
"""

from __future__ import annotations

import json
import os
import sys
from argparse import ArgumentParser

from bench import postgres, results, stripe
from bench.contenders import Cogento, run
from bench.gunicorn import serving
from bench.results import Line
from bench.uses import AT_ONCE

ROUNDS = int(os.environ.get("COGENTO_ROUNDS", "1000"))
PAIRS = 1000
APART_MS = 5
NO_LIMIT = {"SIGN_IN_MAILS_PER_NETWORK": "1000000", "SIGN_IN_MAILS_PER_MAILBOX": "1000000"}


def measure(rounds: int = ROUNDS, pairs: int = PAIRS) -> None:
    with postgres.running() as server, stripe.running() as emulator:
        environment = Cogento(server, emulator).environment | NO_LIMIT
        with serving("cogento.wsgi", environment) as port:
            command = [sys.executable, "-m", "bench.uses", str(port), str(rounds), str(pairs)]
            ran = run(command, environment)
    if ran.status:
        raise SystemExit(ran.said)
    got = json.loads(ran.said.splitlines()[-1])
    uses = f"{got['rounds']:,} links used {AT_ONCE} times at once: "
    asked = f"{got['pairs']:,} pairs of a known and an unknown address: "
    apart = abs(got["known_ms"] - got["unknown_ms"])
    note = f"known {got['known_ms']:.1f} ms, unknown {got['unknown_ms']:.1f} ms"
    lines = [
        Line(uses + "links without exactly one session", got["not_one"], 0),
        Line(uses + "answers that were neither yes nor no", got["broken"], 0),
        Line(asked + "answers that differ", got["differ"], 0),
        Line(asked + "medians apart, ms", apart, APART_MS, note=note),
    ]
    results.keep("sign-in", lines)


if __name__ == "__main__":
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--pairs", type=int, default=PAIRS)
    given = parser.parse_args()
    measure(given.rounds, given.pairs)
    results.show()
