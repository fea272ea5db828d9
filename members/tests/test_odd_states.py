"""What may be done to a membership that is paused or past due, and what Stripe's rules become in words."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from members.models import AuditEntry
from members.services import subscriptions
from members.tests import club, till

pytestmark = pytest.mark.django_db(databases=["default", "reporting"])


def paused(stripe: Any) -> tuple[str, str]:
    customer = club.person()
    made = subscriptions.start(
        customer_id=customer, price_id=club.plan(), trial_days=9, trial_end_behavior="pause", by=club.BY
    )
    stripe.client.v1.subscriptions.update(made.data["id"], {"trial_end": "now"})
    return customer, made.data["id"]


def past_due(stripe: Any) -> str:
    customer = till.payer(stripe)
    made = subscriptions.start(customer_id=customer, price_id=club.plan(), by=club.BY).data["id"]
    till.card(stripe, customer, "pm_card_chargeCustomerFail")
    stripe.control("POST", f"subscriptions/{made}/renew")
    assert stripe.client.v1.subscriptions.retrieve(made).status == "past_due"
    return str(made)


def post(subscription: str, what: str, **body: Any) -> Any:
    return club.admin().post(f"/stripe/subscriptions/{subscription}/{what}", body)


def refusal(answer: Any) -> str:
    assert answer.status_code == 409, answer.content
    return str(answer.json()["errors"][0]["detail"])


def test_a_paused_one_is_asked_to_go_on_once_and_then_paid(stripe):
    customer, subscription = paused(stripe)
    assert post(subscription, "resume").json()["status"] == "paused"
    club.later()
    assert "open invoice" in refusal(post(subscription, "resume"))
    (invoice,) = stripe.client.v1.invoices.list({"customer": customer, "status": "open"}).data
    assert club.admin().post(f"/stripe/invoices/{invoice.id}/pay", {"method": "cash"}).status_code == 200
    assert stripe.client.v1.subscriptions.retrieve(subscription).status == "active"


def test_a_paused_one_that_is_to_end_goes_on_without_its_end(stripe):
    customer, subscription = paused(stripe)
    till.card(stripe, customer)
    assert post(subscription, "cancel", at_period_end=True).status_code == 200
    answer = post(subscription, "resume").json()
    assert (answer["status"], answer["cancel_at"], answer["cancel_at_period_end"]) == ("active", None, False)
    entry = AuditEntry.objects.filter(action="subscription.resume").get()
    assert entry.before["cancel_at_period_end"] is True
    assert entry.after["status"] == "active"


def test_a_paused_one_says_what_it_waits_for(stripe):
    _, subscription = paused(stripe)
    soon = (timezone.localdate() + timedelta(days=9)).isoformat()
    answers = [
        post(subscription, "change", price_id=club.plan("Family")),
        post(subscription, "renewal", renewal_date=soon),
    ]
    assert {refusal(answer) for answer in answers} == {
        "This membership is paused, because there was no way to pay. Let it go on first."
    }


def test_time_that_was_not_paid_is_not_set_off(stripe):
    subscription, cheaper = past_due(stripe), club.plan("Social", 100)
    for what in ("change-preview", "change"):
        assert "has to be paid" in refusal(post(subscription, what, price_id=cheaper))
    assert stripe.client.v1.customers.list().data[0].balance == 0
    at_renewal = post(subscription, "change", price_id=cheaper, when="renewal")
    assert (at_renewal.status_code, at_renewal.json()["next_price_id"]) == (200, cheaper)


def test_the_trail_says_what_an_invoice_was_before_it_was_paid(stripe):
    invoice = till.billed()
    stripe.client.v1.invoices.mark_uncollectible(invoice)
    assert club.admin().post(f"/stripe/invoices/{invoice}/pay", {"method": "cash"}).status_code == 200
    assert AuditEntry.objects.get(action="invoice.pay").before == {"status": "uncollectible"}


@pytest.mark.parametrize(("interval", "count"), [("year", 4), ("month", 37), ("year", 36)])
@pytest.mark.parametrize("path", ["plans", "prices"])
def test_a_period_longer_than_stripes_is_refused(stripe, path, interval, count):
    admin = club.admin()
    name = (
        {"name": "Life"}
        if path == "plans"
        else {"product_id": admin.post("/stripe/products", {"name": "Life"}).json()["id"]}
    )
    body = {"amount_cents": 100, "currency": "gbp", "interval": interval, "interval_count": count, **name}
    answer = admin.post(f"/stripe/{path}", body)
    assert (answer.status_code, answer.json()["errors"][0]["attr"]) == (400, "interval_count")
    assert stripe.client.v1.prices.list().data == []


def test_a_currency_that_stripe_does_not_know(stripe):
    body = {"name": "Life", "amount_cents": 100, "currency": "zzz", "interval": "year"}
    answer = club.admin().post("/stripe/plans", body)
    assert (answer.status_code, club.code_of(answer)) == (400, "currency_unknown")
