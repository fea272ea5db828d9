"""Starting a membership in the admin: by invoice, by a page to pay on, by the stored card, free of charge."""

from __future__ import annotations

import pytest
from django.urls import reverse

from members.tests import club, till
from members.tests.loading import memberships
from reporting import queries

pytestmark = pytest.mark.django_db(databases=["default", "reporting"])


def start(client, customer_id, price_id, how="invoice", key="1", **values):
    path = reverse("admin:reporting_member_start", args=[customer_id])
    return client.post(path, {"price_id": price_id, "how": how, "key": key, **values})


def test_by_invoice_with_the_days_that_were_chosen(stripe, client):
    answer = start(client, club.person(), club.plan(), days_until_due="30")
    assert answer.status_code == 302
    (made,) = memberships(stripe)
    assert (made.collection_method, made.days_until_due) == ("send_invoice", 30)
    assert queries.members().get().running_count == 1


def test_the_same_page_sent_twice_starts_one(stripe, client):
    customer, price = club.person(), club.plan()
    answers = [start(client, customer, price) for _ in range(2)]
    assert [each.status_code for each in answers] == [302, 302]
    assert len(memberships(stripe)) == 1
    again = start(client, customer, price, key="2")
    assert again.status_code == 400
    assert "already has this membership" in again.content.decode()


def test_by_the_stored_card_and_free_of_charge(stripe, client):
    price = club.plan()
    start(client, till.payer(stripe), price, "card")
    start(client, club.person("Ben", "ben@example.org"), price, "free")
    paid = sorted(each.total for each in stripe.client.v1.invoices.list().data)
    assert ([each.status for each in memberships(stripe)], paid) == (["active", "active"], [0, 12_000])


def test_without_a_card_that_is_said(stripe, client):
    page = start(client, club.person(), club.plan(), "card")
    assert page.status_code == 400
    assert "Stripe knows no way for this person to pay" in page.content.decode()


def test_by_a_page_to_pay_on_which_is_shown_to_be_passed_on(stripe, client):
    page = start(client, club.person(), club.plan(), "link", member_name="Ben Archer")
    (session,) = stripe.client.v1.checkout.sessions.list().data
    text = page.content.decode()
    assert f'value="{session.url}"' in text
    assert 'href="mailto:anna%40example.org?subject=' in text
    assert memberships(stripe) == []


def test_several_people_on_one_payer_are_named_and_no_fault(stripe, client):
    customer, price = club.person(), club.plan()
    for number, name in enumerate(("Ben Archer", "Cleo Archer", "")):
        start(client, customer, price, key=str(number), member_name=name)
    row = queries.members().get()
    assert (row.running_count, row.is_doubled, row.member_names) == (3, False, ["Ben Archer", "Cleo Archer"])
    listed = client.get(reverse("admin:reporting_member_changelist")).content.decode()
    assert "For Ben Archer, Cleo Archer" in listed
    shown = client.get(reverse("admin:reporting_member_change", args=[customer])).content.decode()
    assert "For Cleo Archer" in shown
    assert "Two memberships<" not in listed.replace("\n", "").replace(" <", "<")
    assert "run at once" not in shown


@pytest.mark.parametrize(
    ("values", "says"),
    [
        ({"start_date": "1965-05-05"}, "Enter a start date after 1970"),
        ({"how": "link", "start_date": "2024-05-05"}, "it begins when it is paid"),
        ({"how": "free", "days_until_due": "9"}, "Only an invoice has days"),
        ({"days_until_due": "0"}, "greater than or equal to 1"),
        ({"price_id": "price_none"}, "not one of the available choices"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(stripe, client, values, says):
    club.plan("Adult")
    junior = club.plan("Junior")
    page = start(client, club.person(), **{"price_id": junior, **values})
    text = page.content.decode()
    assert page.status_code == 400
    assert says in text
    assert memberships(stripe) == []
    if "price_id" not in values:
        assert f'<option value="{junior}" selected>' in text


def test_what_stripe_refuses_is_said(stripe, client):
    price, customer = club.plan(), club.person()
    stripe.control("POST", "faults", method="GET", path="/v1/prices*", count=-1, kind="status", status=400)
    assert start(client, customer, price).context["start_form"].non_field_errors()
