"""What every call shares: Stripe's client, and a key that makes a write happen once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from stripe import RequestOptions, StripeClient

from cogento.errors import StripeObjectNotFound
from reporting.reader import Answer, call, client

Params = dict[str, Any]


def stripe() -> StripeClient:
    return client()


def every(list_call: Callable[..., Answer], **params: Any) -> Iterator[dict[str, Any]]:
    """Every entry of what a call of the gateway lists, a page of 100 after the other."""
    asked = {"limit": 100, **params}
    while True:
        page = list_call(params=asked).data
        yield from page["data"]
        if not page["has_more"]:
            return
        asked["starting_after"] = page["data"][-1]["id"]


def delete(
    method: Callable[..., Any],
    id: str,
    idempotency_key: str,
    *,
    look: Callable[..., Any],
    gone: Callable[[dict[str, Any]], bool],
) -> Answer:
    """Delete or cancel something; one that is `gone` already answers as it is now.

    Stripe keeps no keys for DELETE: what is sent again because its answer was lost finds nothing.

    Raises:
        errors.StripeObjectNotFound: it was never there.
    """
    try:
        return call(method, id, None, once(idempotency_key))
    except StripeObjectNotFound:
        answer = call(look, id)
        if not gone(answer.data):
            raise
        return answer


def once(idempotency_key: str) -> RequestOptions:
    return {"idempotency_key": idempotency_key}
