"""What a club says of a plan, checked and written as the Product's metadata: see `reporting.plan_details`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cogento.errors import FieldInvalid
from reporting.plan_details import JOINING, KEYS, MAX_NUMBER, NUMBERS, PlanDetails

MAX_TEXT = 500  # Stripe's, of one value


def metadata_of(values: Mapping[str, Any], *, stored: PlanDetails | None = None) -> dict[str, str]:
    """The texts that Stripe keeps, empty to remove one; only what is given. `stored` is what is there now.

    Raises:
        FieldInvalid: naming each value that cannot be stored, or the ages if they exclude everybody.
    """
    errors: dict[str, str] = {}
    texts: dict[str, str] = {}
    for name, value in values.items():
        try:
            texts[name] = _text(name, value)
        except ValueError as error:
            errors[name] = str(error)
    if not errors:
        ages = [_age(texts, name, stored) for name in ("min_age", "max_age")]
        if ages[0] is not None and ages[1] is not None and ages[0] > ages[1]:
            errors["max_age"] = "Nobody is older than the minimum age and younger than this. Change one."
    if errors:
        raise FieldInvalid(errors)
    return texts


def _text(name: str, value: Any) -> str:
    if name not in KEYS:
        raise ValueError(f'"{name}" is nothing that a plan has.')
    if value is None or value == "":
        return ""
    if name in NUMBERS:
        if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= MAX_NUMBER:
            raise ValueError(f"Enter a whole number from 0 to {MAX_NUMBER:,}.")
        return str(value)
    if name == "joining":
        if value not in JOINING:
            raise ValueError(f"Choose {', '.join(JOINING[:-1])} or {JOINING[-1]}.")
        return str(value)
    return _lines(value)


def _lines(value: Any) -> str:
    if isinstance(value, str) or not all(isinstance(line, str) for line in value):
        raise ValueError("Give the features as a list of texts.")
    text = "\n".join(" ".join(line.split()) for line in value if line.strip())
    if len(text) > MAX_TEXT:
        raise ValueError(f"Together they are {len(text)} characters long. Stripe keeps at most {MAX_TEXT}.")
    if "\x00" in text or any("\ud800" <= char <= "\udfff" for char in text):
        raise ValueError("They contain a character that cannot be stored. Type it again.")
    return text


def _age(texts: Mapping[str, str], name: str, stored: PlanDetails | None) -> int | None:
    if name in texts:
        return int(texts[name]) if texts[name] else None
    return getattr(stored, name) if stored else None
