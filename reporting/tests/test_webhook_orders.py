"""Whatever order events come in, the mirror ends as Stripe is (checklist 29, 30)."""

from itertools import permutations

import pytest
from djstripe.models import Customer

from reporting.models import InboxEvent, Member, ObjectVersion
from reporting.rows import tidy
from reporting.tests.club import plain
from reporting.tests.deliveries import deliver, events_of, freeze, tick

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
    id, events = five_events(stripe, seconds=0)
    for order in permutations(events):
        empty_mirror()
        for event in order:
            assert deliver(event).status_code == 200
        assert_mirror_is_stripe(stripe, id)


def test_update_after_the_deletion_stays_deleted(stripe):
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
    from djstripe.models import Product

    assert Product.objects.get(id="adult").name == "Adult again"
