"""The directory: how long a page takes, and how many queries, through the API and through the admin."""

from __future__ import annotations

import json
import random
import sys
from argparse import ArgumentParser
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import psycopg
from psycopg.types.json import Jsonb

from bench import postgres, results, stripe
from bench.contenders import Cogento, run
from bench.results import Line

MEMBERS = 100_000
TRIES = 40
FIRST = [
    "Ada",
    "Ben",
    "Clara",
    "David",
    "Ellen",
    "Fiona",
    "Gareth",
    "Hannah",
    "Jane",
    "Karl",
    "Nora",
    "Priya",
]
LAST = [
    "Archer",
    "Baker",
    "Carter",
    "Dyer",
    "Fisher",
    "Glover",
    "Hunter",
    "Kemp",
    "Miller",
    "Smith",
    "Tanner",
]
STATUSES = ["active"] * 80 + ["canceled"] * 12 + ["past_due"] * 4 + ["trialing"] * 2 + ["none"] * 2
PLANS = [("prod_adult", "Adult", 12000), ("prod_junior", "Junior", 4500), ("prod_family", "Family", 26000)]
RUNNING = ("active", "past_due", "trialing")


def people(members: int) -> Iterator[dict[str, object]]:
    """Rows of the directory, the same in every run: names recur as they do, an address is one's own."""
    chance, now = random.Random(1), datetime.now(UTC)
    for number in range(members):
        name = f"{chance.choice(FIRST)} {chance.choice(LAST)}"
        email = f"{name.replace(' ', '.').lower()}{number}@example.org"
        status = chance.choice(STATUSES)
        plan, title, cents = chance.choice(PLANS) if status != "none" else ("", "", 0)
        since = now - timedelta(days=chance.randrange(1, 4000))
        ends = now + timedelta(days=chance.randrange(-300 if status == "canceled" else 0, 365))
        yield {
            "customer_id": f"cus_{number:014}",
            "name": name,
            "email": email,
            "email_normalised": email,
            "phone": f"+44 7700 9{number:05}",
            "address": Jsonb({"city": "Riverside"}),
            "metadata": Jsonb({"member_number": str(number)}),
            "status": status,
            "subscription_id": f"sub_{number}",
            "plan_id": plan,
            "plan_name": title,
            "price_id": f"price_{plan}",
            "amount_cents": cents,
            "currency": "gbp",
            "interval": "year",
            "interval_count": 1,
            "member_since_at": since,
            "current_period_start_at": ends - timedelta(days=365),
            "current_period_end_at": ends,
            "running_count": int(status in RUNNING),
            "is_doubled": False,
            "member_names": Jsonb([]),
            "amount_due_cents": cents if status == "past_due" else 0,
            "total_paid_cents": 3 * cents,
            "created_at": since,
        }


def fill(url: str, members: int) -> None:
    columns = ", ".join(next(people(1)))
    with psycopg.connect(url, autocommit=True) as connection:
        copying = f"COPY reporting_member ({columns}) FROM STDIN"
        with connection.cursor() as cursor, cursor.copy(copying) as copy:
            for person in people(members):
                copy.write_row(list(person.values()))
        connection.execute("VACUUM ANALYZE reporting_member")


def measure(members: int = MEMBERS) -> None:
    with postgres.running() as server, stripe.running() as emulator:
        own = Cogento(server, emulator)
        fill(own.database, members)
        ran = run([sys.executable, "-m", "bench.pages", str(TRIES), str(members // 50)], own.environment)
        if ran.status:
            raise SystemExit(ran.said)
        lines = []
        for page in json.loads(ran.said.splitlines()[-1]):
            begins = f"{members:,} members, {page['what']}: "
            note = f"fastest {page['fastest']:.1f} ms, median {page['median']:.1f} ms"
            lines.append(Line(begins + "95th percentile ms", page["p95"], 50, note=note))
            lines.append(Line(begins + "queries", page["queries"], 9))
    results.keep("directory", lines)


if __name__ == "__main__":
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("--members", type=int, default=MEMBERS)
    measure(parser.parse_args().members)
    results.show()
