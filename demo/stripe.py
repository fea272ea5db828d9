"""Acting "in Stripe", as a treasurer does in Stripe's dashboard: plain calls to the emulator's API."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import httpx


class StripeRefused(Exception):
    """An answer that is an error."""


class Stripe:
    def __init__(self, url: str, *, timeout: float = 30) -> None:
        self.http = httpx.Client(
            base_url=url,
            timeout=timeout,
            headers={"Authorization": "Bearer sk_test_dashboard"},
            trust_env=False,
        )

    def post(self, path: str, **fields: Any) -> dict[str, Any]:
        return self._answer(self.http.post(f"/v1/{path}", data=dict(flat(fields))))

    def get(self, path: str, **fields: Any) -> dict[str, Any]:
        return self._answer(self.http.get(f"/v1/{path}", params=dict(flat(fields))))

    def all(self, path: str, **fields: Any) -> Iterator[dict[str, Any]]:
        """Every object of a list, page by page."""
        page = self.get(path, limit=100, **fields)
        yield from page["data"]
        while page["has_more"]:
            page = self.get(path, limit=100, starting_after=page["data"][-1]["id"], **fields)
            yield from page["data"]

    def delete(self, path: str) -> dict[str, Any]:
        return self._answer(self.http.delete(f"/v1/{path}"))

    def control(self, path: str, **order: Any) -> dict[str, Any]:
        """The emulator's own interface: its clock, its deliveries."""
        return self._answer(self.http.post(f"/_emulator/{path}", json=order))

    def count(self) -> dict[str, int]:
        """How many objects of each kind there are."""
        counts: dict[str, int] = self._answer(self.http.get("/_emulator/health"))["objects"]
        return counts

    def pending_webhooks(self) -> int:
        return int(self._answer(self.http.get("/_emulator/deliveries"))["pending"])

    @staticmethod
    def _answer(response: httpx.Response) -> dict[str, Any]:
        if response.is_error:
            raise StripeRefused(
                f"{response.request.method} {response.request.url.path}: {response.text[:300]}"
            )
        found: dict[str, Any] = response.json()
        return found


def flat(fields: dict[str, Any], prefix: str = "") -> list[tuple[str, str]]:
    """Stripe's form encoding: `{"recurring": {"interval": "year"}}` is `recurring[interval]=year`."""
    pairs: list[tuple[str, str]] = []
    for key, value in fields.items():
        name = f"{prefix}[{key}]" if prefix else key
        if isinstance(value, dict):
            pairs += flat(value, name)
        elif isinstance(value, list):
            pairs += flat({str(number): item for number, item in enumerate(value)}, name)
        else:
            pairs.append((name, str(value).lower() if isinstance(value, bool) else str(value)))
    return pairs
