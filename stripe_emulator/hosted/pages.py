"""Every page's route."""

from __future__ import annotations

from starlette.routing import BaseRoute

from . import authenticate, checkout, dashboard, invoice, links, portal

routes: list[BaseRoute] = [
    *authenticate.routes,
    *links.routes,
    *dashboard.routes,
    *checkout.routes,
    *portal.routes,
    *invoice.routes,
]
