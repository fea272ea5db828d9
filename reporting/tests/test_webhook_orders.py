"""Whatever order events come in, the mirror ends as Stripe is (checklist 29, 30)."""

from dataclasses import replace
from itertools import permutations

import pytest
from djstripe.models import Coupon, Customer, Invoice, Price, Product, Subscription

from reporting import reader
from reporting.models import InboxEvent, Member, ObjectVersion
from reporting.rows import tidy
from reporting.tests.club import plain, plan_of, subscribe
from reporting.tests.deliveries import deliver, deliver_all, events_of, freeze, tick

pytestmark = pytest.mark.django_db(databases=["default", "reporting"])


def five_events(stripe, *, seconds):
    """One customer, made and renamed four times, some seconds apart."""
    freeze(stripe)
    id = stripe.client.v1.customers.create({"name": "Name 0", "email": "ann@example.org"}).id
    for number in range(1, 5):
        tick(stripe, seconds)
        stripe.client.v1.customers.update(id, {"name": f"Name {number}"})
    events = events_of(stripe)
    assert len(events) == 5
    return id, events


def empty_mirror():
    for model in (Customer, Member, ObjectVersion, InboxEvent):
        model.objects.all().delete()


def assert_mirror_is_stripe(stripe, id):
    held = plain(stripe.client.v1.customers.retrieve(id))
    assert Customer.objects.get(id=id).stripe_data == tidy(held)
    assert Member.objects.get(pk=id).name == held["name"]


def test_all_120_orders(stripe):
    """Checklist 29."""
    id, events = five_events(stripe, seconds=2)
    calls = len(stripe.requests())
    for order in permutations(events):
        empty_mirror()
        for event in order:
            assert deliver(event).status_code == 200
        assert Customer.objects.get(id=id).stripe_data == tidy(events[-1]["data"]["object"])
        assert Member.objects.get(pk=id).name == "Name 4"
    assert len(stripe.requests()) == calls, "an event in a later second needs no call"


def test_all_120_orders_within_one_second(stripe):
    """Checklist 29."""
    id, events = five_events(stripe, seconds=0)
    for order in permutations(events):
        empty_mirror()
        for event in order:
            assert deliver(event).status_code == 200
        assert_mirror_is_stripe(stripe, id)


def test_update_after_the_deletion_stays_deleted(stripe):
    """Checklist 30."""
    freeze(stripe)
    id = stripe.client.v1.customers.create({"name": "Ann"}).id
    tick(stripe)
    stripe.client.v1.customers.update(id, {"name": "Ann Able"})
    tick(stripe)
    stripe.client.v1.customers.delete(id)
    created, updated, deleted = events_of(stripe)
    for order in permutations([created, updated, deleted]):
        empty_mirror()
        for event in order:
            assert deliver(event).status_code == 200
        assert not Customer.objects.exists()
        assert not Member.objects.exists()
        assert ObjectVersion.objects.get(pk=id).deleted


def test_update_in_the_second_of_the_deletion_or_later_stays_deleted(stripe):
    """Checklist 30."""
    freeze(stripe)
    id = stripe.client.v1.customers.create({"name": "Ann"}).id
    stripe.client.v1.customers.update(id, {"name": "Ann Able"})
    stripe.client.v1.customers.delete(id)
    created, updated, deleted = events_of(stripe)
    for event in (
        deleted,
        created,
        updated,
        {**updated, "id": "evt_late", "created": updated["created"] + 5},
    ):
        assert deliver(event).status_code == 200
    assert not Customer.objects.exists()


def test_product_made_again_under_its_own_id_is_back(stripe):
    freeze(stripe)
    products = stripe.client.v1.products
    products.create({"id": "adult", "name": "Adult"})
    products.delete("adult")
    tick(stripe, 5)
    products.create({"id": "adult", "name": "Adult again"})
    for event in events_of(stripe):
        assert deliver(event).status_code == 200
    assert Product.objects.get(id="adult").name == "Adult again"


@pytest.mark.parametrize("backwards", [False, True])
def test_product_made_again_within_the_second_is_back(stripe, backwards):
    freeze(stripe)
    products = stripe.client.v1.products
    products.create({"id": "adult", "name": "Adult"})
    products.delete("adult")
    products.create({"id": "adult", "name": "Adult again"})
    for event in events_of(stripe)[:: -1 if backwards else 1]:
        assert deliver(event).status_code == 200
    assert Product.objects.get(id="adult").name == "Adult again"


def test_older_event_of_the_second_in_which_it_was_fetched(stripe):
    """A paid invoice is fetched; what else happened to it in that second is not news."""
    freeze(stripe)
    person = stripe.client.v1.customers.create({"name": "Ann"}).id
    subscribe(stripe, person, plan_of(stripe))
    events = events_of(stripe)
    for event in events[::-1]:
        assert deliver(event).status_code == 200
    assert Invoice.objects.get().stripe_data["status"] == "paid"


def test_price_changed_reaches_the_subscriptions_too(stripe):
    """Stripe tells of the price alone, and shows the change wherever the price stands."""
    person = stripe.client.v1.customers.create({"name": "Ann"}).id
    plan = plan_of(stripe)
    id = subscribe(stripe, person, plan)["id"]
    deliver_all(stripe)
    stripe.client.v1.prices.update(plan["id"], {"nickname": "Grown-up", "metadata": {"age": "18"}})
    deliver_all(stripe)
    assert Price.objects.get(id=plan["id"]).nickname == "Grown-up"
    held = plain(stripe.client.v1.subscriptions.retrieve(id))
    assert Subscription.objects.get(id=id).stripe_data == tidy(held)


@pytest.mark.parametrize("kinds", [("coupon", "product"), ("product", "coupon")])
def test_two_objects_whose_id_a_club_chose_alike(stripe, monkeypatch, kinds):
    """What is known of the one says nothing of how recent the other is."""
    api = stripe.client.v1
    freeze(stripe)
    api.products.create({"id": "student", "name": "Student"})
    api.coupons.create({"id": "students", "name": "Students", "percent_off": 50, "duration": "forever"})
    changes = {"product": (api.products.update, "student"), "coupon": (api.coupons.update, "students")}
    for kind in kinds:
        tick(stripe, 2)
        change, id = changes[kind]
        change(id, {"name": f"New {kind}"})
    # The emulator does not give one id twice, as Stripe does.
    fetch = reader.fetch
    alike = {("coupon", "student"): "students"}

    def fetched(name, id):
        answer = fetch(name, alike.get((name, id), id))
        return replace(answer, data={**answer.data, "id": id})

    monkeypatch.setattr(reader, "fetch", fetched)
    for event in reversed(events_of(stripe)):
        event["data"]["object"]["id"] = "student"
        assert deliver(event).status_code == 200
    assert Product.objects.get(id="student").name == "New product"
    assert Coupon.objects.get(id="student").stripe_data["name"] == "New coupon"
