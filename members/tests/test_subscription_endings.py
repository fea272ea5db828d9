"""`/stripe/subscriptions/…/cancel`: an end on a date or now, and what is paid back."""

import time

import pytest

from members.models import AuditEntry
from members.services import subscriptions
from members.tests import club
from members.tests.running import codes, day_of, give_card, held, in_days, post
from reporting import queries

pytestmark = pytest.mark.django_db(databases=["default", "reporting"])


def test_end_on_a_date_and_take_it_back(stripe, paying):
    _, subscription_id = paying
    ends = in_days(30)
    answer = post(subscription_id, "cancel", on_date=ends.isoformat())
    assert answer.status_code == 200, answer.content
    assert day_of(held(stripe, subscription_id).cancel_at) == ends
    assert queries.members().get().cancel_at.date() == ends
    assert post(subscription_id, "resume").status_code == 200
    assert held(stripe, subscription_id).cancel_at is None


def refunds_in(stripe):
    return [each.amount for each in stripe.client.v1.refunds.list().data]


@pytest.mark.parametrize("refund", ["full", "unused", "none"])
def test_end_now_pays_back_what_was_chosen_once(stripe, paying, refund):
    _, subscription_id = paying
    for _ in range(2):
        answer = post(subscription_id, "cancel", at_period_end=False, refund=refund)
        assert (answer.status_code, answer.json()["status"]) == (200, "canceled"), answer.content
    length = (in_days(366) - in_days(1)).days  # a year from today has 365 or 366 days
    paid_back = {"full": [12_000], "none": []}.get(refund) or refunds_in(stripe)
    assert refunds_in(stripe) == paid_back
    if refund == "unused":  # the day that has begun is used
        assert 12_000 * (length - 2) // length <= paid_back[0] <= 12_000
    assert AuditEntry.objects.filter(action="refund.create").count() == (refund != "none")
    assert queries.members().get().status == "canceled"


def test_a_refund_that_was_made_before_the_process_died_is_not_made_again(stripe, paying):
    _, subscription_id = paying
    stripe.control(
        "POST", "faults", kind="status", status=500, method="DELETE", path="/v1/subscriptions/*", count=-1
    )
    answer = post(subscription_id, "cancel", at_period_end=False, refund="full")
    assert codes(answer) == (503, "stripe_unavailable")
    stripe.control("DELETE", "faults")
    assert post(subscription_id, "cancel", at_period_end=False, refund="full").status_code == 200
    assert refunds_in(stripe) == [12_000]
    assert held(stripe, subscription_id).status == "canceled"


def test_nothing_is_paid_back_where_no_card_paid(stripe):
    _, subscription_id = club.member()
    answer = post(subscription_id, "cancel", at_period_end=False, refund="unused")
    assert answer.json()["errors"][0]["attr"] == "refund"
    assert held(stripe, subscription_id).status == "active"


@pytest.mark.parametrize("refund", ["full", "unused"])
def test_a_payment_for_a_period_that_is_over_is_not_paid_back(stripe, refund):
    """Past due: the month before was paid, and used; this one was not."""
    a_month_ago = int(time.time()) - 33 * 86_400
    clock = stripe.client.v1.test_helpers.test_clocks.create({"frozen_time": a_month_ago})
    customer = stripe.client.v1.customers.create({"email": "anna@example.org", "test_clock": clock.id})
    give_card(stripe, customer.id)
    monthly = club.plan("Adult", 1_000, "month")
    made = subscriptions.start(customer_id=customer.id, price_id=monthly, by=club.BY).data
    give_card(stripe, customer.id, "pm_card_chargeCustomerFail")
    stripe.client.v1.test_helpers.test_clocks.advance(clock.id, {"frozen_time": int(time.time())})
    assert held(stripe, made["id"]).status == "past_due"
    answer = post(made["id"], "cancel", at_period_end=False, refund=refund)
    [error] = answer.json()["errors"]
    assert (answer.status_code, error["attr"]) == (400, "refund")
    assert "refunded beside that payment" in error["detail"]
    assert refunds_in(stripe) == []
    assert post(made["id"], "cancel", at_period_end=False).json()["status"] == "canceled"
