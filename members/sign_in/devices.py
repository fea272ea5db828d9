"""What a browser calls itself, in words."""

from __future__ import annotations

from django.http import HttpRequest
from ua_parser import parse


def device_of(request: HttpRequest) -> str:
    """Such as “Firefox on Android”; empty if the browser does not say."""
    said = parse(request.headers.get("User-Agent", "")[:500])
    browser = (
        said.user_agent.family.removesuffix(" Mobile").removeprefix("Mobile ") if said.user_agent else ""
    )
    system = said.os.family if said.os else ""
    return " on ".join(filter(None, (browser, system)))[:100]
