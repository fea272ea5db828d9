"""Each call and each parameter that is held is one of Stripe's SDK; what is not held is refused by name."""

from __future__ import annotations

import re
from typing import Any

import pytest

from .. import resources
from ..known import TREES, key_of
from ..params import Spec
from ..registry import ROUTES, Route
from . import club
from .conftest import Program
from .left_out import LEFT_OUT
from .make_known import known
from .sdk import Tree, calls, required_of

assert resources
# Not in Stripe's reference any more, or never: shown so that older clients and Stripe's CLI find them.
UNDOCUMENTED = {
    "GET /v1/account",
    "GET /v1/charges/{id}/refunds",
    "GET /v1/customers/{id}/subscriptions",
    "GET /v1/payment_pages/{id}",
    "POST /v1/events/{id}/retry",
    "POST /v1/payment_pages/{id}/confirm",
}
DOCUMENTED = [route for route in ROUTES if route.name not in UNDOCUMENTED]
# Of earlier API versions, within a hash.
OLDER = {"POST /v1/invoices/create_preview schedule_details[phases][iterations]",
         "POST /v1/subscription_schedules phases[iterations]",
         "POST /v1/subscription_schedules/{id} phases[iterations]"}  # fmt: skip


def strangers(spec: Spec, tree: Tree, prefix: str = "") -> list[str]:
    """Declared names that Stripe does not know."""
    found = []
    for key, kind in spec.items():
        name = f"{prefix}[{key}]" if prefix else key
        if key not in tree:
            found.append(name)
            continue
        below = (kind.element if kind.element else kind).fields
        if below is not None:
            found += strangers(below, tree[key] or {}, name)
    return found


@pytest.mark.parametrize("route", DOCUMENTED, ids=lambda route: route.name)
def test_known_to_stripe(route: Route) -> None:
    call = calls()[key_of(route)]
    tree = TREES.get(key_of(route), {})
    found = {f"{route.name} {name}" for name in strangers(route.params, {"expand": None, **tree})}
    assert found <= OLDER
    if call.params and route.method == "POST" and "{" not in route.path:
        needed = required_of(call.params)
        assert needed <= {key for key, kind in route.params.items() if kind.required}


def test_the_table_is_of_this_sdk() -> None:
    assert known() == TREES


def roots() -> set[str]:
    """The collections that are held, such as `/v1/customers`."""
    return {re.match(r"/v1/((billing_portal|checkout|test_helpers)/)?\w+", route.path)[0] for route in ROUTES}  # type: ignore[index]


def test_every_call_of_a_held_resource_is_there_or_left_out_for_a_reason() -> None:
    held = {key_of(route) for route in ROUTES}
    own = roots()
    missing = {
        f"{call.method} {call.path}"
        for key, call in calls().items()
        if key not in held and any(call.path == root or call.path.startswith(f"{root}/") for root in own)
    }
    assert missing == set(LEFT_OUT)


@pytest.mark.parametrize(
    ("path", "data", "named"),
    [
        ("customers", {"invoice_settings[rendering_options][colour]": "red"},
         "invoice_settings[rendering_options][colour]"),
        ("customers", {"tax[foo]": "1"}, "tax[foo]"),
        ("subscriptions", {"automatic_tax[on]": "true"}, "automatic_tax[on]"),
        ("subscriptions", {"items[0][price]": "p", "items[1][prize]": "p"}, "items[1][prize]"),
        ("checkout/sessions", {"custom_text[submit][words]": "x"}, "custom_text[submit][words]"),
        ("checkout/sessions", {"phone_number_collection[on]": "true"}, "phone_number_collection[on]"),
        ("prices", {"currency_options[eur][amount]": "1"}, "currency_options[eur][amount]"),
    ],
)  # fmt: skip
def test_nested_strangers_are_named(emulator: Program, path: str, data: Any, named: str) -> None:
    error = emulator.http.post(f"/v1/{path}", data=data).json()["error"]
    assert (error["code"], error["param"]) == ("parameter_unknown", named)
    assert error["message"] == f"Received unknown parameter: {named}"


def test_what_stripe_knows_is_not_called_unknown(emulator: Program) -> None:
    data = {"customer_account": "acct_1", "items[0][price]": club.price(emulator).id}
    answer = emulator.http.post("/v1/subscriptions", data={**data, "customer": club.customer(emulator).id})
    error = answer.json()["error"]
    assert (answer.status_code, "code" in error) == (400, False)
    assert error["message"] == "The Stripe emulator does not hold the parameter customer_account."
