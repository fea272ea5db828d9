"""A member's page beside what Stripe says now; asked for by a press, and taken over by another."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from members.tests import club, till
from members.tests.factories import UserFactory
from reporting import mirror, queries

pytestmark = pytest.mark.django_db(databases=["default", "reporting"])


def address(customer: str) -> str:
    return reverse("admin:reporting_member_live", args=[customer])


def page(customer: str) -> str:
    return reverse("admin:reporting_member_change", args=[customer])


def differing(response) -> list[tuple[str, str, str]]:
    """What is marked: label, in Stripe, here."""
    rows = [row for box in response.context["boxes"] for row in box["rows"]]
    return [(row["label"], row["in_stripe"], row["here"]) for row in rows if row["differs"]]


def test_the_members_own_page_links_there_and_asks_stripe_nothing(stripe, client):
    customer, _ = club.member()
    stripe.control("POST", "faults", method="GET", path="/v1/*", kind="status", status=500, count=-1)
    assert address(customer) in client.get(page(customer)).content.decode()


def test_nothing_differs_and_there_is_nothing_to_take_over(stripe, client):
    customer, _ = club.member()
    invoice, charge = till.billed(customer), till.paid(stripe, customer_id=_with_card(stripe, customer))
    mirror.refresh("customer", customer)
    assert invoice
    assert charge
    response = client.get(address(customer))
    text = response.content.decode()
    assert differing(response) == []
    assert "shows just what Stripe has" in text
    assert "Take over from Stripe" not in text
    assert response.context["same"] == ["1 invoice", "1 payment"]


def test_a_mirror_that_is_behind_is_marked_and_taken_over(stripe, client):
    customer, subscription = club.member()
    invoice = till.billed(customer)
    api = stripe.client.v1
    api.customers.update(customer, {"name": "Anna Baker", "metadata": {"locker": "12"}})
    api.subscriptions.update(subscription, {"cancel_at_period_end": True})
    api.invoices.void_invoice(invoice)
    response = client.get(address(customer))
    marked = differing(response)
    assert f"in {len(marked)} places" in response.content.decode()
    assert ("Name", "Anna Baker", "Anna Archer") in marked
    assert ("locker", "12", "") in marked
    assert ("Status", "Void", "Open") in marked
    assert {label for label, _, _ in marked} >= {"Ends or ended"}
    assert "Take over from Stripe" in response.content.decode()
    assert queries.members().get(pk=customer).name == "Anna Archer"  # looking changes nothing

    response = client.post(address(customer))
    assert (response.status_code, response.url) == (302, page(customer))
    assert queries.members().get(pk=customer).name == "Anna Baker"
    assert queries.subscriptions([customer]).get().stripe_data["cancel_at_period_end"] is True
    assert till.mirrored_invoice(invoice)["status"] == "void"
    assert "Taken over from Stripe: 3 records." in client.get(page(customer)).content.decode()
    assert differing(client.get(address(customer))) == []


def test_what_is_new_in_stripe_and_what_is_gone_there_is_said(stripe, client):
    customer = club.person()
    price = club.plan()
    made = stripe.client.v1.subscriptions.create(
        {"customer": customer, "items": [{"price": price}], "trial_period_days": 9}
    )
    text = client.get(address(customer)).content.decode()
    assert "New in Stripe, not yet here." in text
    client.post(address(customer))
    assert queries.subscriptions([customer]).get().id == made.id


def test_somebody_who_was_deleted_in_stripe_goes_here_too(stripe, client):
    customer = club.person()
    stripe.client.v1.customers.delete(customer)
    assert "Stripe has it no longer." in client.get(address(customer)).content.decode()
    response = client.post(address(customer))
    assert response.status_code == 302
    assert response.url.startswith(reverse("admin:reporting_member_changelist"))
    assert not queries.members().exists()


def test_stripe_is_away_and_a_sentence_says_so(stripe, client, monkeypatch):
    customer, _ = club.member()
    monkeypatch.setattr("reporting.reader.time.sleep", lambda seconds: None)
    stripe.control("POST", "faults", method="GET", path="/v1/*", kind="status", status=500, count=-1)
    for response in (client.get(address(customer)), client.post(address(customer))):
        assert response.status_code == 503
        assert "Stripe cannot be reached at the moment." in response.content.decode()


def test_members_and_strangers_see_nothing_of_it(stripe):
    customer, _ = club.member()
    visitor = Client()
    assert visitor.get(address(customer)).status_code == 302
    visitor.force_login(UserFactory(email="anna@example.org"))
    assert visitor.get(address(customer)).status_code in (302, 403)


def _with_card(stripe, customer: str) -> str:
    till.card(stripe, customer)
    return customer
