"""Payment links: each visit opens a checkout page of its own."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from ..resources.payment_links import open_session
from ..store import Object
from .web import act, emulator_of, not_here, page, see_other, state_of


async def follow(request: Request) -> Response:
    found = state_of(request).store.all("payment_link", _secret=request.path_params["secret"])
    if not found:
        return not_here("payment link")
    link: Object = found[0]
    if not link["active"]:
        return page(
            "message.html",
            title="Checkout",
            text=link["inactive_message"] or "This link is no longer active.",
        )
    session = act(emulator_of(request), lambda state: open_session(state, link))
    return see_other(state_of(request).absolute(session["url"]) or "")


async def done(request: Request) -> Response:
    return page("message.html", title="Thank you", text="Your payment was received.")


routes = [Route("/links/{secret}", follow), Route("/links/{secret}/done", done)]
