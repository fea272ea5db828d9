"""Types of request parameters: each turns what was sent into a Python value, or refuses it as Stripe does.

A resource declares `CREATE = {"name": text(), "items": array(record({...}))}`; `parse` applies it.

Source: https://docs.stripe.com/api/errors, https://docs.stripe.com/error-codes
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from .errors import InvalidRequest, missing, unknown

Spec = Mapping[str, "Type"]


@dataclass(frozen=True)
class Type:
    read: Callable[[Any, str], Any]
    required: bool = False
    clearable: bool = False
    takes_empty: bool = False
    fields: Spec | None = None
    """What a hash may hold."""
    element: Type | None = None
    """What a list holds."""
    effect: bool = True

    def __call__(self, value: Any, name: str) -> Any:
        if value == "" and not self.takes_empty:
            if self.clearable:
                return None
            raise InvalidRequest(
                f"You passed an empty string for '{name}'. We assume empty values are an attempt to unset a"
                f" parameter; however '{name}' cannot be unset. You should remove '{name}' from your request"
                " or supply a non-empty value.",
                code="parameter_invalid_empty",
                param=name,
            )
        return self.read(value, name)


def required(kind: Type) -> Type:
    return replace(kind, required=True)


def clearable(kind: Type) -> Type:
    """An empty string unsets it."""
    return replace(kind, clearable=True, takes_empty=False)


def text(*, limit: int = 5000, clear: bool = True) -> Type:
    def read(value: Any, name: str) -> str:
        if not isinstance(value, str):
            raise InvalidRequest(f"Invalid string: {_shown(value)}", param=name)
        if len(value) > limit:
            raise InvalidRequest(
                f"Invalid string: {value[:10]}...{value[-10:]}; must be at most {limit} characters",
                param=name,
            )
        return value

    return Type(read, clearable=clear)


def email() -> Type:
    def read(value: Any, name: str) -> str:
        if (
            not isinstance(value, str)
            or not re.fullmatch(r"[^@\s,]+@[^@\s,]+\.?[^@\s,]+", value)
            or len(value) > 512
        ):
            raise InvalidRequest(f"Invalid email address: {_shown(value)}", code="email_invalid", param=name)
        return value

    return Type(read, clearable=True)


def url() -> Type:
    def read(value: Any, name: str) -> str:
        if not isinstance(value, str) or not re.match(r"https?://[^\s/]+", value):
            raise InvalidRequest("Not a valid URL", code="url_invalid", param=name)
        return value

    return Type(read, clearable=True)


def integer(*, minimum: int | None = None, maximum: int | None = None) -> Type:
    def read(value: Any, name: str) -> int:
        if not isinstance(value, str) or not re.fullmatch(r"[+-]?\d{1,18}", value):
            raise InvalidRequest(
                f"Invalid integer: {_shown(value)}", code="parameter_invalid_integer", param=name
            )
        number = int(value)
        if minimum is not None and number < minimum:
            raise InvalidRequest(
                f"This value must be greater than or equal to {minimum}.",
                code="parameter_invalid_integer",
                param=name,
            )
        if maximum is not None and number > maximum:
            raise InvalidRequest(
                f"This value must be less than or equal to {maximum}.",
                code="parameter_invalid_integer",
                param=name,
            )
        return number

    return Type(read)


def decimal() -> Type:
    def read(value: Any, name: str) -> str:
        if not isinstance(value, str) or not re.fullmatch(r"-?\d+(\.\d{1,12})?", value):
            raise InvalidRequest(f"Invalid decimal: {_shown(value)}", param=name)
        return value.rstrip("0").rstrip(".") if "." in value else value

    return Type(read)


def timestamp(*words: str) -> Type:
    """Seconds since 1970, or one of the words that the parameter knows, such as `now`."""

    def read(value: Any, name: str) -> Any:
        if value in words:
            return value
        if not isinstance(value, str) or not re.fullmatch(r"-?\d{1,12}", value):
            raise InvalidRequest(f"Invalid timestamp: {_shown(value)}; must be an integer", param=name)
        return int(value)

    return Type(read)


def boolean() -> Type:
    def read(value: Any, name: str) -> bool:
        if value not in ("true", "false"):
            raise InvalidRequest(f"Invalid boolean: {_shown(value)}", param=name)
        return bool(value == "true")

    return Type(read)


def enum(*choices: str) -> Type:
    def read(value: Any, name: str) -> str:
        if value in choices:
            return str(value)
        listed = choices[0] if len(choices) == 1 else f"{', '.join(choices[:-1])}, or {choices[-1]}"
        raise InvalidRequest(f"Invalid {name}: must be one of {listed}", param=name)

    return Type(read)


def array(kind: Type) -> Type:
    def read(value: Any, name: str) -> list[Any]:
        if isinstance(value, dict) and all(k.isdigit() for k in value):
            keyed = sorted(((int(k), v) for k, v in value.items()), key=lambda pair: pair[0])
            return [kind(v, f"{name}[{k}]") for k, v in keyed]
        if not isinstance(value, list):
            raise InvalidRequest("Invalid array", param=name)
        return [kind(v, f"{name}[{i}]") for i, v in enumerate(value)]

    return Type(read, clearable=True, element=kind)


def record(spec: Spec) -> Type:
    def read(value: Any, name: str) -> dict[str, Any]:
        if not isinstance(value, dict):
            raise InvalidRequest("Invalid object", param=name)
        return parse(spec, value, name)

    return Type(read, fields=spec)


def idle(kind: Type | None = None) -> Type:
    """Known to Stripe, taken and not acted upon: `docs/emulator.md` lists them."""
    return replace(kind or Type(lambda value, name: value, clearable=True), effect=False)


def automatic_tax() -> Type:
    """Off: Stripe Tax is not active on the emulator's account."""
    shape = record({"enabled": required(boolean()), "liability": idle()})

    def read(value: Any, name: str) -> dict[str, Any]:
        given: dict[str, Any] = shape.read(value, name)
        if given["enabled"]:
            raise InvalidRequest(
                "Stripe Tax has not been activated on your account. Please visit"
                " https://dashboard.stripe.com/settings/tax to get started.",
                code="stripe_tax_inactive",
                param=name,
            )
        return given

    return replace(shape, read=read)


def custom_fields(*, limit: int = 4) -> Type:
    """`[{"name", "value"}]` to print on invoices; an empty string takes them away."""
    kind = array(record({"name": required(text(limit=40)), "value": required(text(limit=140))}))

    def read(value: Any, name: str) -> list[Any]:
        given: list[Any] = kind.read(value, name)
        if len(given) > limit:
            raise InvalidRequest(f"You can only have up to {limit} custom fields.", param=name)
        return given

    return replace(kind, read=read)


def discounts_param() -> Type:
    """`[{"coupon"}, {"promotion_code"}, {"discount"}]`; an empty string takes them all away."""
    one = {"coupon": text(clear=False), "discount": text(clear=False), "promotion_code": text(clear=False)}
    return array(record(one))


def date_range() -> Type:
    bounds = {bound: timestamp() for bound in ("gt", "gte", "lt", "lte")}

    def read(value: Any, name: str) -> dict[str, int]:
        if isinstance(value, dict):
            return parse(bounds, value, name)
        return {"eq": timestamp()(value, name)}

    return Type(read)


def parse(spec: Spec, sent: Mapping[str, Any], prefix: str = "") -> dict[str, Any]:
    """Check what was sent against the declaration; only given parameters are in the answer."""
    named = {key: f"{prefix}[{key}]" if prefix else key for key in [*spec, *sent]}
    strangers = [named[key] for key in sent if key not in spec]
    if strangers:
        raise unknown(strangers)
    for key, kind in spec.items():
        if kind.required and key not in sent:
            raise missing(named[key])
    return {key: spec[key](value, named[key]) for key, value in sent.items()}


def _shown(value: Any) -> str:
    return value if isinstance(value, str) else "{...}" if isinstance(value, dict) else "[...]"
