"""What a club keeps in Stripe's metadata: who may write which key, and what may stand in it."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, Literal

from cogento.errors import FieldInvalid, NotAllowed
from members import gateway
from members.models import FieldDefinition
from members.services import authority, fields, writing
from reporting.reader import Answer

Target = Literal["customer", "subscription"]
MAX_KEYS, MAX_KEY_LENGTH, MAX_VALUE_LENGTH = 50, 40, 500  # https://docs.stripe.com/api/metadata
MENDED_BY_HAND = ("member_name",)  # of Cogento's own keys: a name may be misspelt
YES, NO = {"yes", "y", "true", "1", "on"}, {"no", "n", "false", "0", "off"}


def write(
    *,
    target: Target,
    object_id: str,
    values: Mapping[str, str | None],
    by: str,
    as_member: bool = False,
    idempotency_key: str | None = None,
) -> Answer:
    """Change some keys of one Customer's or Subscription's metadata; None or an empty text removes a key.

    Only keys that differ are sent, so two people who change different keys at once lose none.

    Raises:
        FieldInvalid: a value is not what its definition asks for, or breaks a limit of Stripe's.
        NotAllowed: a key that `by` may not write.
        StripeObjectNotFound: there is no such object, or `as_member` and it is somebody else's.
    """
    prepared = prepare(target=target, values=values, by=by, as_member=as_member)
    current = (
        authority.customer(customer_id=object_id, by=by, as_member=as_member)
        if target == "customer"
        else authority.subscription(subscription_id=object_id, by=by, as_member=as_member)
    )
    stored: dict[str, str] = current.data.get("metadata") or {}
    differs = {key: value for key, value in prepared.items() if value != stored.get(key, "")}
    if not differs:
        return current
    check_limits(stored, differs)
    key, params = idempotency_key or writing.fresh_key(), {"metadata": differs}
    answer = (
        gateway.update_customer(customer_id=object_id, params=params, idempotency_key=key)
        if target == "customer"
        else gateway.update_subscription(subscription_id=object_id, params=params, idempotency_key=key)
    )
    before = {name: stored.get(name, "") for name in differs}
    return writing.finish(answer, by=by, action=f"{target}.metadata", before=before, after=differs)


def prepare(
    *, target: Target, values: Mapping[str, str | None], by: str, as_member: bool = False
) -> dict[str, str]:
    """Judge keys and values without a call to Stripe; answers with canonical texts, empty to remove a key."""
    definitions = fields.definitions(target)
    prepared: dict[str, str] = {}
    errors: dict[str, str] = {}
    for key, value in values.items():
        definition = definitions.get(key)
        _check_writable(key, definition, by=by, as_member=as_member)
        if fields.is_ours(target, key) and key not in MENDED_BY_HAND:
            errors[f"metadata.{key}"] = f'"{key}" is kept by Cogento itself. It follows what is done here.'
            continue
        try:
            prepared[key] = validate(definition, value) if definition else _plain(key, value)
        except FieldInvalid as error:
            errors[f"metadata.{key}"] = error.text
    if errors:
        raise FieldInvalid(errors)
    return prepared


def validate(definition: FieldDefinition, value: str | None) -> str:
    """The canonical text of a value: "yes" or "no", 2026-03-01, 42.5; empty stays empty.

    Raises:
        FieldInvalid: naming the field's label and saying what to enter.
    """
    text = str(value if value is not None else "").strip()
    if not text:
        return ""
    try:
        return _storable(_CANONICAL[definition.type](definition, text))
    except ValueError as error:
        raise FieldInvalid({definition.key: f'"{definition.label}": {error}'}) from None


def check_limits(stored: Mapping[str, str], changes: Mapping[str, str]) -> None:
    """Raises FieldInvalid where there would be more keys than Stripe keeps, naming the first too many."""
    after = [key for key in stored if changes.get(key) != ""]
    after += [key for key, value in changes.items() if value and key not in stored]
    if len(after) > MAX_KEYS:
        key = after[MAX_KEYS]
        text = f'"{key}" would be field {MAX_KEYS + 1} here. Stripe keeps {MAX_KEYS}; remove one first.'
        raise FieldInvalid({f"metadata.{key}": text})


def readable(data: Mapping[str, Any], *, target: Target, as_member: bool) -> dict[str, str]:
    """What of an object's metadata this reader may see: members what is defined for them, admins all."""
    stored: dict[str, str] = data.get("metadata") or {}
    if not as_member:
        return dict(stored)
    return {key: stored[key] for key in fields.readable_by_member(target) if key in stored}


def _check_writable(key: str, definition: FieldDefinition | None, *, by: str, as_member: bool) -> None:
    if as_member:
        if definition is None or definition.writable_by != FieldDefinition.Audience.MEMBER:
            raise NotAllowed(f'"{key[:MAX_KEY_LENGTH]}" is not yours to change. Ask the club.')
    elif definition is None and not authority.is_superuser(by):
        raise NotAllowed(f'No field is defined for "{key[:MAX_KEY_LENGTH]}". A superuser can define one.')


def _plain(key: str, value: str | None) -> str:
    """A key that nobody has defined: anything that Stripe takes."""
    try:
        if not key.strip() or len(key) > MAX_KEY_LENGTH or set("[]") & set(_storable(key)):
            raise ValueError(f"a key has 1 to {MAX_KEY_LENGTH} characters and no square brackets.")
        return _storable(str(value if value is not None else "").strip())
    except ValueError as error:
        raise FieldInvalid({key: f'"{key}": {error}'}) from None


def _storable(text: str) -> str:
    if len(text) > MAX_VALUE_LENGTH:
        raise ValueError(f"{len(text)} characters are too many. Enter at most {MAX_VALUE_LENGTH}.")
    if any(char == "\x00" or "\ud800" <= char <= "\udfff" for char in text):
        raise ValueError("it contains a character that cannot be stored. Type it again.")
    return text


def _choice(definition: FieldDefinition, text: str) -> str:
    for choice in definition.choices:
        if str(choice).casefold() == text.casefold():
            return str(choice)
    raise ValueError(f'"{text[:40]}" is not one of the choices. Choose {_listed(definition.choices)}.')


def _date(definition: FieldDefinition, text: str) -> str:
    try:
        if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text, re.ASCII):
            return date.fromisoformat(text).isoformat()
    except ValueError:
        pass
    raise ValueError(f'"{text[:40]}" is not a date. Enter year-month-day, such as 2026-03-31.')


def _number(definition: FieldDefinition, text: str) -> str:
    plain = re.fullmatch(r"[+-]?\d+(\.\d+)?", text, re.ASCII)
    if not plain or not math.isfinite(float(text)):
        raise ValueError(f'"{text[:40]}" is not a number. Enter one such as 42 or 7.5.')
    sign = "-" if text.startswith("-") else ""
    whole, _, fraction = text.lstrip("+-").partition(".")
    whole, fraction = whole.lstrip("0") or "0", fraction.rstrip("0")
    number = f"{whole}.{fraction}" if fraction else whole
    return number if number == "0" else sign + number


def _yes_no(definition: FieldDefinition, text: str) -> str:
    if text.casefold() in YES:
        return "yes"
    if text.casefold() in NO:
        return "no"
    raise ValueError(f'"{text[:40]}" is neither yes nor no. Enter yes or no.')


def _listed(choices: list[Any]) -> str:
    texts = [str(choice) for choice in choices]
    return texts[0] if len(texts) == 1 else f"{', '.join(texts[:-1])} or {texts[-1]}"


_CANONICAL: dict[str, Callable[[FieldDefinition, str], str]] = {
    FieldDefinition.Type.TEXT: lambda definition, text: text,
    FieldDefinition.Type.CHOICE: _choice,
    FieldDefinition.Type.DATE: _date,
    FieldDefinition.Type.NUMBER: _number,
    FieldDefinition.Type.YES_NO: _yes_no,
}
