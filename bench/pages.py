"""Asks for pages of the directory within Django, as an admin who is signed in, and prints what each took."""

from __future__ import annotations

import json
import sys
from time import perf_counter
from typing import Any

import django

API, ADMIN = "/postgres/members", "/admin/reporting/member/"
PAGES: dict[str, tuple[str, list[dict[str, Any]]]] = {
    "first page": (API, [{}]),
    "a page in the middle": (API, [{"page": "middle"}]),
    "searching a name": (API, [{"q": name} for name in ("Smith", "Clara Baker", "priya", "Nora Ta")]),
    "searching an address": (API, [{"q": "smith4711@"}, {"q": "clara.baker9"}, {"q": "nobody@example.org"}]),
    "searching a phone": (API, [{"q": "904711"}, {"q": "7700 999"}]),
    "filtering by status": (API, [{"status": name} for name in ("active", "past_due", "canceled")]),
    "filtering by plan and status": (API, [{"plan": "prod_junior", "status": "active"}]),
    "ordering by renewal": (API, [{"ordering": f"{sign}current_period_end_at"} for sign in ("", "-")]),
    "ordering by another column": (API, [{"ordering": by} for by in ("email", "-total_paid_cents")]),
    "search, filter and order": (API, [{"q": "smith", "status": "active", "ordering": "-member_since_at"}]),
    "admin, first page": (ADMIN, [{}]),
    "admin, searching a name": (ADMIN, [{"q": "Smith"}, {"q": "clara baker"}]),
    "admin, searching a phone": (ADMIN, [{"q": "07700 904711"}]),
    "admin, searching a member number": (ADMIN, [{"q": "4711"}]),
    "admin, filtering": (ADMIN, [{"status": "past_due"}, {"look": "renews"}, {"plan": "prod_family"}]),
    "admin, ordering": (ADMIN, [{"o": "4"}, {"o": "-5"}]),
}  # fmt: skip


def main(tries: int, middle: int) -> None:
    django.setup()
    from django.conf import settings
    from django.contrib.auth import get_user_model
    from django.test import Client

    from members.services import roles

    settings.ALLOWED_HOSTS.append("testserver")
    roles.grant(email="admin@example.org", role="superuser", by="grant_role")
    user, _ = get_user_model().objects.get_or_create(email="admin@example.org")
    client = Client()
    client.force_login(user)
    PAGES["a page in the middle"][1][0]["page"] = middle
    print(json.dumps([page(client, what, path, asked, tries) for what, (path, asked) in PAGES.items()]))


def page(client: Any, what: str, path: str, asked: list[dict[str, Any]], tries: int) -> dict[str, Any]:
    taken = []
    queries = max(counted(client, path, params) for params in asked)
    for number in range(tries):
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
