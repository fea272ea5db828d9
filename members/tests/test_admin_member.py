"""A member's page: every change goes to Stripe and is seen at once (checklist 23, 35, 37)."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from members.models import AuditEntry, FieldDefinition
from members.sign_in import jobs
from members.tests import club
from members.tests.factories import RoleGrantFactory, staff
from members.tests.loading import memberships, people, writes
from reporting import mirror, queries

pytestmark = pytest.mark.django_db(databases=["default", "reporting"])


def page(customer_id: str) -> str:
    return reverse("admin:reporting_member_change", args=[customer_id])


def filled(client: Client, customer_id: str, **changes: str) -> dict[str, Any]:
    """The form as the browser sends it: what was shown, with the changes typed in."""
    form = client.get(page(customer_id)).context["form"]
    shown = {name: form[name].value() or "" for name in form.fields}
    return {f"initial-{name}": value for name, value in shown.items()} | shown | changes


def save(client: Client, customer_id: str, **changes: str):
    return client.post(page(customer_id), filled(client, customer_id, **changes))


def test_everything_is_on_the_page(stripe, client):
    FieldDefinition.objects.create(key="shirt", label="Shirt size")
    customer, subscription = club.member()
    stripe.client.v1.customers.update(customer, {"metadata": {"odd": "unknown value"}})
    mirror.refresh("customer", customer)
    text = client.get(page(customer)).content.decode()
    for shown in (
        "Anna Archer",
        "anna@example.org",
        "Adult",
        "£120.00 a year",
        "Shirt size",
        "unknown value",
    ):
        assert shown in text
    assert f"https://dashboard.stripe.com/test/subscriptions/{subscription}" in text


def test_money_that_was_given_back_or_disputed_is_said(stripe, client):
    customer = club.person("Anna Archer", "anna@example.org")
    v1 = stripe.client.v1
    charged = []
    for card in ("pm_card_visa", "pm_card_visa", "pm_card_createDispute"):
        method = v1.payment_methods.attach(card, {"customer": customer})
        intent = v1.payment_intents.create(
            {
                "amount": 12000,
                "currency": "gbp",
                "customer": customer,
                "payment_method": method.id,
                "confirm": True,
                "off_session": True,
            }
        )
        charged.append(intent.latest_charge)
    v1.refunds.create({"charge": charged[0]})
    v1.refunds.create({"charge": charged[1], "amount": 3000})
    for charge in charged:
        mirror.refresh("charge", charge)
    for dispute in v1.disputes.list().data:
        mirror.refresh("dispute", dispute.id)
    text = client.get(page(customer)).content.decode()
    assert "£150.00 given back" in text
    assert "£120.00 refunded" in text
    assert "£30.00 refunded" in text
    assert text.count("Disputed with the bank") == 1


def test_nothing_that_an_admin_can_write_runs_in_the_page(stripe, client):
    """23: it would run in a superuser's session too."""
    script = "<script>alert(1)</script>"
    FieldDefinition.objects.create(
        key="shirt", label=f"Label {script}", help_text=f"Help {script}", type="choice", choices=[script]
    )
    customer = club.person(f"Name {script}", metadata={"shirt": script})
    for address in (page(customer), reverse("admin:reporting_member_add")):
        text = client.get(address).content.decode()
        assert "Help &lt;script&gt;" in text
        assert script not in text


def test_saving_writes_to_stripe_and_shows_it_at_once(stripe, client):
    FieldDefinition.objects.create(key="shirt", label="Shirt size", type="choice", choices=["S", "M"])
    customer, _ = club.member()
    changes = {"name": "Anna Smith", "phone": "+44 1", "city": "Bath", "country": "gb", "customer.shirt": "M"}
    response = save(client, customer, **changes)
    assert (response.status_code, response.url) == (302, page(customer))
    now = stripe.client.v1.customers.retrieve(customer)
    assert (now.name, now.phone, now.address.city, now.address.country) == (
        "Anna Smith",
        "+44 1",
        "Bath",
        "GB",
    )
    assert dict(now.metadata) == {"shirt": "M"}
    assert queries.members().get().name == "Anna Smith"
    assert "Anna Smith" in client.get(page(customer)).content.decode()
    assert AuditEntry.objects.filter(action="customer.update", actor="secretary@example.org").exists()


def test_fields_of_the_membership_are_written_to_the_subscription(stripe, client):
    FieldDefinition.objects.create(key="court", label="Court", target="subscription")
    customer, subscription = club.member()
    save(client, customer, **{"subscription.court": "3"})
    assert stripe.client.v1.subscriptions.retrieve(subscription).metadata["court"] == "3"


def test_only_what_was_changed_is_sent(stripe, client):
    FieldDefinition.objects.create(key="shirt", label="Shirt")
    FieldDefinition.objects.create(key="locker", label="Locker")
    customer = club.person("Anna", "anna@example.org", address={"city": "Bath"})
    form = filled(client, customer, phone="1", **{"customer.shirt": "M"})
    stripe.client.v1.customers.update(
        customer, {"name": "Anna Changed", "address": {"city": "Wells"}, "metadata": {"locker": "7"}}
    )
    mirror.refresh("customer", customer)
    client.post(page(customer), form)
    now = stripe.client.v1.customers.retrieve(customer)
    assert (now.name, now.phone, now.address.city) == ("Anna Changed", "1", "Wells")
    assert dict(now.metadata) == {"locker": "7", "shirt": "M"}


def test_nothing_changed_writes_nothing(stripe, client):
    customer, _ = club.member()
    before = len(writes(stripe))
    save(client, customer)
    assert len(writes(stripe)) == before


@pytest.mark.parametrize(
    "wrong", [{"email": "nowhere"}, {"name": ""}, {"country": "Mars"}, {"customer.shirt": "XXL"}]
)
def test_what_is_wrong_is_said_and_nothing_typed_is_lost(stripe, client, wrong):
    FieldDefinition.objects.create(key="shirt", label="Shirt", type="text")
    FieldDefinition.objects.filter(key="shirt").update(type="number")
    customer, _ = club.member()
    before = len(writes(stripe))
    response = save(client, customer, phone="+44 99", **wrong)
    assert response.status_code == 400
    assert "+44 99" in response.content.decode()
    assert len(writes(stripe)) == before


def test_stripe_away_is_said_in_words_and_nothing_typed_is_lost(stripe, client, monkeypatch):
    from reporting import reader

    monkeypatch.setattr(reader, "NETWORK_RETRIES", 0)
    reader._client.cache_clear()
    customer, _ = club.member()
    form = filled(client, customer, name="Anna Typed")
    stripe.control("POST", "faults", path="/v1/customers/*", count=9, kind="status", status=500)
    response = client.post(page(customer), form)
    reader._client.cache_clear()
    assert response.status_code == 400
    text = response.content.decode()
    assert "Stripe cannot be reached" in text
    assert "Anna Typed" in text


def test_an_admin_cannot_touch_a_superuser(stripe, client):
    customer, subscription = club.member("The Chair", "chair@example.org")
    RoleGrantFactory(email="chair@example.org", role="superuser")
    before = len(writes(stripe))
    assert "Only a superuser" in save(client, customer, email="mine@example.org").content.decode()
    client.post(reverse("admin:reporting_member_remove", args=[customer]))
    client.post(reverse("admin:reporting_member_membership", args=[customer, subscription, "cancel"]))
    assert len(writes(stripe)) == before
    assert stripe.client.v1.customers.retrieve(customer).email == "chair@example.org"


def test_somebody_is_added(stripe, client):
    url = reverse("admin:reporting_member_add")
    response = client.post(
        url, {"name": "New", "email": "new@example.org", "city": "Bath", "customer.member_number": "9"}
    )
    person = people(stripe)[0]
    assert response.url == page(person.id)
    assert (person.email, person.address.city, person.metadata["member_number"]) == (
        "new@example.org",
        "Bath",
        "9",
    )
    assert client.post(url, {"name": "", "email": "x"}).status_code == 400


def test_deleting_asks_first_and_says_what_happens_to_the_membership(stripe, client):
    customer, subscription = club.member()
    url = reverse("admin:reporting_member_remove", args=[customer])
    assert "would end at once" in client.get(url).content.decode()
    client.post(url)
    assert len(people(stripe)) == 1
    client.post(url, {"end_memberships": "1"})
    assert people(stripe) == []
    assert stripe.client.v1.subscriptions.retrieve(subscription).status == "canceled"
    assert not queries.members().exists()


def test_a_membership_is_ended_and_taken_up_again(stripe, client):
    price = club.plan("Adult")
    customer = club.person()
    membership = stripe.client.v1.subscriptions.retrieve(club.membership(customer, price))
    for step, ends in (("cancel", True), ("resume", False)):
        client.post(reverse("admin:reporting_member_membership", args=[customer, membership.id, step]))
        assert memberships(stripe)[0].cancel_at_period_end is ends


def test_another_persons_membership_is_not_found_here(stripe, client):
    anna, _ = club.member()
    other = club.membership(club.person("Ben", "ben@example.org"), club.plan("Junior"))
    url = reverse("admin:reporting_member_membership", args=[anna, other, "cancel"])
    assert client.post(url).status_code == 404
    assert stripe.client.v1.subscriptions.retrieve(other).cancel_at_period_end is False


def test_a_sign_in_link_is_queued(stripe, client, empty_queue):
    from procrastinate.contrib.django.models import ProcrastinateJob

    customer, _ = club.member()
    client.post(reverse("admin:reporting_member_send_link", args=[customer]))
    assert ProcrastinateJob.objects.filter(task_name=jobs.send_sign_in_mail.name).count() == 1


@pytest.mark.parametrize("name", ["change", "remove"])
def test_a_missing_person_is_not_found(client, name):
    response = client.get(reverse(f"admin:reporting_member_{name}", args=["cus_none"]))
    assert response.status_code == 404
    assert "Go to the directory" in response.content.decode()


def test_writes_need_the_csrf_token(stripe):
    customer, _ = club.member()
    client = Client(enforce_csrf_checks=True)
    client.force_login(staff())
    assert client.post(page(customer), {"name": "Evil"}).status_code == 403
    assert client.post(reverse("admin:reporting_member_remove", args=[customer])).status_code == 403
    assert len(people(stripe)) == 1


def test_the_directory_stays_filtered_when_one_comes_back_to_it(stripe, client):
    customer, subscription = club.member()
    kept = "?_changelist_filters=q%3Danna%26status%3Dactive"
    text = client.get(page(customer) + kept).content.decode()
    assert 'href="/admin/reporting/member/?q=anna&amp;status=active"' in text
    assert f"/remove/{kept}" in text
    step = reverse("admin:reporting_member_membership", args=[customer, subscription, "cancel"])
    assert f"{step}{kept}" in text
    assert client.post(step + kept).url == page(customer) + kept
    saved = client.post(page(customer) + kept, filled(client, customer, phone="1"))
    assert saved.url == page(customer) + kept
    remove = reverse("admin:reporting_member_remove", args=[customer])
    assert f"{page(customer)}{kept}" in client.get(remove + kept).content.decode()
    assert (
        client.post(remove + kept, {"end_memberships": "1"}).url
        == "/admin/reporting/member/?q=anna&status=active"
    )


def test_all_that_is_wrong_with_a_person_is_said_at_once(stripe, client):
    FieldDefinition.objects.create(key="locker", label="Locker", type="number")
    customer = club.person()
    wrong = {"name": "", "country": "Mars", "customer.locker": "abc"}
    form = save(client, customer, **wrong).context["form"]
    assert set(form.errors) == set(wrong)
