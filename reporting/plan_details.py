"""What a club says of a plan beyond name and price: keys of the Product's metadata, all optional.

| key | what it says |
| --- | --- |
| `tier` | a whole number from 0: what the plan opens; higher plans open more |
| `order` | a whole number from 0: its place in lists; without one, last |
| `features` | what it includes, one on each line |
| `joining` | who may join by themselves: `nobody` (as without the key), `members` (of any plan) or `anyone` |
| `min_age`, `max_age` | whole years, both included |
| `capacity` | how many memberships may run at once |
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

Joining = Literal["nobody", "members", "anyone"]
JOINING: tuple[Joining, ...] = ("nobody", "members", "anyone")
NUMBERS = ("tier", "order", "min_age", "max_age", "capacity")
KEYS = (*NUMBERS, "features", "joining")
MAX_NUMBER = 999_999


@dataclass(frozen=True)
class PlanDetails:
    tier: int | None = None
    order: int | None = None
    features: tuple[str, ...] = ()
    joining: Joining = "nobody"
    min_age: int | None = None
    max_age: int | None = None
    capacity: int | None = None

    @property
    def has_age_limit(self) -> bool:
        return self.min_age is not None or self.max_age is not None

    def fits_age(self, birth_date: date, *, on: date) -> bool:
        age = age_on(birth_date, on=on)
        return (self.min_age or 0) <= age <= (MAX_NUMBER if self.max_age is None else self.max_age)


def read(metadata: Mapping[str, str] | None) -> PlanDetails:
    """What stands there. A value that cannot be read, typed in Stripe's dashboard, counts as none."""
    given = metadata or {}
    joining = given.get("joining", "").strip().lower()
    lines = (line.strip() for line in given.get("features", "").splitlines())
    return PlanDetails(
        **{name: _number(given.get(name, "")) for name in NUMBERS},
        features=tuple(filter(None, lines)),
        joining=next((each for each in JOINING if each == joining), "nobody"),
    )


def age_on(birth_date: date, *, on: date) -> int:
    """In whole years. Whoever was born on 29 February is a year older on 1 March."""
    return on.year - birth_date.year - ((on.month, on.day) < (birth_date.month, birth_date.day))


def _number(text: str) -> int | None:
    text = text.strip()
    if not (text.isascii() and text.isdigit()) or len(text) > len(str(MAX_NUMBER)):
        return None
    return int(text)
