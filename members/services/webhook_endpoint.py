"""Where Stripe delivers its events: this installation's endpoint in Stripe."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.urls import reverse

from cogento.errors import StripeRefused
from members import gateway
from members.services import writing
from reporting.event_types import EVENT_TYPES


@dataclass(frozen=True)
class Registered:
    """`secret` is there only when the endpoint was made: Stripe shows it once. `outdated`: ids of others."""

    id: str
    url: str
    created: bool
    changed: bool
    secret: str = field(default="", repr=False)
    outdated: tuple[str, ...] = ()


def our_url() -> str:
    return settings.PUBLIC_URL + reverse("webhooks")


def register(*, by: str) -> Registered:
    """Make the endpoint of PUBLIC_URL in Stripe, or mend the one that is there.

    Stripe cannot change an endpoint's API version: one of another version is left as it is, so that no event
    is lost, and a new one is made beside it.

    Raises:
        StripeRefused: PUBLIC_URL is not one that Stripe delivers to.
        StripeError: Stripe refused or is away.
    """
    url = our_url()
    if settings.STRIPE_LIVE_MODE and not url.startswith("https://"):
        raise StripeRefused(
            f"Stripe delivers live events to https addresses only, and PUBLIC_URL is {settings.PUBLIC_URL}."
        )
    wanted = {"enabled_events": sorted(EVENT_TYPES)}
    with writing.lock("webhook_endpoint", url):
        listed = gateway.list_webhook_endpoints().data["data"]
        there = [endpoint for endpoint in listed if endpoint["url"] == url]
        right = [each for each in there if each["api_version"] == settings.STRIPE_API_VERSION]
        outdated = tuple(each["id"] for each in there if each not in right)
        if not right:
            params = {**wanted, "url": url, "api_version": settings.STRIPE_API_VERSION}
            made = gateway.create_webhook_endpoint(params=params, idempotency_key=writing.fresh_key())
            writing.finish(made, by=by, action="webhook_endpoint.create", before={}, after=params)
            return Registered(made.data["id"], url, True, True, made.data["secret"], outdated)
        endpoint = next((each for each in right if each["status"] == "enabled"), right[0])
        before = {"enabled_events": sorted(endpoint["enabled_events"]), "status": endpoint["status"]}
        changes: dict[str, Any] = {}
        if before["enabled_events"] not in (wanted["enabled_events"], ["*"]):
            changes |= wanted
        if endpoint["status"] != "enabled":
            changes["disabled"] = False
        if changes:
            answer = gateway.update_webhook_endpoint(
                endpoint_id=endpoint["id"], params=changes, idempotency_key=writing.fresh_key()
            )
            writing.finish(answer, by=by, action="webhook_endpoint.update", before=before, after=changes)
        return Registered(endpoint["id"], url, False, bool(changes), outdated=outdated)
