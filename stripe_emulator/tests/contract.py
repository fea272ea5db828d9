"""Does a JSON value have the shape that a class of Stripe's SDK declares? Answers what is wrong, as text."""

from __future__ import annotations

import inspect
import re
import typing
from decimal import Decimal
from typing import Any, ForwardRef, Literal, Union, get_args, get_origin

import stripe
from stripe import ListObject, StripeObject


def declared(cls: type) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for base in reversed(cls.__mro__):
        if issubclass(base, StripeObject) and base not in (StripeObject, stripe.APIResource):
            found.update(inspect.get_annotations(base))
    return {
        key.removesuffix("_") if key.endswith("_") else key: kind
        for key, kind in found.items()
        if not key.startswith("_") and get_origin(kind) is not typing.ClassVar
    }


def problems(cls: type, value: dict[str, Any], path: str = "") -> list[str]:
    """Unknown keys, required keys that are missing, and values of a wrong type, all the way down."""
    fields = declared(cls)
    found = [f"{path}.{key}: unknown" for key in value if key not in fields]
    for key, kind in fields.items():
        if key not in value:
            if not optional(kind):
                found.append(f"{path}.{key}: missing")
        else:
            found += mismatch(kind, value[key], f"{path}.{key}")
    return found


def optional(kind: Any) -> bool:
    return type(None) in get_args(kind)


def mismatch(kind: Any, value: Any, path: str) -> list[str]:
    origin, args = get_origin(kind), get_args(kind)
    if origin is Union:
        tries = [mismatch(one, value, path) for one in args]
        return [] if any(not one for one in tries) else min(tries, key=len)
    if kind is type(None):
        return [] if value is None else [f"{path}: {value!r} is not null"]
    if isinstance(kind, (str, ForwardRef)):
        name = kind if isinstance(kind, str) else kind.__forward_arg__
        return by_name(name, value, path)
    if origin is Literal:
        return [] if value in args else [f"{path}: {value!r} is none of {args}"]
    if origin in (list, list):
        if not isinstance(value, list):
            return [f"{path}: {value!r} is not a list"]
        return [text for n, entry in enumerate(value) for text in mismatch(args[0], entry, f"{path}[{n}]")]
    if origin is ListObject:
        if not isinstance(value, dict) or value.get("object") != "list":
            return [f"{path}: not a list object"]
        return [
            text for n, row in enumerate(value["data"]) for text in mismatch(args[0], row, f"{path}[{n}]")
        ]
    if isinstance(kind, type) and issubclass(kind, StripeObject):
        return (
            problems(kind, value, path)
            if isinstance(value, dict)
            else [f"{path}: {value!r} is not an object"]
        )
    expected = {Decimal: str, int: int, str: str, bool: bool, float: (int, float)}.get(kind)
    if expected is None or kind is Any:
        return []
    right = isinstance(value, expected) and (kind is bool) == isinstance(value, bool)
    return [] if right else [f"{path}: {value!r} is not {kind}"]


def by_name(name: str, value: Any, path: str) -> list[str]:
    if listed := re.fullmatch(r'ListObject\["?(\w+)"?\]', name):
        return mismatch(ListObject[ForwardRef(listed[1])], value, path)  # type: ignore[misc]
    if re.match(r"(Untyped|Dict|List|UntypedStripeObject)", name):
        return [] if isinstance(value, (dict, list)) else [f"{path}: {value!r} is not {name}"]
    cls = getattr(stripe, name, None)
    if not isinstance(cls, type) or not isinstance(value, dict):
        return [] if isinstance(value, dict) else [f"{path}: {value!r} is not {name}"]
    return problems(cls, value, path)
