"""Who to sign in as: two people of the committee, three members."""

from __future__ import annotations

from demo.club.people import Person, people

SUPERUSER = "chair@riverside.example"
ADMIN = "secretary@riverside.example"


def members() -> list[tuple[str, str]]:
    """Email address and what is special about them: who has invoices, who is in arrears, a family."""
    everybody = people()
    family = _family(everybody)
    chosen = [
        (_first(everybody, "paying", "Adult monthly"), "pays every month"),
        (_first(everybody, "past_due", "Adult monthly"), "last payment failed"),
        (family[0], f"a family of {len(family)}"),
    ]
    return [(person.email, why) for person, why in chosen]


def _first(everybody: list[Person], fate: str, plan: str) -> Person:
    return next(person for person in everybody if (person.fate, person.plan) == (fate, plan))


def _family(everybody: list[Person]) -> list[Person]:
    by_address: dict[str, list[Person]] = {}
    for person in everybody:
        by_address.setdefault(person.email, []).append(person)
    return max(by_address.values(), key=len)
