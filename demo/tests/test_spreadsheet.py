"""The demo's members are 214 people who cannot exist."""

from __future__ import annotations

import csv
import re
from collections import Counter

from demo.club.people import FAMILIES, NOT_YET, PAID_BEFORE, people
from demo.club.plans import BY_NAME
from demo.club.spreadsheet import FILE, text

FICTIONAL_PHONE = re.compile(r"\+44 (7700 900\d{3}|1632 960\d{3})")
RESERVED_DOMAIN = re.compile(r"[^@ ]+@(example\.(org|com)|[a-z]+\.example)")
NO_SUCH_AREA = re.compile(r"QX[1-9] \d[A-Z]{2}")


def rows() -> list[dict[str, str]]:
    return list(csv.DictReader(FILE.read_text(encoding="utf-8").splitlines()))


def test_the_file_is_what_the_generator_writes():
    assert FILE.read_text(encoding="utf-8") == text()


def test_there_are_214_people_with_a_number_each():
    numbers = [row["member_number"] for row in rows()]
    assert len(numbers) == len(set(numbers)) == 214


def test_no_address_or_telephone_number_can_belong_to_anybody():
    for row in rows():
        assert RESERVED_DOMAIN.fullmatch(row["email"]), row
        assert FICTIONAL_PHONE.fullmatch(row["phone"]), row
        assert NO_SUCH_AREA.fullmatch(row["postcode"]), row
        if row["emergency_contact"]:
            assert FICTIONAL_PHONE.fullmatch(row["emergency_contact"].split(", ")[1]), row


def test_three_families_share_an_address_and_nobody_else_does():
    shared = Counter(row["email"] for row in rows())
    sizes = sorted(count for count in shared.values() if count > 1)
    assert sizes == sorted(children + 1 for _, children in FAMILIES)


def test_all_six_plans_are_taken_and_no_other_is_named():
    assert {row["plan"] for row in rows()} == {*BY_NAME, ""}


def test_every_fate_befalls_as_many_as_it_should():
    fates = Counter(person.fate for person in people())
    assert {fate: count for fate, count in fates.items() if fate != "active"} == {**PAID_BEFORE, **NOT_YET}


def test_juniors_have_a_date_of_birth_and_an_emergency_contact():
    juniors = [row for row in rows() if row["plan"] == "Junior yearly"]
    assert juniors
    assert all(row["date_of_birth"] and row["emergency_contact"] for row in juniors)
