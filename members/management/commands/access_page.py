"""Write docs/access.md from the table and the views, or say that it is stale."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

from cogento.access import TABLE
from members.management.generated import GeneratedPage

OURS = ("cogento", "members", "reporting")
ROLES = ("nobody", "member", "admin", "superuser")
HEAD = """# Who may do what

Made by `manage.py access_page` from `cogento/access.py` and the views; the tests try every route with
every method as each of these, as somebody whose membership has lapsed and as somebody whose role was
revoked, and both get as little as somebody who is not signed in.

A member reads and changes what is their own. Somebody else's looks to them like what is not there: 404.

| method | route | nobody | member | admin | superuser | what it does |
| --- | --- | --- | --- | --- | --- | --- |
"""


class Command(GeneratedPage):
    help = "Writes docs/access.md, and nothing else. --check writes nothing and fails where it is stale."
    page = "docs/access.md"

    def text(self) -> str:
        return page()


def page() -> str:
    views = dict(_views(get_resolver().url_patterns, ""))
    rows = [
        _row(route, method, who, views[route])
        for route, methods in TABLE.items()
        if "(" not in route and not route.startswith("^")  # what is no route of ours
        for method, who in methods.items()
    ]
    return HEAD + "\n".join(rows) + "\n"


def _row(route: str, method: str, who: set[str], view: Any) -> str:
    ticks = " | ".join("yes" if role in who else "" for role in ROLES)
    place = "/" + re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", route)
    return f"| {method} | `{place}` | {ticks} | {_what(view, method)} |"


def _what(view: Any, method: str) -> str:
    """The first line of the docstring of whatever answers."""
    cls = getattr(view, "cls", None)
    own = getattr(cls, method.lower(), None)
    sources = [each for each in (own, cls, view) if each is not None]
    ours = [each for each in sources if each.__module__.split(".")[0] in OURS]
    return next((text.splitlines()[0] for each in ours if (text := (each.__doc__ or "").strip())), "")


def _views(patterns: list[Any], prefix: str) -> Iterator[tuple[str, Any]]:
    for pattern in reversed(patterns):  # of two with the same address, the first answers
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from _views(pattern.url_patterns, route)
        elif isinstance(pattern, URLPattern):
            yield route, pattern.callback
