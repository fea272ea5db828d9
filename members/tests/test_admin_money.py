"""Money on a member's page: forms that say what will happen, and do it once."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from members.models import AuditEntry
from members.tests import club, till
from members.tests.factories import UserFactory
from reporting import queries

pytestmark = pytest.mark.django_db(databases=["default", "reporting"])


def address(customer: str, action: str, object_id: str = "") -> str:
    if object_id:
        return reverse("admin:reporting_member_money_of", args=[customer, action, object_id])
    return reverse("admin:reporting_member_money", args=[customer, action])


def page(customer: str) -> str:
    return reverse("admin:reporting_member_change", args=[customer])


def send(client: Client, url: str, **typed: str):
    """Open the page, type, press the button; answers what was sent too."""
    form = client.get(url).context["form"]
    body = {name: form[name].value() or "" for name in form.fields} | typed
    return client.post(url, body), body


def test_refund_of_a_part_and_a_double_click(stripe, client):
    customer = till.payer(stripe)
    charge = till.paid(stripe, customer_id=customer)
    url = address(customer, "refund", charge)
    assert "£25.00" in client.get(url).content.decode()
    response, body = send(client, url, amount="10.50")
    assert (response.status_code, response.url) == (302, page(customer))
    assert client.post(url, body).status_code == 302  # the same page sent twice
    assert [each.amount for each in stripe.client.v1.refunds.list().data] == [1050]
    assert "£10.50" in client.get(page(customer)).content.decode()
    assert AuditEntry.objects.filter(action="refund.create", actor="secretary@example.org").count() == 1


def test_the_same_amount_again_on_a_new_page_is_another_refund(stripe, client):
    customer = till.payer(stripe)
    charge = till.paid(stripe, customer_id=customer)
    for _ in range(2):
        send(client, address(customer, "refund", charge), amount="5")
    assert [each.amount for each in stripe.client.v1.refunds.list().data] == [500, 500]


@pytest.mark.parametrize("typed", ["30.00", "0", "-1", "ten", "1.234"])
def test_an_amount_that_cannot_be_refunded_is_said_at_the_field(stripe, client, typed):
    customer = till.payer(stripe)
    charge = till.paid(stripe, customer_id=customer)
    response, _ = send(client, address(customer, "refund", charge), amount=typed)
    assert response.status_code == 400
    assert list(response.context["form"].errors) == ["amount"]
    assert stripe.client.v1.refunds.list().data == []


def test_mark_as_paid_shows_how(stripe, client):
    customer = club.person()
    invoice = till.billed(customer)
    assert "Mark as paid" in client.get(page(customer)).content.decode()
    url = address(customer, "paid", invoice)
    response, _ = send(client, url, method="cheque", paid_date="2026-01-31", reference="No 17")
    assert response.status_code == 302, response.content
    assert stripe.client.v1.invoices.retrieve(invoice).status == "paid"
    text = client.get(page(customer)).content.decode()
    assert "Paid by cheque, 2026-01-31, No 17" in text
    assert "Mark as paid" not in text


def test_a_date_to_come_is_said_at_the_field(stripe, client):
    customer = club.person()
    invoice = till.billed(customer)
    response, _ = send(client, address(customer, "paid", invoice), paid_date="2999-01-31")
    assert list(response.context["form"].errors) == ["paid_date"]


@pytest.mark.parametrize(("action", "status"), [("void", "void"), ("send", "open")])
def test_void_and_send_again(stripe, client, action, status):
    customer = club.person()
    invoice = till.billed(customer)
    assert send(client, address(customer, action, invoice))[0].status_code == 302
    assert stripe.client.v1.invoices.retrieve(invoice).status == status
    assert till.events(stripe, "invoice.sent") == (2 if action == "send" else 1)


def test_charge_bill_and_credit(stripe, client):
    customer = till.payer(stripe)
    typed = {"amount": "8.00", "currency": "gbp", "description": "Court fee"}
    for action in ("charge", "bill", "credit"):
        response, body = send(client, address(customer, action), **typed)
        assert response.status_code == 302, response.content
        assert client.post(address(customer, action), body).status_code == 302
    assert [each.amount for each in stripe.client.v1.charges.list().data] == [800]
    assert [each.total for each in stripe.client.v1.invoices.list().data] == [800]
    assert stripe.client.v1.customers.retrieve(customer).balance == -800


def test_no_card_and_a_decline_are_said_and_what_was_typed_stays(stripe, client):
    customer = club.person()
    typed = {"amount": "8.00", "currency": "gbp", "description": "Court fee"}
    response, _ = send(client, address(customer, "charge"), **typed)
    assert response.status_code == 400
    assert "Stripe knows no card" in response.content.decode()
    assert 'value="Court fee"' in response.content.decode()


def test_anothers_and_unknown_ones_are_not_found(stripe, client):
    anna, ben = club.person(), club.person("Ben", "ben@example.org")
    invoice = till.billed(ben)
    for url in (
        address(anna, "void", invoice),
        address(anna, "void"),
        address(anna, "dance"),
        address(ben, "credit", invoice),
        address("cus_missing", "credit"),
    ):
        assert client.get(url).status_code == 404
    assert stripe.client.v1.invoices.retrieve(invoice).status == "open"


def test_members_and_strangers_are_turned_away(stripe):
    customer, _ = club.member()
    for user in (None, UserFactory(email="anna@example.org")):
        browser = Client()
        if user:
            browser.force_login(user)
        assert browser.post(address(customer, "credit"), {"amount": "5"}).status_code in (302, 403)
    assert stripe.client.v1.customers.retrieve(customer).balance == 0


def test_merge_says_what_it_will_do_and_does_it(stripe, client):
    stays, goes = till.payer(stripe), club.person("Anna A.", "anna@example.org", metadata={"shirt": "M"})
    subscription = club.membership(goes)
    url = reverse("admin:reporting_member_merge", args=[stays])
    assert goes in client.get(url).content.decode()
    assert "1 running membership goes over" in client.get(url, {"other_id": goes}).content.decode()
    assert client.post(url, {"other_id": goes}).status_code == 302
    assert stripe.client.v1.subscriptions.retrieve(subscription).status == "canceled"
    assert queries.members().get().customer_id == stays


def test_the_other_record_is_found_by_name_and_what_was_typed_stays(stripe, client):
    stays, goes = club.person(), club.person("Anya Archer", "anya@example.net")
    url = reverse("admin:reporting_member_merge", args=[stays])
    assert goes not in client.get(url).content.decode()
    found = client.get(url, {"typed": "anya arch"}).content.decode()
    assert f'value="{goes}"' in found
    assert "stays. The other" in found
    nobody = client.get(url, {"typed": "zoe"}).content.decode()
    assert "Nobody else in the directory is found by “zoe”." in nobody
    assert 'value="zoe"' in nobody
    assert "Anya Archer" in client.get(url, {"typed": goes}).content.decode()


def test_what_stands_in_the_way_of_a_merge_is_said(stripe, client):
    stays, goes = club.person(), club.person("Anna A.", "anna@example.org")
    till.billed(goes)
    url = reverse("admin:reporting_member_merge", args=[stays])
    for id, said in (
        (goes, "Settle or void it first"),
        (stays, "same person"),
        ("cus_missing", "no record with this id"),
    ):
        assert said in client.get(url, {"other_id": id}).content.decode()
    assert client.post(url, {"other_id": goes}).status_code == 400
    assert not stripe.client.v1.customers.retrieve(goes).get("deleted")


def test_deleting_somebody_with_a_membership_needs_a_tick(stripe, client):
    customer, subscription = club.member()
    url = reverse("admin:reporting_member_remove", args=[customer])
    assert "would end at once" in client.get(url).content.decode()
    client.post(url)
    assert stripe.client.v1.subscriptions.retrieve(subscription).status == "active"
    client.post(url, {"end_memberships": "1"})
    assert stripe.client.v1.customers.retrieve(customer).deleted
