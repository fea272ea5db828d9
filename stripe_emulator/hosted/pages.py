"""Every page's route."""

from __future__ import annotations

from starlette.routing import BaseRoute

from . import checkout, dashboard, invoice, portal

routes: list[BaseRoute] = [*dashboard.routes, *checkout.routes, *portal.routes, *invoice.routes]
