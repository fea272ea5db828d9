"""What is another's looks like what is not there, on every route with an id. Checklist 20 to 22."""

from __future__ import annotations

import re
from typing import Any

import pytest

from cogento.access import TABLE
from cogento.tests.routes import address
from members.models import FieldDefinition
from members.services import coupons, plans
from members.tests import club, loading, till
from members.tests.examples import COUPON, EXAMPLES

pytestmark = pytest.mark.django_db(databases=["default", "reporting"])
BODIES = {"metadata": {"metadata": {"size": "M"}}, "cancel": {}, "resume": None}
WITH_ID = [
    pytest.param(method, route, id=f"{method} {route}")
    for route, methods in TABLE.items()
    if "<" in route and route.startswith(("stripe/", "postgres/"))
    for method, who in methods.items()
    if "nobody" not in who
]


def anothers(stripe: Any) -> dict[str, str]:
    """An id of each kind that a route can name, none of them the member's own."""
    customer_id, subscription_id = club.member("Anna Archer", "anna@example.org")
    charge = stripe.client.v1.charges.retrieve(till.paid(stripe, customer_id=_with_card(stripe)))
    coupon_id = stripe.client.v1.coupons.create(COUPON).id
    price_id = club.plan("Family")
    opened = {"customer_id": club.person("Dora", "dora@example.org"), "price_id": club.plan("Youth")}
    return {
        "customer_id": customer_id,
        "subscription_id": subscription_id,
        "invoice_id": till.billed(customer_id),
        "payment_intent_id": charge.payment_intent,
        "coupon_id": coupon_id,
        "promotion_code_id": coupons.create_code(coupon_id=coupon_id, code="A", by=club.BY).data["id"],
        "session_id": club.superuser().post("/stripe/checkout-sessions", opened).json()["id"],
        "price_id": price_id,
        "product_id": stripe.client.v1.prices.retrieve(price_id).product,
        "move_id": str(plans.change_amount(price_id=price_id, amount_cents=1, members="stay", by=club.BY).pk),
        "batch_id": str(loading.plan(loading.sheet(loading.someone())).pk),
    }


def _with_card(stripe: Any) -> str:
    return till.payer(stripe, "Cora", "cora@example.org")


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
    known = anothers(stripe)[name]
    missing = "999999" if known.isdecimal() else f"{known}x"
    club.member("Ben Baker", "ben@example.org")
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
    ids = anothers(stripe)
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
