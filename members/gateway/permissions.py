"""What a restricted key may do, found out without changing anything.

Source: https://docs.stripe.com/keys/restricted-api-keys
"""

from __future__ import annotations

from typing import Any

from cogento.errors import StripeError, StripePermissionMissing, StripeUnavailable
from members.gateway.client import stripe
from reporting import reader
from reporting.objects import MIRRORED

NOTHING = "nothing_of_that_name"

READS = {
    spec.path.removeprefix("/v1/"): spec.listed or spec.path for spec in MIRRORED.values() if not spec.within
} | {
    "events": "/v1/events",
    "webhook_endpoints": "/v1/webhook_endpoints",
}
WRITES = (
    "customers",
    "subscriptions",
    "subscription_schedules",
    "products",
    "prices",
    "coupons",
    "promotion_codes",
    "invoices",
    "payment_intents",
    "refunds",
    "checkout/sessions",
    "billing_portal/sessions",
)


def may_read(name: str) -> bool:
    """Raises StripeUnavailable if Stripe is away."""
    params: dict[str, Any] = {} if READS[name] == "/v1/account" else {"limit": 1}
    try:
        reader.get(READS[name], **params)
    except StripePermissionMissing:
        return False
    except StripeError as error:
        return _not_away(error)
    return True


def may_write(name: str) -> bool:
    """Ask to change something that does not exist: Stripe looks at the key's permission first.

    Raises StripeUnavailable if Stripe is away.
    """
    path = f"/v1/{name}/{NOTHING}"
    params: dict[str, Any] = {"metadata": {"key": "value"}}
    if name == "billing_portal/sessions":  # it can only be made, and only for somebody
        path, params = f"/v1/{name}", {"customer": NOTHING}
    try:
        with reader.translated():
            stripe().raw_request("post", path, **params)
    except StripePermissionMissing:
        return False
    except StripeError as error:
        return _not_away(error)
    return True


def _not_away(error: StripeError) -> bool:
    """Stripe looked at the request itself, so the key may make it."""
    if isinstance(error, StripeUnavailable):
        raise error
    return True
