"""API keys: any `sk_test_…` may do everything; a restricted key `rk_test_…` what it was made for.

A live key is taken like a test key, so that what keeps to live mode's limits can be measured; objects say
`livemode: false` all the same.

`/_emulator/keys` says what a key may do: `{"key": "rk_test_x", "permissions": {"customers": "write",
"*": "read"}}`, or `{"key": …, "expired": true}`. A restricted key that nobody spoke of may do everything, one
that begins with `rk_test_readonly` only read.

Source: https://docs.stripe.com/keys#limit-access
"""

from __future__ import annotations

import base64
from dataclasses import dataclass, field
from typing import Any

from .errors import Forbidden, Unauthorized

KINDS = ("sk_test_", "rk_test_", "sk_live_", "rk_live_")
LEVELS = ("none", "read", "write")
READ_ONLY = {"*": "read"}


@dataclass
class Keys:
    permissions: dict[str, dict[str, str]] = field(default_factory=dict)
    expired: set[str] = field(default_factory=set)

    def clear(self) -> None:
        self.permissions.clear()
        self.expired.clear()

    def order(self, wanted: dict[str, Any]) -> None:
        key = str(wanted["key"])
        permissions = dict(wanted.get("permissions", {}))
        if wrong := [level for level in permissions.values() if level not in LEVELS]:
            raise ValueError(f"A permission is one of {', '.join(LEVELS)}, not {wrong[0]!r}.")
        if permissions:
            self.permissions[key] = permissions
        (self.expired.add if wanted.get("expired") else self.expired.discard)(key)

    def check(self, authorization: str, method: str, path: str) -> None:
        key = key_of(authorization)
        if key in self.expired:
            raise Unauthorized(f"Expired API Key provided: {hidden(key)}", code="api_key_expired")
        allowed = self.permissions.get(key)
        if allowed is None and key.startswith("rk_test_readonly"):
            allowed = READ_ONLY
        if allowed is None:
            return
        resource = path.removeprefix("/v1/").partition("/")[0]
        level = allowed.get(resource, allowed.get("*", "none"))
        needed = "read" if method == "GET" else "write"
        if LEVELS.index(level) < LEVELS.index(needed):
            raise Forbidden(
                f"The provided key '{hidden(key)}' does not have the required permissions for this endpoint."
                f" Having the 'rak_{resource.removesuffix('s')}_{needed}' permission would allow this request"
                " to continue.",
            )


def key_of(authorization: str) -> str:
    """The key of `Bearer` or `Basic`; refuses what is none.

    Source: https://docs.stripe.com/api/authentication
    """
    scheme, _, given = authorization.partition(" ")
    if scheme.lower() == "basic":
        try:
            given = base64.b64decode(given).decode().partition(":")[0]
        except ValueError:
            given = ""
    if not given:
        raise Unauthorized(
            "You did not provide an API key. You need to provide your API key in the Authorization"
            " header, using"
            " Bearer auth (e.g. 'Authorization: Bearer YOUR_SECRET_KEY'). See https://stripe.com/docs/api#authentication"
            " for details, or we can help at https://support.stripe.com/."
        )
    if not given.startswith(KINDS):
        raise Unauthorized(f"Invalid API Key provided: {hidden(given)}")
    return given


def hidden(key: str) -> str:
    return key[:8] + "*" * max(len(key) - 12, 0) + key[-4:] if len(key) > 12 else "*" * len(key)
