"""The lists of names.txt."""

from __future__ import annotations

from pathlib import Path


def _read() -> dict[str, list[str]]:
    lists: dict[str, list[str]] = {}
    current: list[str] = []
    for line in (Path(__file__).parent / "names.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            current = lists.setdefault(line.strip("[]"), [])
        elif line and not line.startswith("#"):
            current += line.split("; ")
    return lists


_LISTS = _read()
FIRST_NAMES = _LISTS["women"] + _LISTS["men"]
WOMEN = _LISTS["women"]
SURNAMES = _LISTS["surnames"]
DOUBLE_SURNAMES = _LISTS["double_surnames"]
FROM_AFAR = _LISTS["from_afar"]  # first name / surname
STREETS = _LISTS["streets"]
HOUSES = _LISTS["houses"]
TOWNS = _LISTS["towns"]
DOMAINS = _LISTS["domains"]
