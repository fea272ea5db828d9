"""What every call shares: Stripe's client, and a key that makes a write happen once."""

from __future__ import annotations

from typing import Any

from stripe import RequestOptions, StripeClient

from reporting.reader import client

Params = dict[str, Any]


def stripe() -> StripeClient:
    return client()


def once(idempotency_key: str) -> RequestOptions:
    return {"idempotency_key": idempotency_key}
