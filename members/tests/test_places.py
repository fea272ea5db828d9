"""A plan with so many places and no more, however many people want the last one in the same second."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest
from rest_framework.test import APIClient

from members.models import JoinRequest
from members.services import checkout, self_service, subscriptions
from members.services.subscriptions import places
from members.tests import club, till
from members.tests.signing_in import at_once
from members.tests.test_joining import join, links_in, mailed, pay
from reporting import mirror, queries

pytestmark = pytest.mark.django_db(databases=["default", "reporting"], transaction=True)


@pytest.fixture(autouse=True)
def _queue(empty_queue):
    """No job of another test."""


@pytest.fixture
def coaching(stripe) -> str:
    """The Price of a plan with two places."""
    self_service.choose(by="chair@example.org", may_change=True)
    return club.plan("Coaching", 2_000, details={"capacity": 2})


def members(stripe, count: int) -> list[str]:
    """Subscriptions of people who have paid by card."""
    price_id = club.plan()
    payers = [till.payer(stripe, f"Anna {n}", f"anna{n}@example.org") for n in range(count)]
    return [club.membership(each, price_id) for each in payers]


def change(subscription_id: str, price_id: str, number: int, when: Any = "now") -> None:
    by = f"anna{number}@example.org"
    subscriptions.change(subscription_id=subscription_id, price_id=price_id, when=when, by=by, as_member=True)


def holders(stripe, price_id: str) -> int:
    return len(stripe.client.v1.subscriptions.list({"price": price_id}).data)


def tried(act: Any) -> Any:
    """What comes of it, for a thread."""

    def outcome(number: int) -> str:
        try:
            act(number)
        except places.Conflict as error:
            return str(error.detail)
        return "taken"

    return outcome


@pytest.mark.parametrize("when", ["now", "renewal"])
def test_of_many_who_change_at_once_as_many_get_one_as_there_are(stripe, coaching, when):
    ids = members(stripe, 5)
    outcomes = at_once(5, tried(lambda number: change(ids[number], coaching, number, when)))
    assert Counter(outcomes) == {"taken": 2, places.ALL_TAKEN: 3}
    if when == "now":
        assert holders(stripe, coaching) == 2
    listed = {each.price_id: each.places_left for each in queries.plans()}
    assert listed[coaching] == 0


def test_of_many_newcomers_as_many_get_a_page_as_there_are_places(stripe, coaching):
    def open_page(number: int) -> None:
        checkout.open_session(price_id=coaching, by=f"new{number}@example.org", as_member=True)

    assert Counter(at_once(5, tried(open_page))) == {"taken": 2, places.ALL_TAKEN: 3}
    pages = stripe.client.v1.checkout.sessions.list({"status": "open"}).data
    for page in pages:
        pay(page.url)
    assert (len(pages), holders(stripe, coaching)) == (2, 2)


def test_who_pays_on_a_page_and_who_changes_count_together(stripe, coaching):
    ids = members(stripe, 3)

    def act(number: int) -> None:
        if number < 3:
            change(ids[number], coaching, number)
        else:
            checkout.open_session(price_id=coaching, by=f"new{number}@example.org", as_member=True)

    assert at_once(6, tried(act)).count("taken") == 2


def test_a_page_that_was_paid_counts_before_its_webhook_has_come(stripe, coaching):
    ids = members(stripe, 3)
    change(ids[0], coaching, 0)
    pay(checkout.open_session(price_id=coaching, by="new@example.org", as_member=True))
    assert queries.places_taken()[_product(stripe, coaching)] == 1
    assert tried(lambda number: change(ids[number], coaching, number))(1) == places.ALL_TAKEN


def test_a_page_that_was_closed_and_a_plan_that_was_dropped_leave_their_places(stripe, coaching):
    ids = members(stripe, 3)
    checkout.open_session(price_id=coaching, by="new@example.org", as_member=True)
    change(ids[0], coaching, 0, "renewal")
    take = tried(lambda number: change(ids[number], coaching, number))
    assert take(1) == places.ALL_TAKEN
    assert take(0) == "taken"  # what was planned becomes now
    (page,) = stripe.client.v1.checkout.sessions.list({"status": "open"}).data
    stripe.client.v1.checkout.sessions.expire(page.id)
    assert take(1) == "taken"
    assert take(2) != "taken"


def test_the_mail_says_so_and_the_same_mail_again_leads_to_the_same_page(stripe):
    price_id = club.plan("Coaching", 2_000, details={"capacity": 1})
    assert join(price_id, "first@example.org").status_code == 202
    (link,) = links_in(mailed())
    request = JoinRequest.objects.get()
    JoinRequest.objects.filter(pk=request.pk).update(email="first@example.org")  # as if it had not been sent
    assert links_in(mailed()) == [link]
    assert join(price_id, "second@example.org").status_code == 202
    message = mailed()
    assert links_in(message) == []
    assert "All places of this plan are taken" in message.body
    pay(link)
    (made,) = stripe.client.v1.subscriptions.list().data
    for name, id in (("customer", made.customer), ("subscription", made.id)):
        mirror.refresh(name, id)
    assert join(price_id, "third@example.org").status_code == 409
    assert APIClient().get("/postgres/plans").json()["results"][0]["places_left"] == 0


def test_the_club_itself_goes_beyond(stripe, coaching):
    for number in range(3):
        club.membership(club.person(f"Ben {number}", f"ben{number}@example.org"), coaching)
    assert holders(stripe, coaching) == 3


def _product(stripe, price_id: str) -> str:
    return stripe.client.v1.prices.retrieve(price_id).product
