"""Stripe's own command line: every event that it can trigger and that is held here arrives, signed."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import stripe

from .clients import CLI, install
from .conftest import Listener, Program, until

GROUPS = ("account", "billing_portal", "charge", "checkout", "coupon", "credit_note", "customer", "invoice",
          "invoiceitem", "payment_intent", "payment_link", "payment_method", "plan", "price", "product",
          "promotion_code", "setup_intent", "subscription", "subscription_schedule", "tax_rate",
          "test_helpers")  # fmt: skip
# They need what no club has.
LEFT_OUT = ("account.application.deauthorized", "payment_intent.partially_funded")
# What the CLI calls an event by another name.
SENT_AS = {
    "subscription.payment_failed": "invoice.payment_failed",
    "subscription.payment_succeeded": "invoice.payment_succeeded",
}
EVENTS = Path(__file__).with_name("cli_events.txt").read_text().split()
Stripe = Callable[..., str]


@pytest.fixture(scope="session")
def run(tmp_path_factory: pytest.TempPathFactory) -> Stripe:
    install(tmp_path_factory.getbasetemp())
    home = tmp_path_factory.mktemp("cli")
    there = {**os.environ, "HOME": str(home), "STRIPE_CLI_TELEMETRY_OPTOUT": "1", "NO_COLOR": "1"}

    def stripe_cli(*words: str) -> str:
        done = subprocess.run([CLI, *words], capture_output=True, text=True, env=there, timeout=60)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    return stripe_cli


@pytest.fixture(scope="module")
def heard(program: Program) -> Iterator[tuple[Program, Listener, str]]:
    program.control("reset")
    listener = Listener()
    made = program.v1.webhook_endpoints.create({"url": listener.url, "enabled_events": ["*"]})
    assert made.secret
    yield program, listener, made.secret
    listener.server.shutdown()
    listener.server.server_close()


def where(program: Program) -> tuple[str, ...]:
    return "--api-base", program.url, "--api-key", "sk_test_0123456789abcdef"


def test_the_list_is_what_the_cli_offers(run: Stripe) -> None:
    offered = run("trigger", "--help").partition("Supported events:")[2].partition("Usage:")[0].split()
    held = [event for event in offered if event.partition(".")[0] in GROUPS and event not in LEFT_OUT]
    assert held == EVENTS


@pytest.mark.parametrize("event", EVENTS)
def test_trigger(run: Stripe, heard: tuple[Program, Listener, str], event: str) -> None:
    program, listener, secret = heard
    before = len(listener.got)
    run("trigger", event, *where(program))

    def arrived() -> Any:
        return [
            (headers, body)
            for headers, body in listener.got[before:]
            if json.loads(body)["type"] == SENT_AS.get(event, event)
        ]

    headers, body = until(arrived)[0]
    stripe.Webhook.construct_event(body, headers["stripe-signature"], secret)  # type: ignore[no-untyped-call]


def test_resource_commands(run: Stripe, heard: tuple[Program, Listener, str]) -> None:
    program, _, _ = heard
    at = where(program)
    made = json.loads(run("customers", "create", "-d", "name=Ann", *at))
    assert json.loads(run("customers", "update", made["id"], "-d", "email=ann@club.test", *at))["email"]
    expand = ("--expand", "subscriptions")
    shown = json.loads(run("customers", "retrieve", made["id"], *expand, *at))
    assert (shown["name"], shown["subscriptions"]["data"]) == ("Ann", [])
    assert made["id"] in [row["id"] for row in json.loads(run("customers", "list", *at))["data"]]
    club = json.loads(run("products", "create", "--name", "Adult", *at))
    price = ("--currency", "gbp", "--unit-amount", "1200", "--product", club["id"])
    adult = json.loads(run("prices", "create", *price, "--expand", "product", *at))
    assert adult["product"]["name"] == "Adult"
    assert json.loads(run("prices", "update", adult["id"], "-d", "active=false", *at))["active"] is False
    rows = json.loads(run("prices", "list", "--limit", "1", "--expand", "data.product", *at))["data"]
    assert rows[0]["product"]["id"] == club["id"]
    assert '"deleted": true' in run("customers", "delete", made["id"], "--confirm", *at)


def test_events_resend(run: Stripe, heard: tuple[Program, Listener, str]) -> None:
    program, listener, _ = heard
    program.v1.customers.create({"name": "Bob"})
    (event,) = program.v1.events.list({"type": "customer.created", "limit": 1}).data

    def times() -> int:
        return [json.loads(body)["id"] for _, body in listener.got].count(event.id)

    until(lambda: times() == 1)
    (endpoint,) = program.v1.webhook_endpoints.list().data
    run("events", "resend", event.id, "--webhook-endpoint", endpoint.id, *where(program))
    until(lambda: times() == 2)
