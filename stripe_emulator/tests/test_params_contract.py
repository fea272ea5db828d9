"""Each parameter that a resource declares is one that Stripe's SDK knows, and is required where it says"
" so."""

from __future__ import annotations

import importlib
import re
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


# Lists and verbs under an object that the SDK names in a way of their own.
NESTED = {
    "GET charges/{id}/refunds": "charge_list_refunds",
    "GET checkout/sessions/{id}/line_items": "checkout.session_list_line_items",
    "GET credit_notes/{id}/lines": "credit_note_list_lines",
    "GET credit_notes/preview": "credit_note_preview",
    "POST credit_notes/{id}/void": "credit_note_void_credit_note",
    "GET customers/{id}/payment_methods": "customer_list_payment_methods",
    "GET customers/{customer}/payment_methods/{id}": "customer_payment_method_retrieve",
    "DELETE customers/{id}/discount": "customer_delete_discount",
    "POST invoices/create_preview": "invoice_create_preview",
    "GET invoices/{id}/lines": "invoice_list_lines",
    "POST invoices/{id}/add_lines": "invoice_add_lines",
    "POST invoices/{id}/remove_lines": "invoice_remove_lines",
    "POST invoices/{id}/update_lines": "invoice_update_lines",
    "POST invoices/{invoice}/lines/{id}": "invoice_line_item_update",
    "GET payment_links/{id}/line_items": "payment_link_list_line_items",
    "DELETE subscriptions/{id}": "subscription_cancel",
    "DELETE subscriptions/{id}/discount": "subscription_delete_discount",
}
OF_CUSTOMERS = {
    "balance_transactions": "balance_transaction",
    "sources": "payment_source",
    "tax_ids": "tax_id",
}
# Not in Stripe's reference any more, or never.
UNDOCUMENTED = ("account", "payment_pages/{id}", "payment_pages/{id}/confirm", "customers/{id}/subscriptions")


def path_of(route: Route) -> str:
    path = re.sub(r"\(\?P<(\w+)>\[\^/\]\+\)", r"{\1}", route.pattern.pattern.strip("^$"))
    return path.removeprefix("/v1/")


def name_of(route: Route) -> str:
    """What the SDK calls the route's parameters, such as `checkout.session_create`."""
    path = path_of(route)
    if found := NESTED.get(f"{route.method} {path}"):
        return found
    path = re.sub(r"^customers/\{customer\}/(\w+)", lambda m: f"customer_{OF_CUSTOMERS[m[1]]}s", path)
    collection, one, verb = path.partition("/{id}")
    collection, _, found = collection.partition("/search")
    name = MODULES.get(collection, collection.removesuffix("s"))
    if path.endswith("/search"):
        return f"{name}_search"
    by_method = {
        "GET": "retrieve" if one else "list",
        "POST": "update" if one else "create",
        "DELETE": "delete",
    }
    return f"{name}_{VERBS[verb.strip('/')] if verb else by_method[route.method]}"


def spec_of(route: Route) -> type:
    """The SDK's parameters of a route."""
    folder, _, leaf = name_of(route).rpartition(".")
    module = f"stripe.params.{folder + '.' if folder else ''}_{leaf}_params"
    wanted = f"{leaf}_params".replace("_", "")
    classes = vars(importlib.import_module(module))
    return next(value for key, value in classes.items() if key.lower() == wanted)


DOCUMENTED = [route for route in ROUTES if path_of(route) not in UNDOCUMENTED]


@pytest.mark.parametrize("route", DOCUMENTED, ids=lambda r: f"{r.method} {r.pattern.pattern}")
def test_known_to_stripe(route: Route) -> None:
    spec = spec_of(route)
    declared: dict[str, Any] = route.params  # type: ignore[assignment]
    assert set(declared) - {"expand"} <= set(spec.__annotations__)
    needed = {
        key
        for key, kind in spec.__annotations__.items()
        if typing.get_origin(kind) is not typing.NotRequired and "NotRequired" not in str(kind)
    }
    if route.method == "POST" and "{" not in route.pattern.pattern:
        assert needed <= {key for key, kind in declared.items() if kind.required} | {"expand"}
