"""The account that the contract tests run against: the emulator's, or one at Stripe.

Whatever is made through `v1` is noted, and `clean_up` takes it away again; what Stripe keeps for ever (prices
and their products, tax rates, portal configurations, payment links) is archived.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import httpx
import stripe

STRIPE = "https://api.stripe.com"
Row = dict[str, Any]
# In this order: a clock takes its customers with it, a customer their subscriptions.
ENDS: dict[str, tuple[str, str, Row]] = {
    "test_helpers.test_clock": ("DELETE", "test_helpers/test_clocks/{id}", {}),
    "customer": ("DELETE", "customers/{id}", {}),
    "checkout.session": ("POST", "checkout/sessions/{id}/expire", {}),
    "payment_link": ("POST", "payment_links/{id}", {"active": "false"}),
    "promotion_code": ("POST", "promotion_codes/{id}", {"active": "false"}),
    "coupon": ("DELETE", "coupons/{id}", {}),
    "tax_rate": ("POST", "tax_rates/{id}", {"active": "false"}),
    "webhook_endpoint": ("DELETE", "webhook_endpoints/{id}", {}),
    "billing_portal.configuration": ("POST", "billing_portal/configurations/{id}", {"active": "false"}),
    "plan": ("DELETE", "plans/{id}", {}),
    "price": ("POST", "prices/{id}", {"active": "false"}),
    "product": ("POST", "products/{id}", {"active": "false"}),
}
# Gone with something else already, or never to be ended again.
OVER = ("resource_missing",)


class Noting(stripe.RequestsClient):
    """Stripe's own way to send requests, with a note of what each of them made."""

    def __init__(self, note: Callable[[Row], None]) -> None:
        super().__init__()
        self.note = note

    def request(
        self, method: str, url: str, headers: Mapping[str, str] | None, post_data: Any = None
    ) -> tuple[bytes, int, Mapping[str, str]]:
        answer = super().request(method, url, headers, post_data)  # type: ignore[no-untyped-call]
        if method == "post" and answer[1] == 200:
            self.note(json.loads(answer[0]))
        return answer  # type: ignore[no-any-return]


@dataclass
class Account:
    key: str
    base: str = STRIPE
    emulated: bool = True
    made: dict[str, list[str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.since = int(time.time()) - 60
        self.http = httpx.Client(
            base_url=self.base,
            headers={"Authorization": f"Bearer {self.key}", "Stripe-Version": str(stripe.api_version)},
            timeout=80,
            trust_env=not self.emulated,
        )
        self.client = stripe.StripeClient(
            self.key,
            base_addresses={"api": self.base},
            http_client=Noting(self.note),
            max_network_retries=0 if self.emulated else 3,
        )
        self.v1 = self.client.v1

    def note(self, row: Row) -> None:
        kind, id = row.get("object"), row.get("id")
        if not isinstance(kind, str) or not isinstance(id, str):
            return
        known = self.made.setdefault(kind, [])
        if id not in known:
            known.append(id)
        if kind in ("price", "plan") and isinstance(row.get("product"), str):
            self.note({"object": "product", "id": row["product"]})

    def get(self, path: str, **params: Any) -> Row:
        """The answer as JSON, untouched by the SDK."""
        answer = self.http.get(f"/v1/{path}", params=params)
        answer.raise_for_status()
        found: Row = answer.json()
        return found

    def until(self, check: Callable[[], Any]) -> Any:
        """Poll for a state: Stripe takes its time, the emulator does not."""
        deadline = time.monotonic() + (10 if self.emulated else 300)
        while time.monotonic() < deadline:
            if found := check():
                return found
            time.sleep(0.02 if self.emulated else 2)
        raise AssertionError("The state was not reached in time.")

    def clean_up(self) -> list[str]:
        """End or archive all that was made; answers what could not be."""
        left = []
        for kind, (method, path, data) in ENDS.items():
            for id in reversed(self.made.get(kind, [])):
                answer = self._end(method, f"/v1/{path.format(id=id)}", data)
                error = answer.json().get("error", {})
                if answer.is_success or error.get("code") in OVER or not self._open(kind, id):
                    continue
                left.append(f"{kind} {id}: {error.get('message')}")
        self.made.clear()
        return left

    def _end(self, method: str, path: str, data: Row) -> httpx.Response:
        for wait in (0, 1, 2, 4, 8):
            time.sleep(wait)
            answer = self.http.request(method, path, data=data)
            if answer.status_code != 429:
                break
        return answer

    def _open(self, kind: str, id: str) -> bool:
        """A checkout session that was paid or has expired cannot be ended, and need not be."""
        return kind != "checkout.session" or self.get(f"checkout/sessions/{id}")["status"] == "open"
