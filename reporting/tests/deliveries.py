"""Delivers the emulator's events to the webhook route, signed as Stripe signs them."""

from __future__ import annotations

import hashlib
import hmac
import json
import threading
import time
from typing import Any

from django.test import Client

from reporting import late

SECRET = "whsec_test_one"


def sign(payload: bytes, *, secret: str = SECRET, at: float | None = None) -> str:
    seconds = int(time.time() if at is None else at)
    digest = hmac.new(secret.encode(), f"{seconds}.".encode() + payload, hashlib.sha256).hexdigest()
    return f"t={seconds},v1={digest}"


def deliver(event: dict[str, Any] | bytes, *, signature: str | None = None, **signing: Any):
    payload = event if isinstance(event, bytes) else json.dumps(event).encode()
    return _client().post(
        "/stripe/webhooks",
        payload,
        content_type="application/json",
        headers={"Stripe-Signature": sign(payload, **signing) if signature is None else signature},
    )


def _client() -> Client:
    """One for each thread: making one reads all static files."""
    if not hasattr(_local, "client"):
        _local.client = Client(raise_request_exception=False)
    return _local.client


_local = threading.local()


def events_of(stripe: Any, **params: Any) -> list[dict[str, Any]]:
    """What Stripe has to tell, oldest first."""
    found, cursor = [], {}
    while True:
        page = stripe.http.get(
            "/v1/events", params={"limit": 100, **params, **cursor}, auth=("sk_test_x", "")
        )
        page.raise_for_status()
        found += page.json()["data"]
        if not page.json()["has_more"]:
            return found[::-1]
        cursor = {"starting_after": found[-1]["id"]}


def deliver_all(stripe: Any) -> None:
    """Every event, and what the worker does in the minute after."""
    for event in events_of(stripe):
        assert deliver(event).status_code == 200, event["type"]
    late.fill()


def tick(stripe: Any, seconds: int = 1) -> None:
    """Move Stripe's clock on, so that what follows is of a later second."""
    stripe.control("POST", "clock", advance=seconds)


def freeze(stripe: Any) -> None:
    stripe.control("POST", "clock", now=int(time.time()))
