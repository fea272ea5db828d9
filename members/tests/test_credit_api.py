"""`/stripe/customers/…/credit`: given, taken back, used up by the next invoice."""

import pytest

from members.models import AuditEntry
from members.tests import club, till
from members.tests.factories import staff
from reporting import mirror

pytestmark = pytest.mark.django_db(databases=["default", "reporting"])
FIVE = {"amount_cents": 500, "currency": "gbp", "description": "Court closed"}


def path(customer):
    return f"/stripe/customers/{customer}/credit"


def test_credit_is_given_listed_and_used_up(stripe):
    customer, admin = club.person(), club.admin()
    response = admin.post(path(customer), FIVE)
    assert response.status_code == 201, response.content
    assert (response.json()["amount_cents"], response.json()["credit_after_cents"]) == (500, 500)
    assert stripe.client.v1.customers.retrieve(customer).balance == -500
    till.billed(customer, 1600)
    listed = admin.get(path(customer)).json()
    assert [(row["type"], row["amount_cents"]) for row in listed["results"]] == [
        ("applied_to_invoice", -500),
        ("adjustment", 500),
    ]
    assert listed["has_more"] is False
    assert stripe.client.v1.invoices.list().data[0].amount_due == 1100
    entry = AuditEntry.objects.get(action="credit.give")
    assert (entry.before, entry.after["customer"]) == ({"balance": 0}, customer)


def test_the_mirror_sees_it(stripe):
    from djstripe.models import Customer

    customer = club.person()
    club.admin().post(path(customer), FIVE)
    assert Customer.objects.get(id=customer).stripe_data["balance"] == -500


def test_taken_back_and_a_double_click_counts_once(stripe):
    customer, admin = club.person(), club.admin()
    for _ in range(2):
        assert admin.post(path(customer), FIVE).status_code == 201
    assert stripe.client.v1.customers.retrieve(customer).balance == -500
    assert admin.post(path(customer), {**FIVE, "amount_cents": -500}).status_code == 201
    assert stripe.client.v1.customers.retrieve(customer).balance == 0


def test_another_currency_is_refused_as_a_treasurer_would_say(stripe):
    customer, _ = club.member()
    response = club.admin().post(path(customer), {**FIVE, "currency": "eur"})
    assert (response.status_code, club.code_of(response)) == (409, "currency_mismatch")
    assert "one currency for each person" in response.json()["errors"][0]["detail"]
    assert stripe.client.v1.customers.retrieve(customer).balance == 0


@pytest.mark.parametrize(
    "change", [{"amount_cents": 0}, {"currency": "x"}, {"description": "x" * 351}, {"a": 1}]
)
def test_what_cannot_be_meant_is_refused(stripe, change):
    customer = club.person()
    assert club.admin().post(path(customer), {**FIVE, **change}).status_code == 400
    assert stripe.client.v1.customers.retrieve(customer).balance == 0


def test_who_may_give(stripe):
    customer, _ = club.member()
    chair = club.person("Chair", "chair@example.org")
    staff("superuser", email="chair@example.org")
    assert club.APIClient().post(path(customer), FIVE).status_code == 401
    for method in ("get", "post"):
        assert getattr(club.member_client(), method)(path(customer)).status_code == 403
        assert getattr(club.admin(), method)(path("cus_missing"), FIVE).status_code in (400, 404)
    assert club.admin().post(path(chair), FIVE).status_code == 403
    mirror.refresh("customer", customer)
    assert stripe.client.v1.customers.retrieve(customer).balance == 0
