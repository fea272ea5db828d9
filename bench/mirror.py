"""Regeneration: calls, time, memory and truth, beside stock dj-stripe and @stripe/sync-engine."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from bench import postgres, results, stripe
from bench.contenders import Cogento, Contender, DjStripe, Ran, SyncEngine
from bench.results import Line, asked
from bench.stripe import A_SECOND, LATENCY, Stripe
from bench.truth import Comparison, compare, truth

SIZES = (1_000, 10_000)
MEMORY = 100_000
FEW = (5, 20)  # members that stock dj-stripe can finish
WRITES = """
    SELECT coalesce(sum(n_tup_ins + n_tup_upd + n_tup_del), 0)::int FROM pg_stat_user_tables
    WHERE relname LIKE 'djstripe_%' OR relname IN ('reporting_member', 'reporting_objectversion')
"""
SECONDS = (
    "SELECT extract(epoch FROM ended_at - started_at)::float FROM reporting_syncrun ORDER BY id DESC LIMIT 1"
)


def floor_calls(members: int) -> float:
    """The least calls for a club in which everybody has one of each: 100 a page."""
    return 6 * members / 100 + 5


def club(stripe: Stripe, members: int) -> None:
    """A club in which some have left: five canceled, one deleted."""
    stripe.control("POST", "reset")
    stripe.control("POST", "seed", members=members, renewals=0, days=300)
    for subscription in stripe.call("GET", "subscriptions", limit=5)["data"]:
        stripe.call("DELETE", f"subscriptions/{subscription['id']}")
    _delete_one(stripe)


def meddle(stripe: Stripe) -> None:
    """What happens between two runs: one is deleted, one leaves, one is renamed, one takes a card away."""
    _delete_one(stripe)
    first, second, third = stripe.call("GET", "subscriptions", limit=3, status="active")["data"]
    stripe.call("DELETE", f"subscriptions/{first['id']}")
    stripe.call("POST", f"customers/{second['customer']}", name="Renamed")
    cards = stripe.call("GET", "payment_methods", customer=third["customer"])["data"]
    stripe.call("POST", f"payment_methods/{cards[0]['id']}/detach")


def _delete_one(stripe: Stripe) -> None:
    gone = stripe.call("GET", "customers", limit=10)["data"][-1]
    stripe.call("DELETE", f"customers/{gone['id']}")


def limited(contender: Contender, limits: str) -> tuple[Ran, int]:
    """A run under Stripe's limits, and the calls that it made."""
    with contender.stripe.as_slow_as_stripe(limits):
        return contender.regenerate(), contender.stripe.calls()


def of_size(server: postgres.Server, stripe: Stripe, members: int) -> list[Line]:
    club(stripe, members)
    there, lines, floor = truth(stripe), [], floor_calls(members)
    title = f"{members:,} members"
    for limits, a_second in A_SECOND.items():
        cogento, engine = Cogento(server, stripe, limits), SyncEngine(server, stripe)
        (ran, calls), (engine_ran, engine_calls) = limited(cogento, limits), limited(engine, limits)
        least, inside = floor / a_second, asked(cogento.database, SECONDS)
        right, engine_right = compare(there, cogento.rows()), compare(there, engine.rows())
        before = asked(cogento.database, WRITES)
        limited(cogento, limits)
        begins, target = f"{title}, {limits}: ", round(1.5 * least, 2)
        lines += [
            Line(begins + "calls to Stripe", calls, round(1.1 * floor, 1), None, engine_calls),
            Line(begins + "seconds", inside, target, None, engine_ran.seconds,
                 note=f"the limits allow {least:.2f} s; a list's pages one after the other, as they are "
                      f"read while nobody knows where to cut it, take {members / 100 * LATENCY:.1f} s; with "
                      f"Python's start it took {ran.seconds:.1f} s"),
            Line(begins + "seconds of a second, unchanged run", asked(cogento.database, SECONDS), target,
                 note="it begins where pages ended the last time, in all parts of a list at once"),
            Line(begins + "rows written by it", asked(cogento.database, WRITES) - before, 0),
            *truth_lines(begins, right, engine=engine_right),
        ]  # fmt: skip
    meddle(stripe)
    there = truth(stripe)
    cogento.regenerate(), engine.regenerate()
    right, engine_right = compare(there, cogento.rows()), compare(there, engine.rows())
    return lines + truth_lines(f"{title}, changed between two runs: ", right, engine=engine_right)


def truth_lines(
    begins: str, cogento: Comparison | None, *, djstripe: Comparison | None = None, engine: Comparison | None
) -> list[Line]:
    def each(name: str, target: int | None) -> Line:
        values = [None if found is None else getattr(found, name) for found in (cogento, djstripe, engine)]
        return Line.of(f"{begins}rows {name}", values, target)

    return [each("right", None), each("missing", 0), each("stale", 0), each("extra", 0)]


def beside_djstripe(server: postgres.Server, stripe: Stripe) -> list[Line]:
    """Everybody at a size that stock dj-stripe can finish."""
    calls: dict[int, list[int]] = {}
    for members in FEW:
        club(stripe, members)
        everyone = [Cogento(server, stripe, "sandbox"), DjStripe(server, stripe), SyncEngine(server, stripe)]
        ran = [limited(each, "sandbox") for each in everyone]
        calls[members] = [made for _, made in ran]
    there = truth(stripe)
    seconds = [each.seconds for each, _ in ran]
    growth = [(most - least) / (FEW[1] - FEW[0]) for least, most in zip(*calls.values(), strict=True)]
    begins = f"{members} members, sandbox: "
    lines = [
        Line.of(begins + "calls to Stripe", calls[members]),
        Line.of("calls for each further member", growth),
        Line.of(begins + "seconds of the command", seconds),
        *_truths(begins, there, everyone),
    ]
    meddle(stripe)
    there = truth(stripe)
    for each in everyone:
        each.regenerate()
    return lines + _truths(f"{members} members, changed between two runs: ", there, everyone)


def _truths(begins: str, there: Any, everyone: list[Any]) -> list[Line]:
    found = [compare(there, each.rows()) for each in everyone]
    return truth_lines(begins, found[0], djstripe=found[1], engine=found[2])


def memory(server: postgres.Server, stripe: Stripe, members: int) -> list[Line]:
    """With no limits and no latency: memory depends on neither."""
    club(stripe, members)
    ran = Cogento(server, stripe).regenerate()
    return [
        Line(
            f"{members:,} members: peak memory in MB",
            ran.memory_mb,
            256,
            note=f"in {ran.seconds:.0f} s with no limits",
        )
    ]


def measure(sizes: tuple[int, ...] = SIZES, most: int = MEMORY) -> None:
    with postgres.running() as server, stripe.running() as emulator:
        lines = beside_djstripe(server, emulator)
        for members in sizes:
            lines += of_size(server, emulator, members)
        if most:
            lines += memory(server, emulator, most)
    results.keep("mirror", lines)


if __name__ == "__main__":
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("--members", type=int, nargs="*", default=SIZES)
    parser.add_argument(
        "--memory", type=int, default=MEMORY, help="members for the run whose memory is taken; 0 for none"
    )
    options = parser.parse_args()
    measure(tuple(options.members), options.memory)
    results.show()
