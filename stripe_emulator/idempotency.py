"""Idempotency keys: the first answer to a key is kept and given again.

A request that failed before it began (bad parameters, an injected fault) keeps nothing, so it can be
mended and sent again.

Source: https://docs.stripe.com/api/idempotent_requests
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from .errors import IdempotencyError, KeyInUse


@dataclass(frozen=True)
class Saved:
    path: str
    fingerprint: str
    status: int
    body: bytes
    request_id: str


class Idempotency:
    def __init__(self) -> None:
        self.saved: dict[str, Saved] = {}
        self.in_flight: dict[str, str] = {}
        self.changed: list[str] = []

    def clear(self) -> None:
        self.saved.clear()
        self.changed.clear()

    def begin(self, key: str, path: str, raw: bytes) -> Saved | None:
        """The saved answer, or None and the key is taken until `end`."""
        if len(key) > 255:
            raise IdempotencyError("Idempotency keys can be at most 255 characters long.")
        mark = fingerprint(path, raw)
        if key in self.in_flight:
            raise KeyInUse(
                "There is currently another in-progress request using this Idempotent Key (that probably"
                " means you"
                " submitted twice, and the other request is still going through): "
                f"{key}. Please try again later.",
                code="idempotency_key_in_use",
            )
        saved = self.saved.get(key)
        if saved is None:
            self.in_flight[key] = mark
            return None
        if saved.path != path:
            raise IdempotencyError(
                "Keys for idempotent requests can only be used for the same endpoint they were first"
                " used for"
                f" ('{path}' vs '{saved.path}'). Try using a key other than '{key}' if you meant to execute a"
                " different request."
            )
        if saved.fingerprint != mark:
            raise IdempotencyError(
                "Keys for idempotent requests can only be used with the same parameters they were first"
                " used with."
                f" Try using a key other than '{key}' if you meant to execute a different request."
            )
        return saved

    def save(self, key: str, path: str, raw: bytes, status: int, body: bytes, request_id: str) -> None:
        self.saved[key] = Saved(path, fingerprint(path, raw), status, body, request_id)
        self.changed.append(key)

    def end(self, key: str) -> None:
        self.in_flight.pop(key, None)

    def take_changed(self) -> list[tuple[str, Saved]]:
        changed, self.changed = self.changed, []
        return [(key, self.saved[key]) for key in changed]


def fingerprint(path: str, raw: bytes) -> str:
    return hashlib.sha256(path.encode() + b"\0" + b"&".join(sorted(raw.split(b"&")))).hexdigest()
