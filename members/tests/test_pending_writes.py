"""No key of the caller's: what is wished once is done once, through lost answers and killed processes."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connections, transaction
from django.db.models import F

from cogento.errors import CardDeclined, RefundTooLarge, StripeUnavailable
from members.models import PendingWrite
from members.services import credit, payments, refunds, writing
from members.tests import club, till
from members.tests.faults import killed_after

pytestmark = pytest.mark.django_db(databases=["default", "reporting"])
PATH = "/v1/customers/*/balance_transactions"


@pytest.fixture(autouse=True)
def _quick(settings, monkeypatch):
    settings.STRIPE_TIMEOUT_SECONDS = 1
    monkeypatch.setattr("reporting.reader.time.sleep", lambda seconds: None)


def give(customer: str, by: str = club.BY):
    return credit.give(customer_id=customer, amount_cents=500, currency="gbp", description="Goodwill", by=by)


def balance(stripe, customer: str) -> int:
    return stripe.client.v1.customers.retrieve(customer).balance


def lose_the_answer(stripe, customer: str) -> None:
    stripe.control("POST", "faults", method="POST", path=PATH, kind="reset_after", count=-1)
    with pytest.raises(StripeUnavailable):
        give(customer)
    stripe.control("DELETE", "faults")


def let_pass(time: timedelta) -> None:
    PendingWrite.objects.update(created_at=F("created_at") - time, done_at=F("done_at") - time)


@pytest.mark.parametrize("later", [timedelta(minutes=61), timedelta(hours=23, minutes=59)])
def test_a_lost_answer_is_found_again_the_same_day(stripe, later):
    customer = club.person()
    lose_the_answer(stripe, customer)
    let_pass(later)
    give(customer)
    assert balance(stripe, customer) == -500


def test_a_day_later_stripe_has_forgotten_the_key_and_the_wish_is_another(stripe):
    customer = club.person()
    lose_the_answer(stripe, customer)
    let_pass(timedelta(hours=24))
    give(customer)
    assert balance(stripe, customer) == -1000


def test_a_double_click_gives_once_and_a_later_wish_gives_again(stripe):
    customer = club.person()
    assert give(customer).data["id"] == give(customer).data["id"]
    assert balance(stripe, customer) == -500
    let_pass(writing.DOUBLE_CLICK)
    give(customer)
    assert balance(stripe, customer) == -1000


def test_another_person_with_the_same_wish_is_another(stripe):
    customer = club.person()
    give(customer)
    give(customer, by="treasurer@example.org")
    assert balance(stripe, customer) == -1000


def test_a_refusal_is_not_remembered(stripe):
    customer = till.payer(stripe)
    declined = till.card(stripe, customer, "pm_card_chargeCustomerFail")
    wish = {
        "customer_id": customer,
        "amount_cents": 800,
        "currency": "gbp",
        "description": "Court fee",
        "payment_method_id": declined,
        "by": club.BY,
    }
    for _ in range(2):
        with pytest.raises(CardDeclined):
            payments.charge(**wish)
    assert len(stripe.client.v1.payment_intents.list().data) == 2  # asked twice, not answered from memory


def test_a_refund_that_was_too_large_is_asked_for_anew(stripe):
    charge = till.paid(stripe)
    keys = set()
    for _ in range(2):
        with pytest.raises(RefundTooLarge):
            refunds.create(charge_id=charge, amount_cents=9_999_99, by=club.BY)
        keys |= set(PendingWrite.objects.filter(done_at=None).values_list("key", flat=True))
    assert len(keys) == 2


@pytest.mark.django_db(databases=["default", "reporting"], transaction=True)
def test_the_key_is_committed_before_stripe_is_asked(stripe):
    customer = club.person()
    PendingWrite.objects.all().delete()
    with killed_after(2):  # the Customer was read, the credit given, and nobody heard
        give(customer)
    connections.close_all()  # as when the process ends
    assert balance(stripe, customer) == -500
    assert PendingWrite.objects.get().done_at is None
    give(customer)
    assert balance(stripe, customer) == -500


@pytest.mark.django_db(databases=["default", "reporting"], transaction=True)
def test_within_a_transaction_the_key_could_be_lost_so_it_is_refused(stripe):
    customer = club.person()
    with transaction.atomic(), pytest.raises(RuntimeError):
        give(customer)
    assert balance(stripe, customer) == 0


def test_old_keys_are_forgotten(stripe):
    give(club.person())
    let_pass(timedelta(hours=47))
    assert writing.forget_old() == 0
    let_pass(timedelta(hours=1, minutes=1))
    assert writing.forget_old() > 0
    assert not PendingWrite.objects.exists()
