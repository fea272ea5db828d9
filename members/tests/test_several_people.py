"""Several people on one payer: the same person is the same, however the name was typed."""

from __future__ import annotations

import pytest

from members.tests import club
from reporting import mirror, queries

pytestmark = pytest.mark.django_db(databases=["default", "reporting"])

COMPOSED, IN_PIECES = "Zo\u00eb Archer", "Zoe\u0308 Archer"
SAME = [COMPOSED, IN_PIECES, "zo\u00eb\u00a0 ARCHER", "\uff3ao\u00eb Archer"]


def start(customer: str, price: str, name: str) -> int:
    body = {"customer_id": customer, "price_id": price, "trial_days": 9, "member_name": name}
    return int(club.admin().post("/stripe/subscriptions", body).status_code)


def test_an_accent_typed_in_another_way_is_no_other_person(stripe):
    customer, price = club.person(), club.plan()
    assert [start(customer, price, name) for name in SAME] == [201, 409, 409, 409]
    assert start(customer, price, "Zoe Archer") == 201
    assert len(stripe.client.v1.subscriptions.list({"customer": customer}).data) == 2


@pytest.mark.parametrize("name", SAME)
def test_the_directory_sees_them_as_one_too(stripe, name):
    customer, price = club.person(), club.plan()
    start(customer, price, COMPOSED)
    assert not queries.members().get().is_doubled
    made = stripe.client.v1.subscriptions.create(
        {
            "customer": customer,
            "items": [{"price": price}],
            "trial_period_days": 9,
            "metadata": {"member_name": name},
        }
    )
    mirror.refresh("subscription", made.id)
    assert queries.members().get().is_doubled


def test_neither_are_they_two_when_records_merge(stripe):
    stays, goes, price = club.person(), club.person("Anna A", "anna@work.example"), club.plan()
    for customer, name in ((stays, COMPOSED), (goes, IN_PIECES)):
        assert start(customer, price, name) == 201
    answer = club.admin().post(f"/stripe/customers/{stays}/merge", {"other_id": goes})
    assert (answer.status_code, club.code_of(answer)) == (409, "cannot_merge")
