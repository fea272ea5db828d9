"""What is another's looks like what is not there, on every route with an id. Checklist 20 to 22."""

from __future__ import annotations

import re
from typing import Any

import pytest

from cogento.access import TABLE
from cogento.tests.routes import address
from members.models import FieldDefinition
from members.tests import club, loading
from members.tests.examples import EXAMPLES
from members.tests.objects import one_of_each

pytestmark = pytest.mark.django_db(databases=["default", "reporting"])
BODIES = {"metadata": {"metadata": {"size": "M"}}, "resume": None}
WITH_ID = [
    pytest.param(method, route, id=f"{method} {route}")
    for route, methods in TABLE.items()
    if "<" in route and route.startswith(("stripe/", "postgres/"))
    for method, who in methods.items()
    if "nobody" not in who
]


def body_of(method: str, route: str, stripe: Any) -> Any:
    last = route.rsplit("/", 1)[-1]
    if last in BODIES:
        return BODIES[last]
    return EXAMPLES[method, route](stripe)[1] if (method, route) in EXAMPLES else None


@pytest.mark.parametrize(("method", "route"), WITH_ID)
def test_anothers_and_a_missing_one(stripe, method, route):
    (name,) = re.findall(r"<(?:\w+:)?(\w+)>", route)
    for target in ("customer", "subscription"):
        FieldDefinition.objects.create(key="size", label="Size", target=target, writable_by="member")
    body = body_of(method, route, stripe)
    known = one_of_each(stripe)[name]
    missing = "999999" if known.isdecimal() else f"{known}x"
    club.membership(club.person("Ben Baker", "ben@example.org"), club.plan("Student"))
    ben, done = club.member_client("ben@example.org"), len(loading.writes(stripe))
    answers = []
    for id in (known, missing):
        asked = getattr(ben, method.lower())(address(route, **{name: id}), body, format="json")
        answers.append((asked.status_code, asked.content.replace(id.encode(), b"")))
    assert answers[0] == answers[1]
    assert answers[0][0] in (403, 404)
    assert len(loading.writes(stripe)) == done


@pytest.mark.parametrize("name", ["subscriptions", "invoices", "payments"])
def test_lists_show_what_is_their_own_whatever_is_asked_for(stripe, name):
    ids = one_of_each(stripe)
    club.member("Ben Baker", "ben@example.org")
    ben = club.member_client("ben@example.org")
    for query in ("", "?q=anna", "?ordering=-created_at", "?page_size=200"):
        rows = ben.get(f"/postgres/{name}{query}").json()["results"]
        assert ids["customer_id"] not in {row["customer_id"] for row in rows}
    assert ben.get(f"/postgres/{name}?customer={ids['customer_id']}").json()["results"] == []


@pytest.mark.parametrize(
    "change",
    [
        {"metadata": {"role": "admin"}},
        {"metadata": {"private": "x"}},
        {"metadata": {}, "price_id": "price_1"},
        {"email": "new@example.org"},
    ],
)
def test_a_member_writes_neither_role_nor_price_nor_a_field_that_is_not_theirs(stripe, change):
    """22."""
    FieldDefinition.objects.create(key="private", label="Private")
    customer_id, _ = club.member()
    done = len(loading.writes(stripe))
    answer = club.member_client().patch(f"/stripe/customers/{customer_id}/metadata", change)
    assert answer.status_code in (400, 403)
    assert len(loading.writes(stripe)) == done
