"""The search query language."""

from __future__ import annotations

from typing import Any

import pytest
import stripe

from . import club
from .conftest import Program


def found(emulator: Program, query: str) -> list[str]:
    rows = emulator.v1.customers.search({"query": query}).data
    return sorted(str(row.name) for row in rows)


@pytest.fixture
def people(emulator: Program) -> Program:
    for name, email, shirt in (
        ("Ann Lee", "ann@club.test", "M"),
        ("Bob O'Hara", "bob@club.test", "L"),
        ("Cy Lee", "cy@else.test", ""),
    ):
        meta = {"shirt": shirt} if shirt else {}
        emulator.v1.customers.create({"name": name, "email": email, "metadata": meta})
    return emulator


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("email:'ANN@club.test'", ["Ann Lee"]),
        ("name~'lee'", ["Ann Lee", "Cy Lee"]),
        ("name~'lee' AND email~'club'", ["Ann Lee"]),
        ("name~'lee' -email~'club'", ["Cy Lee"]),
        ("email:'ann@club.test' OR email:'cy@else.test'", ["Ann Lee", "Cy Lee"]),
        ("metadata['shirt']:'L'", ["Bob O'Hara"]),
        ('metadata["shirt"]:null', ["Cy Lee"]),
        ("-metadata['shirt']:null", ["Ann Lee", "Bob O'Hara"]),
        ("name:'Bob O\\'Hara'", ["Bob O'Hara"]),
        ("created>0", ["Ann Lee", "Bob O'Hara", "Cy Lee"]),
        ("created<=5", []),
    ],
)
def test_queries(people: Program, query: str, names: list[str]) -> None:
    assert found(people, query) == names


@pytest.mark.parametrize(
    "query",
    [
        "",
        "shoe:'x'",
        "metadata:'x'",
        "name['a']:'x'",
        "name~'le'",
        "metadata['shirt']~'abc'",
        "name>5",
        "created:'today'",
        "name:'a' AND name:'b' OR name:'c'",
        "name:",
    ],
)
def test_refused(people: Program, query: str) -> None:
    with pytest.raises(stripe.InvalidRequestError) as refused:
        found(people, query)
    assert refused.value.param == "query"


def test_pages_and_other_resources(people: Program) -> None:
    first: Any = people.v1.customers.search({"query": "created>0", "limit": 2}).to_dict()
    assert (first["object"], first["has_more"], len(first["data"])) == ("search_result", True, 2)
    rest = people.v1.customers.search({"query": "created>0", "limit": 2, "page": first["next_page"]})
    assert (len(rest.data), rest.has_more) == (1, False)
    ann = club.customer(people)
    sub = club.subscribe(people, ann.id, club.price(people, 1000).id)
    assert [row.id for row in people.v1.invoices.search({"query": f"subscription:'{sub.id}'"}).data] == [
        sub.latest_invoice
    ]
    assert len(people.v1.charges.search({"query": "amount>999 AND refunded:'false'"}).data) == 1
    assert len(people.v1.subscriptions.search({"query": "status:'active'"}).data) == 1
