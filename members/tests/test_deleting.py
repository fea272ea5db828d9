"""`DELETE /stripe/customers/…`: what would end is said, and chosen."""

import pytest

from members.models import AuditEntry
from members.services import subscriptions
from members.tests import club, till
from members.tests.factories import staff
from reporting import queries

pytestmark = pytest.mark.django_db(databases=["default", "reporting"])


def paid_membership(stripe):
    """Customer and Subscription of somebody who has just paid £120 for a year by card."""
    customer = till.payer(stripe)
    answer = subscriptions.start(customer_id=customer, price_id=club.plan(), by=club.BY)
    return customer, answer.data["id"]


def test_the_preview_says_what_runs_what_is_owed_and_what_is_lost(stripe):
    customer, subscription = club.member()
    till.billed(customer, 1600)
    stripe.client.v1.customers.balance_transactions.create(customer, {"amount": -700, "currency": "gbp"})
    shown = club.admin().get(f"/stripe/customers/{customer}/delete-preview").json()
    assert [each["subscription_id"] for each in shown["memberships"]] == [subscription]
    assert (shown["open_invoices"], shown["open_cents"]) == (1, 1600)
    assert (shown["credit_cents"], shown["currency"], shown["name"]) == (700, "gbp", "Anna Archer")


def test_running_memberships_stop_it(stripe):
    customer, subscription = club.member()
    response = club.admin().delete(f"/stripe/customers/{customer}")
    assert (response.status_code, club.code_of(response)) == (409, "memberships_running")
    assert stripe.client.v1.subscriptions.retrieve(subscription).status == "active"
    assert not stripe.client.v1.customers.retrieve(customer).get("deleted")
    assert not AuditEntry.objects.filter(action="customer.delete").exists()


def test_they_end_now_where_that_is_chosen(stripe):
    customer, subscription = paid_membership(stripe)
    response = club.admin().delete(f"/stripe/customers/{customer}?memberships=cancel_now")
    assert response.status_code == 204, response.content
    assert stripe.client.v1.subscriptions.retrieve(subscription).status == "canceled"
    assert stripe.client.v1.customers.retrieve(customer).deleted
    assert stripe.client.v1.refunds.list().data == []
    assert not queries.members().exists()
    assert queries.subscriptions().get().stripe_data["status"] == "canceled"
    actions = set(AuditEntry.objects.filter(actor="secretary@example.org").values_list("action", flat=True))
    assert actions == {"subscription.cancel", "customer.delete"}


def test_unused_time_is_given_back_where_that_is_chosen(stripe):
    customer, _ = paid_membership(stripe)
    query = "memberships=cancel_now&refund=unused"
    assert club.admin().delete(f"/stripe/customers/{customer}?{query}").status_code == 204
    (refund,) = stripe.client.v1.refunds.list().data
    assert 11_900 <= refund.amount <= 12_000
    till.deliver(stripe)
    assert till.mirrored_charge(refund.charge)["amount_refunded"] == refund.amount


def test_what_was_never_paid_by_card_ends_without_a_refund(stripe):
    customer, _ = club.member()
    query = "memberships=cancel_now&refund=unused"
    assert club.admin().delete(f"/stripe/customers/{customer}?{query}").status_code == 204
    assert stripe.client.v1.refunds.list().data == []


@pytest.mark.parametrize("query", ["refund=unused", "memberships=perhaps", "memberships=cancel_now&x=1"])
def test_a_choice_that_makes_no_sense_deletes_nobody(stripe, query):
    customer = club.person()
    assert club.admin().delete(f"/stripe/customers/{customer}?{query}").status_code == 400
    assert not stripe.client.v1.customers.retrieve(customer).get("deleted")


def test_who_may_look_and_delete(stripe):
    customer, _ = club.member()
    chair = club.person("Chair", "chair@example.org")
    staff("superuser", email="chair@example.org")
    for id, client, status in (
        (customer, club.APIClient(), 401),
        (customer, club.member_client(), 403),
        (chair, club.admin(), 403),
        ("cus_missing", club.admin(), 404),
    ):
        assert client.get(f"/stripe/customers/{id}/delete-preview").status_code == status
        assert client.delete(f"/stripe/customers/{id}?memberships=cancel_now").status_code == status
    assert not stripe.client.v1.customers.retrieve(chair).get("deleted")
