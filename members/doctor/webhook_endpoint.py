"""The endpoint in Stripe: is there one of ours, on, of our version, and told of everything?"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings

from cogento.errors import StripeError, StripePermissionMissing
from members import gateway
from members.doctor.finding import Finding, ok, warning, wrong
from members.services.webhook_endpoint import our_url
from reporting.event_types import EVENT_TYPES

MEND = "Run: manage.py register_webhook"


def check() -> Iterator[Finding]:
    if not settings.STRIPE_WEBHOOK_SECRETS:
        yield wrong(
            "STRIPE_WEBHOOK_SECRETS is empty, so every event is refused. Copy the endpoint's signing secret "
            "(whsec_…) from Stripe's dashboard (Developers, Webhooks)."
        )
    try:
        listed = gateway.list_webhook_endpoints().data["data"]
    except StripePermissionMissing:
        yield warning(
            "The restricted key may not read webhook endpoints, so they were not looked at. Allow it, or "
            "look into Stripe's dashboard."
        )
        return
    except StripeError:
        yield wrong("Stripe could not be asked for its endpoints. Mend what is said under Stripe first.")
        return
    url = our_url()
    yield from _elsewhere(listed, url)
    ours = [endpoint for endpoint in listed if endpoint["url"] == url]
    yield from _endpoints(ours) if ours else [wrong(f"Stripe has no endpoint of {url}. {MEND}")]


def _elsewhere(listed: list[dict[str, Any]], url: str) -> Iterator[Finding]:
    """Those of a Cogento at another address, such as the one that this installation had before."""
    for endpoint in listed:
        is_like_ours = urlsplit(endpoint["url"]).path == urlsplit(url).path
        if is_like_ours and endpoint["url"] != url and endpoint["status"] == "enabled":
            yield warning(
                f"{endpoint['id']} delivers to {endpoint['url']} as well. If that is this one's former "
                "address, delete it in Stripe's dashboard."
            )


def _endpoints(ours: list[dict[str, Any]]) -> Iterator[Finding]:
    on = [endpoint for endpoint in ours if endpoint["status"] == "enabled"]
    right = [each for each in on if each["api_version"] == settings.STRIPE_API_VERSION]
    if not on:
        yield wrong(f"The endpoint {ours[0]['id']} is switched off in Stripe, so no event comes. {MEND}")
    elif not right:
        yield wrong(
            f"The endpoint {on[0]['id']} is of Stripe's API version {on[0]['api_version']}; this version of "
            f"Cogento reads {settings.STRIPE_API_VERSION}. {MEND}"
        )
    else:
        missing = min((_missing(endpoint) for endpoint in right), key=len)
        if missing:
            yield wrong(
                f"Stripe does not tell of {len(missing)} kinds of events, such as {missing[0]}. {MEND}"
            )
        else:
            yield ok(f"The endpoint {right[0]['id']} is on, of the right version, and told of everything.")
        for endpoint in on:
            if endpoint not in right or endpoint is not right[0]:
                yield warning(
                    f"{endpoint['id']} has the same address, so events come twice. Delete it in Stripe's "
                    "dashboard once the other one's secret is in STRIPE_WEBHOOK_SECRETS."
                )


def _missing(endpoint: dict[str, Any]) -> list[str]:
    told = endpoint["enabled_events"]
    return [] if "*" in told else sorted(set(EVENT_TYPES) - set(told))
