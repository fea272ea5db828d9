"""Asks for pages of the directory within Django, as an admin who is signed in, and prints what each took."""

from __future__ import annotations

import json
import sys
from itertools import combinations
from time import perf_counter
from typing import Any

API, ADMIN = "/postgres/members", "/admin/reporting/member/"
Asked = dict[str, Any]
EITHER = ("", "-")
STATUSES = (
    "active",
    "trialing",
    "past_due",
    "paused",
    "unpaid",
    "incomplete",
    "incomplete_expired",
    "canceled",
)
ORDERS = (
    "name", "email", "status", "plan_name", "member_since_at", "current_period_end_at", "amount_due_cents",
    "total_paid_cents", "created_at",
)  # fmt: skip
LOOKS = ("members", "new", "renews", "ends", "arrears", "two")
COLUMNS = range(1, 6)  # of the admin, by which it orders
PAGES: dict[str, tuple[str, list[Asked]]] = {
    "first page": (API, [{}]),
    "a page in the middle": (API, [{"page": "middle"}]),
    "the last page": (API, [{"page": "last"}]),
    "100 on a page": (API, [{"page_size": 100}]),
    "searching a name": (API, [{"q": name} for name in ("Smith", "Clara Baker", "priya", "Nora Ta")]),
    "searching an address": (API, [{"q": "smith4711@"}, {"q": "clara.baker9"}, {"q": "nobody@example.org"}]),
    "searching a phone": (API, [{"q": "904711"}, {"q": "7700 999"}]),
    "searching one letter or two": (API, [{"q": letters} for letters in ("s", "j", "an", "cl", "7", "e")]),
    "searching what everyone has": (API, [{"q": "example"}, {"q": "@example.org"}, {"q": "org"}]),
    "searching several words": (API, [{"q": "ada b"}, {"q": "smith ada 4"}, {"q": "fisher fiona example"}]),
    "searching with accents": (API, [{"q": "Nöra"}, {"q": "SMÍTH"}, {"q": "Élle"}]),
    "searching signs": (
        API,
        [{"q": signs} for signs in ("%", "_", "smi_h", "'smith'", 'ada" or "', "smi%", "\\", "& | !")],
    ),
    "searching nobody": (API, [{"q": "zzz"}, {"q": "smithx"}, {"q": "zz@example.org"}]),
    "far into a search": (API, [{"q": "smith", "page": 100}, {"q": "a", "page": 100}]),
    "filtering by status": (API, [{"status": name} for name in ("none", *STATUSES)]),
    "filtering by statuses": (API, [{"status": list(some)} for some in combinations(STATUSES[:3], 2)]),
    "filtering by plan and status": (API, [{"plan": "prod_junior", "status": name} for name in STATUSES]),
    "far into a filter": (API, [{"status": "active", "page": 1500}, {"plan": "prod_family", "page": 600}]),
    "ordering": (API, [{"ordering": sign + by} for by in ORDERS for sign in EITHER]),
    "far into an order": (API, [{"ordering": sign + by, "page": "last"} for by in ORDERS for sign in EITHER]),
    "filter and order": (
        API,
        [
            {**by, "ordering": sign + order}
            for by in ({"status": "past_due"}, {"plan": "prod_adult"}, {"status": "active", "page": 1000})
            for order in ORDERS
            for sign in EITHER
        ],
    ),
    "search, filter and order": (
        API,
        [{"q": "smith", "status": "active", "ordering": sign + by} for by in ORDERS for sign in EITHER],
    ),
    "admin, first page": (ADMIN, [{}]),
    "admin, a page in the middle": (ADMIN, [{"p": "middle"}]),
    "admin, searching a name": (ADMIN, [{"q": "Smith"}, {"q": "clara baker"}]),
    "admin, searching one letter or two": (ADMIN, [{"q": letters} for letters in ("s", "an", "e")]),
    "admin, searching a phone": (ADMIN, [{"q": "07700 904711"}]),
    "admin, searching a member number": (ADMIN, [{"q": "4711"}]),
    "admin, filtering": (
        ADMIN,
        [{"plan": "prod_family"}, *({"look": look} for look in LOOKS), *({"status": by} for by in STATUSES)],
    ),
    "admin, ordering": (ADMIN, [{"o": f"{sign}{column}"} for column in COLUMNS for sign in EITHER]),
    "admin, search, filter and order": (
        ADMIN,
        [{"q": "smith", "status": "active", "o": f"{sign}{column}"} for column in COLUMNS for sign in EITHER],
    ),
}  # fmt: skip


def main(tries: int, last: int) -> None:
    from django.conf import settings
    from django.contrib.auth import get_user_model
    from django.test import Client

    import cogento.wsgi  # noqa: F401  # what a web process does before its first request
    from members.services import roles

    settings.ALLOWED_HOSTS.append("testserver")
    roles.grant(email="admin@example.org", role="superuser", by="grant_role")
    user, _ = get_user_model().objects.get_or_create(email="admin@example.org")
    client = Client()
    client.force_login(user)
    at = {"middle": last // 2, "last": last}
    found = []
    for what, (path, asked) in PAGES.items():
        params = [{name: at.get(str(value), value) for name, value in each.items()} for each in asked]
        found.append(page(client, what, path, params, tries))
    print(json.dumps(found))


def page(client: Any, what: str, path: str, asked: list[dict[str, Any]], tries: int) -> dict[str, Any]:
    taken = []
    queries = max(counted(client, path, params) for params in asked)
    for number in range(max(tries, 3 * len(asked))):
        began = perf_counter()
        client.get(path, asked[number % len(asked)])
        taken.append((perf_counter() - began) * 1000)
    taken.sort()
    return {
        "what": what,
        "fastest": taken[0],
        "median": taken[len(taken) // 2],
        "p95": taken[int(0.95 * len(taken))],
        "queries": queries,
    }


def counted(client: Any, path: str, params: dict[str, Any]) -> int:
    """Queries in both databases. This first time of a page does not count."""
    from django.db import connections
    from django.test.utils import CaptureQueriesContext

    ours, mirrored = (CaptureQueriesContext(connections[alias]) for alias in ("default", "reporting"))
    with ours, mirrored:
        answer = client.get(path, params)
    if answer.status_code != 200:
        raise SystemExit(f"{path} {params} answered {answer.status_code}: {answer.content[:500]!r}")
    return len(ours) + len(mirrored)


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
