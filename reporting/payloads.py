"""JSON from Stripe, as PostgreSQL can keep it."""

from __future__ import annotations

import json
import re
from typing import Any, NoReturn

import orjson

# PostgreSQL keeps neither NUL nor half of a surrogate pair in a text; Stripe takes both from its customers.
REFUSED = re.compile("[\x00\ud800-\udfff]")
ESCAPED_NUL = b"\\u0000"


def parse_json(payload: bytes | str) -> Any:
    """What the JSON says, but for characters that cannot be stored: those are left out.

    Raises:
        ValueError: it is not JSON.
        RecursionError: it is nested too deeply.
    """
    raw = payload.encode("utf-8", "surrogatepass") if isinstance(payload, str) else payload
    try:
        value = orjson.loads(raw)
    except orjson.JSONDecodeError:
        # Half of a surrogate pair, or a number that is too large for it; or no JSON at all.
        return _storable(json.loads(raw.decode("utf-8", "surrogatepass"), parse_constant=_refuse))
    return _storable(value) if ESCAPED_NUL in raw else value


def _storable(value: Any) -> Any:
    if isinstance(value, str):
        return REFUSED.sub("", value)
    if isinstance(value, dict):
        return {_storable(key): _storable(entry) for key, entry in value.items()}
    return [_storable(entry) for entry in value] if isinstance(value, list) else value


def _refuse(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is not JSON.")
