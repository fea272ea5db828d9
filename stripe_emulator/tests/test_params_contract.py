"""Each parameter that a resource declares is one that Stripe's SDK knows, and is required where it says"
" so."""

from __future__ import annotations

import importlib
import typing
from typing import Any

import pytest

from .. import resources
from ..registry import ROUTES, Route

assert resources

MODULES = {
    "invoiceitems": "invoice_item",
    "payment_methods": "payment_method",
    "billing_portal/configurations": "billing_portal.configuration",
    "billing_portal/sessions": "billing_portal.session",
    "checkout/sessions": "checkout.session",
    "test_helpers/test_clocks": "test_helpers.test_clock",
}
VERBS = {
    "finalize": "finalize_invoice",
    "void": "void_invoice",
    "void_credit_note": "void_credit_note",
    "preview": "preview",
    "create_preview": "create_preview",
    "send": "send_invoice",
    "pay": "pay",
    "mark_uncollectible": "mark_uncollectible",
    "attach": "attach",
    "detach": "detach",
    "cancel": "cancel",
    "confirm": "confirm",
    "resume": "resume",
    "expire": "expire",
    "search": "search",
    "advance": "advance",
    "capture": "capture",
    "close": "close",
    "release": "release",
}


def spec_of(route: Route) -> type | None:
    """The SDK's parameters of a route, or None for the few routes that it names otherwise."""
    path = route.pattern.pattern.strip("^$").removeprefix("/v1/")
    collection, one, verb = path.partition("/(?P<id>[^/]+)")
    if "(?P<" in collection or collection in ("account", "accounts", "payment_pages"):
        return None
    collection, _, _search = collection.partition("/search")
    verb = "search" if path.endswith("/search") else verb.strip("/")
    if collection.rpartition("/")[2] in ("preview", "create_preview"):
        collection, _, verb = collection.rpartition("/")
    if (name := MODULES.get(collection, collection.removesuffix("s"))) == "credit_note" and verb == "void":
        verb = "void_credit_note"
    if verb and verb not in VERBS:
        return None
    by_method = {
        "GET": "retrieve" if one else "list",
        "POST": "update" if one else "create",
        "DELETE": "delete",
    }
    action = VERBS[verb] if verb else by_method[route.method]
    if name == "subscription" and action == "delete":
        action = "cancel"
    folder, _, leaf = name.rpartition(".")
    module = f"stripe.params.{folder + '.' if folder else ''}_{leaf}_{action}_params"
    classes = vars(importlib.import_module(module))
    wanted = f"{leaf}_{action}_params".replace("_", "")
    return next(value for key, value in classes.items() if key.lower() == wanted)


@pytest.mark.parametrize("route", ROUTES, ids=lambda r: f"{r.method} {r.pattern.pattern}")
def test_known_to_stripe(route: Route) -> None:
    spec = spec_of(route)
    if spec is None:
        return
    declared: dict[str, Any] = route.params  # type: ignore[assignment]
    assert set(declared) - {"expand"} <= set(spec.__annotations__)
    needed = {
        key
        for key, kind in spec.__annotations__.items()
        if typing.get_origin(kind) is not typing.NotRequired and "NotRequired" not in str(kind)
    }
    if route.method == "POST" and "{" not in route.pattern.pattern:
        assert needed <= {key for key, kind in declared.items() if kind.required} | {"expand"}
