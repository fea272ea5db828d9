from __future__ import annotations

import json
from collections.abc import Callable

import pytest
import stripe

from .conftest import Listener, Program, until


def test_signed_deliveries_by_filter(emulator: Program, listener: Listener) -> None:
    made = emulator.v1.webhook_endpoints.create({"url": listener.url, "enabled_events": ["customer.created"]})
    assert made.secret
    assert made.secret.startswith("whsec_")
    assert "secret" not in emulator.v1.webhook_endpoints.retrieve(made.id)
    customer = emulator.v1.customers.create({"name": "Ann"})
    emulator.v1.customers.update(customer.id, {"name": "Bob"})
    assert emulator.http.get("/_emulator/idle?timeout=10").json()["idle"]
    assert len(listener.got) == 1
    headers, body = listener.got[0]
    event = stripe.Webhook.construct_event(body, headers["stripe-signature"], made.secret)
    assert (event.type, event.data.object["id"]) == ("customer.created", customer.id)
    assert (event.api_version, event.pending_webhooks) == ("2026-08-26.dahlia", 1)
    with pytest.raises(stripe.SignatureVerificationError):
        stripe.Webhook.construct_event(body, headers["stripe-signature"], "whsec_other")


def test_tried_again_until_2xx(emulator: Program, listener: Listener) -> None:
    listener.status = 500
    emulator.v1.webhook_endpoints.create({"url": listener.url, "enabled_events": ["*"]})
    emulator.v1.customers.create({})
    until(lambda: len(listener.got) >= 3)
    event = emulator.v1.events.list().data[0]
    assert event.pending_webhooks == 1
    listener.status = 204
    emulator.http.get("/_emulator/idle?timeout=10")
    log = emulator.http.get("/_emulator/deliveries").json()["deliveries"]
    assert (log[0]["status"], log[0]["status_code"]) == ("delivered", 204)
    assert len({json.loads(body)["id"] for _, body in listener.got}) == 1
    assert emulator.v1.events.retrieve(event.id).pending_webhooks == 0


def test_command_line_endpoints_outlive_a_reset(start: Callable[..., Program], listener: Listener) -> None:
    emulator = start("--webhook", listener.url, "--webhook-secret", "whsec_mine")
    emulator.control("reset")
    emulator.v1.customers.create({})
    emulator.http.get("/_emulator/idle?timeout=10")
    headers, body = listener.got[0]
    assert stripe.Webhook.construct_event(body, headers["stripe-signature"], "whsec_mine")
    assert emulator.v1.webhook_endpoints.list().data == []


def test_disabled_endpoints_get_nothing(emulator: Program, listener: Listener) -> None:
    made = emulator.v1.webhook_endpoints.create({"url": listener.url, "enabled_events": ["*"]})
    emulator.v1.webhook_endpoints.update(made.id, {"disabled": True})
    emulator.v1.customers.create({})
    emulator.v1.webhook_endpoints.delete(made.id)
    assert emulator.http.get("/_emulator/idle").json()["idle"]
    assert listener.got == []


def test_flush_tries_again_at_once(start: Callable[..., Program], listener: Listener) -> None:
    listener.status = 503
    emulator = start("--webhook", listener.url, "--webhook-secret", "whsec_x", "--retry-delay", "600")
    emulator.v1.customers.create({})
    until(lambda: emulator.http.get("/_emulator/deliveries").json()["deliveries"][0]["status_code"])
    listener.status = 200
    assert emulator.http.get("/_emulator/idle?timeout=0").status_code == 408
    emulator.control("deliveries/flush")
    assert emulator.http.get("/_emulator/idle?timeout=10").json()["idle"]
    assert len(listener.got) == 2
