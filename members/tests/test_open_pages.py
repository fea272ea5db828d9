"""Checkout pages and memberships of one plan: whichever way it comes, a person has it once."""

from __future__ import annotations

import httpx
import pytest
from django.test import Client
from django.urls import reverse

from cogento.errors import AlreadySubscribed, StripeRefused
from members.services import checkout, subscriptions
from members.tests import club, till
from members.tests.factories import staff
from members.tests.test_joining import pay
from reporting import queries

pytestmark = pytest.mark.django_db(databases=["default", "reporting"])


def opened(customer_id, price_id, **more):
    return checkout.open_session(customer_id=customer_id, price_id=price_id, by=club.BY, **more)


def begin(customer_id, price_id, **more):
    return subscriptions.start(customer_id=customer_id, price_id=price_id, trial_days=3, by=club.BY, **more)


def states(stripe):
    return sorted(each.status for each in stripe.client.v1.checkout.sessions.list().data)


def test_starting_closes_the_pages_on_which_the_same_could_be_paid(stripe):
    anna, ben, adult = club.person(), club.person("Ben", "ben@example.org"), club.plan()
    link = opened(anna, adult)
    opened(anna, club.plan("Coaching"))
    opened(ben, adult)
    opened(anna, adult, member_name="Cleo Archer")
    begin(anna, adult)
    assert states(stripe) == ["expired", "open", "open", "open"]
    assert "This page has expired" in httpx.get(link).text
    begin(anna, adult, member_name=" cleo  archer")
    assert states(stripe) == ["expired", "expired", "open", "open"]


def test_a_change_of_plan_closes_them_too(stripe):
    anna, subscription_id = club.member()
    family = club.plan("Family", 20_000)
    opened(anna, family)
    till.card(stripe, anna)
    subscriptions.change(subscription_id=subscription_id, price_id=family, by=club.BY)
    assert states(stripe) == ["expired"]


def test_what_was_paid_on_a_page_before_it_closed_counts(stripe):
    anna, adult = club.person(), club.plan()
    pay(opened(anna, adult))
    with pytest.raises(AlreadySubscribed):
        begin(anna, adult)
    assert len(stripe.client.v1.subscriptions.list().data) == 1


def test_a_page_that_is_paid_between_looking_and_closing_is_no_error(stripe, monkeypatch):
    from members import gateway

    anna, adult = club.person(), club.plan()
    link = opened(anna, adult)
    listed = gateway.list_open_checkout_sessions

    def paid_meanwhile(**values):
        found = listed(**values)
        pay(link)
        return found

    monkeypatch.setattr(gateway, "list_open_checkout_sessions", paid_meanwhile)
    with pytest.raises(AlreadySubscribed):
        begin(anna, adult)
    assert len(stripe.client.v1.subscriptions.list().data) == 1


def test_a_page_that_cannot_be_closed_stops_it(stripe):
    anna, adult = club.person(), club.plan()
    opened(anna, adult)
    stripe.control(
        "POST", "faults", path="/v1/checkout/sessions/*/expire", count=-1, kind="status", status=400
    )
    with pytest.raises(StripeRefused):
        begin(anna, adult)
    assert stripe.client.v1.subscriptions.list().data == []


def test_two_that_come_all_the_same_are_shown_to_staff_with_what_to_do(stripe):
    """Stripe completes a page in the moment in which the other one begins. No event makes Cogento write."""
    anna, adult = club.person(), club.plan()
    begin(anna, adult)
    stripe.client.v1.subscriptions.create(
        {"customer": anna, "items": [{"price": adult}], "trial_period_days": 3}
    )
    assert not queries.members().get().is_doubled
    before = len(stripe.client.v1.subscriptions.list().data)
    till.deliver(stripe)
    assert queries.members().get().is_doubled
    assert len(stripe.client.v1.subscriptions.list().data) == before
    client = Client()
    client.force_login(staff())
    home = client.get(reverse("admin:index")).content.decode()
    assert "1 person has two memberships running at once" in " ".join(home.split())
    listed = client.get(reverse("admin:reporting_member_changelist"), {"look": "two"}).content.decode()
    assert "Anna Archer" in listed
    page = client.get(reverse("admin:reporting_member_change", args=[anna])).content.decode()
    assert "end it now, and pay back all of its last payment" in page
    for each in stripe.client.v1.subscriptions.list().data:
        assert reverse("admin:reporting_member_one_membership", args=[anna, each.id]) in page
        subscriptions.cancel(subscription_id=each.id, by=club.BY)
        break
    assert not queries.members().get().is_doubled


def test_a_newcomer_who_asks_twice_gets_the_same_page(stripe):
    from members.tests.test_joining import join, links_in, mailed

    price_id = club.plan()
    links = []
    for attempt in ("first", "second"):
        assert join(price_id, headers={"Idempotency-Key": attempt}).status_code == 202
        links += links_in(mailed())
    assert len(set(links)) == 1
    assert len(stripe.client.v1.checkout.sessions.list().data) == 1
