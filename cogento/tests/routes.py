"""Every route that the URL resolver knows, with an address that leads to it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from django.urls import URLPattern, URLResolver, get_resolver

MISSING = {
    "customer_id": "cus_missing",
    "subscription_id": "sub_missing",
    "batch_id": "999999",
    "move_id": "999999",
    "passkey_id": "999999",
}
EXAMPLES = {
    r"^(auth|stripe|postgres|static|assets)(/.*)?$": "stripe/nothing-here",
    "^.*$": "payments",
}


def routes() -> list[str]:
    return list(dict.fromkeys(_walk(get_resolver().url_patterns, "")))


def api_routes() -> list[str]:
    """All but the pages of Django's admin."""
    return [route for route in routes() if not route.startswith("admin/")]


def address(route: str, **ids: str) -> str:
    """An address of this route, for objects that are not there unless named."""
    known = MISSING | ids
    fill = re.sub(r"<(?:\w+:)?(\w+)>", lambda found: known.get(found[1], "missing"), route)
    return "/" + EXAMPLES.get(route, fill)


def _walk(patterns: list[URLPattern | URLResolver], prefix: str) -> Iterator[str]:
    for pattern in patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from _walk(pattern.url_patterns, route)
        else:
            yield route
