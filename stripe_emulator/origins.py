"""Who may press the buttons: scripts and the emulator's own pages, never a page of another site.

Browsers say where a request comes from in `Origin` and `Sec-Fetch-Site`; scripts say nothing. A name that is
neither `localhost` nor an address is believed only if the emulator was told that it is its own
(`--public-url`): a site can have its own name resolve to this machine.
"""

from __future__ import annotations

from ipaddress import ip_address
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Receive, Scope, Send

CONTROL = "/_emulator/"


def from_another_site(request: Request, public_url: str) -> bool:
    origin = request.headers.get("origin")
    if origin is None:
        return request.headers.get("sec-fetch-site", "none") not in ("none", "same-origin")
    if origin == public_url:
        return False
    there = urlsplit(origin)
    return there.netloc != request.headers.get("host") or not _is_here(there.hostname or "")


def _is_here(host: str) -> bool:
    try:
        return bool(ip_address(host))
    except ValueError:
        return host == "localhost"


class GuardedControl:
    """`/_emulator/…` answers 403 to the pages of other sites."""

    def __init__(self, app: ASGIApp, public_url: str) -> None:
        self.app = app
        self.public_url = public_url

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        guarded = scope["type"] == "http" and scope["path"].startswith(CONTROL)
        if guarded and from_another_site(Request(scope), self.public_url):
            text = "The emulator takes no orders from the pages of other sites."
            await JSONResponse({"error": text}, 403)(scope, receive, send)
        else:
            await self.app(scope, receive, send)
