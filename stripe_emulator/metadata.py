"""Metadata: at most 50 keys of 40 characters, values of 500; merged key by key.

Source: https://docs.stripe.com/metadata
"""

from __future__ import annotations

from typing import Any

from .errors import InvalidRequest
from .params import Type

MAX_KEYS, MAX_KEY, MAX_VALUE = 50, 40, 500


def metadata() -> Type:
    def read(value: Any, name: str) -> dict[str, str] | None:
        if value == "":
            return None
        if not isinstance(value, dict):
            raise InvalidRequest("Invalid object: metadata must be a set of key-value pairs", param=name)
        for key, entry in value.items():
            where = f"{name}[{key}]"
            if not isinstance(entry, str):
                raise InvalidRequest(
                    f"Metadata values must be strings, but for key '{key}' you passed in a nested object",
                    param=where,
                )
            if len(key) > MAX_KEY:
                raise InvalidRequest(
                    f"Metadata keys can have up to {MAX_KEY} characters, but you passed in a key that is"
                    f" {len(key)} characters. Invalid key: {key}",
                    param=where,
                )
            if len(entry) > MAX_VALUE:
                raise InvalidRequest(
                    f"Metadata values can have up to {MAX_VALUE} characters, but you passed in a value"
                    " that is"
                    f" {len(entry)} characters. Invalid value: {entry}",
                    param=where,
                )
        return value

    return Type(read, takes_empty=True)


def merged(old: dict[str, str] | None, given: dict[str, str] | None) -> dict[str, str]:
    """A given key overwrites, an empty value deletes, `metadata=""` clears."""
    if given is None:
        return {}
    result = {**(old or {}), **given}
    result = {key: value for key, value in result.items() if value != ""}
    if len(result) > MAX_KEYS:
        raise InvalidRequest(
            f"You can only have up to {MAX_KEYS} metadata keys, but your request would result in"
            f" {len(result)}.",
            param="metadata",
        )
    return result
