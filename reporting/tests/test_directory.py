"""How a person's row follows from the mirror."""

import random
from datetime import UTC, datetime

import pytest
from django.db import transaction
from djstripe.models import Customer, Invoice, Product, Subscription

from reporting import directory
from reporting.models import Member

pytestmark = pytest.mark.django_db(databases=["default", "reporting"])


def at(seconds):
    return datetime.fromtimestamp(seconds, UTC)


@pytest.fixture
def ann():
    Product.objects.create(id="prod_1", name="Adult", created=at(1), stripe_data={"id": "prod_1"})
    data = {"id": "cus_1", "name": "Ann Able", "phone": None, "address": None}
    return Customer.objects.create(
        id="cus_1", email=" Ann@Example.ORG ", created=at(1), metadata={"n": "1"}, stripe_data=data
    )


def subscription(id, status, *, created=1, start=10, **data):
    price = {"id": "price_1", "product": "prod_1", "unit_amount": 1000, "currency": "gbp"}
    price["recurring"] = {"interval": "month", "interval_count": 1}
    item = {"price": price, "quantity": 2, "current_period_start": 500, "current_period_end": 900}
    data = {"id": id, "status": status, "start_date": start, "items": {"data": [item]}, **data}
    return Subscription.objects.create(id=id, customer_id="cus_1", created=at(created), stripe_data=data)


def derived():
    with transaction.atomic(using="reporting"):
        directory.derive(["cus_1"])
    return Member.objects.get()


def test_never_subscribed(ann):
    member = derived()
    assert (member.status, member.plan_name, member.amount_cents) == ("none", "", None)
    assert (member.email, member.email_normalised) == (" Ann@Example.ORG ", "ann@example.org")
    assert (member.phone, member.address, member.metadata) == ("", {}, {"n": "1"})


def test_plan_and_amount_of_a_period(ann):
    subscription("sub_1", "active")
    member = derived()
    assert (member.plan_name, member.plan_id, member.price_id) == ("Adult", "prod_1", "price_1")
    assert (member.amount_cents, member.currency) == (2000, "gbp")
    assert (member.interval, member.interval_count) == ("month", 1)
    assert (member.current_period_start_at, member.current_period_end_at) == (at(500), at(900))
    assert member.past_due_since_at is None


@pytest.mark.parametrize(
    ("better", "worse"),
    [
        ("active", "past_due"),
        ("trialing", "past_due"),
        ("past_due", "paused"),
        ("past_due", "unpaid"),
        ("past_due", "incomplete"),
        ("paused", "canceled"),
        ("incomplete", "canceled"),
        ("incomplete", "incomplete_expired"),
    ],
)
def test_better_one_counts_even_if_it_is_older(ann, better, worse):
    subscription("sub_1", better, created=1)
    subscription("sub_2", worse, created=2)
    assert derived().status == better


@pytest.mark.parametrize(
    ("older", "later"),
    [
        ("active", "trialing"),
        ("trialing", "active"),
        ("canceled", "incomplete_expired"),
        ("active", "active"),
    ],
)
def test_of_two_alike_the_later_counts(ann, older, later):
    subscription("sub_1", older, created=1)
    subscription("sub_2", later, created=2)
    assert derived().subscription_id == "sub_2"


def test_of_two_past_due_the_one_whose_grace_ends_later_counts(ann):
    later = {"items": {"data": [{"current_period_start": 800, "price": {"id": "price_1"}}]}}
    subscription("sub_1", "past_due", created=1, **later)
    subscription("sub_2", "past_due", created=2)
    member = derived()
    assert (member.subscription_id, member.past_due_since_at) == ("sub_1", at(800))


@pytest.mark.parametrize(
    ("amounts", "expected"),
    [
        ([1000, 500], 1500),
        ([1000, None], None),
        ([None], None),
        ([2**33], 2**33),
        ([2**63 - 2, 1], 2**63 - 1),
        ([2**62, 2**62], None),
    ],
)
def test_amount_of_several_items(ann, amounts, expected):
    items = [{"price": {"id": "price_1", "unit_amount": amount, "currency": "jpy"}} for amount in amounts]
    subscription("sub_1", "active", items={"data": items})
    member = derived()
    assert (member.amount_cents, member.currency) == (expected, "jpy")


def test_more_than_the_database_can_count(ann):
    price = {"id": "price_1", "unit_amount": 2**62, "currency": "idr"}
    subscription("sub_1", "active", items={"data": [{"price": price, "quantity": 2}]})
    assert derived().amount_cents is None


def test_names_longer_than_an_index_takes(ann):
    # Of letters by chance, for PostgreSQL packs what repeats itself.
    chance = random.Random(4)
    long = "".join(chr(chance.randrange(0x4E00, 0x9FFF)) for _ in range(5000))
    Customer.objects.update(stripe_data={"id": "cus_1", "name": long})
    Product.objects.update(name=long)
    subscription("sub_1", "active", items={"data": [{"price": {"id": "price_1", "product": "prod_1"}}]})
    member = derived()
    assert (member.name, member.plan_name) == (long[:500], long[:500])


def test_customer_with_nothing_at_all(ann):
    Customer.objects.update(email="", metadata=None, stripe_data={"id": "cus_1"})
    member = derived()
    assert (member.name, member.email, member.email_normalised, member.metadata) == ("", "", "", {})


def test_member_since_the_first_subscription(ann):
    subscription("sub_1", "canceled", start=50, created=1, ended_at=70)
    subscription("sub_2", "active", start=90, created=2)
    member = derived()
    assert member.member_since_at == at(50)
    assert member.running_count == 1
    assert member.ended_at is None


def test_past_due_since_the_start_of_the_period(ann):
    subscription("sub_1", "past_due")
    assert derived().past_due_since_at == at(500)


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        ({"cancel_at": 777}, 777),
        ({"cancel_at_period_end": True}, 900),
        ({"cancel_at": None, "cancel_at_period_end": False}, None),
    ],
)
def test_cancel_at(ann, data, expected):
    subscription("sub_1", "active", **data)
    assert derived().cancel_at == (expected and at(expected))


def test_money(ann):
    for number, (status, remaining, paid) in enumerate(
        [("open", 700, 300), ("open", 100, 0), ("paid", 0, 5000), ("void", 900, 0), ("draft", 800, 0)]
    ):
        Invoice.objects.create(
            id=f"in_{number}",
            customer_id="cus_1",
            created=at(1),
            stripe_data={"status": status, "amount_remaining": remaining, "amount_paid": paid},
        )
    member = derived()
    assert (member.amount_due_cents, member.total_paid_cents) == (800, 5000)


def test_stub_is_nobody(ann):
    derived()
    Customer.objects.update(created=None, stripe_data={"id": "cus_1", "object": "customer"})
    with transaction.atomic(using="reporting"):
        assert directory.derive(["cus_1"]) == 1
    assert not Member.objects.exists()


def test_second_derivation_changes_nothing(ann):
    subscription("sub_1", "active")
    derived()
    with transaction.atomic(using="reporting"):
        assert directory.derive(None) == 0
