"""What stands on Stripe's test clocks, which its lists leave out, is mirrored as well."""

from io import StringIO
from time import time

import pytest
from django.core.management import call_command
from djstripe.models import Coupon, Product

from reporting import reader
from reporting.models import Member
from reporting.objects import MIRRORED
from reporting.sync.lists import CLOCKS, Page
from reporting.sync.load import Load
from reporting.sync.merge import merge
from reporting.tests.club import plain, plan_of, subscribe
from reporting.tests.snapshots import snapshot

pytestmark = pytest.mark.django_db(databases=["default", "reporting"])


def sync() -> None:
    call_command("djstripe_sync_models", stdout=StringIO())


def a_clock(stripe) -> str:
    return stripe.client.v1.test_helpers.test_clocks.create({"frozen_time": int(time())}).id


def on_a_clock(stripe, clock: str, plan: dict, name: str) -> str:
    customer = stripe.client.v1.customers.create({"name": name, "test_clock": clock}).id
    subscribe(stripe, customer, plan)
    return customer


@pytest.fixture
def leaving_out(monkeypatch):
    """Stripe's lists as they are: without what stands on a clock, unless it is asked for."""
    ask = reader.list_page

    def ask_as_stripe(path, **params):
        answer = ask(path, **params)
        if path in ("/v1/customers", "/v1/subscriptions") and "test_clock" not in params:
            answer.data["data"] = [row for row in answer.data["data"] if not row["test_clock"]]
        return answer

    monkeypatch.setattr(reader, "list_page", ask_as_stripe)


def test_people_on_clocks_stay(stripe, leaving_out):
    plan = plan_of(stripe)
    for name in ("Ann", "Bea", "Cat"):
        on_a_clock(stripe, a_clock(stripe), plan, name)
    stripe.client.v1.customers.create({"name": "Dot"})
    for _ in range(2):
        sync()
        assert set(Member.objects.values_list("name", "status")) == {
            ("Ann", "active"),
            ("Bea", "active"),
            ("Cat", "active"),
            ("Dot", "none"),
        }
    call_command("check_mirror", stdout=StringIO())


def test_clock_deleted_while_it_is_read(stripe, leaving_out, monkeypatch):
    plan = plan_of(stripe)
    clock = a_clock(stripe)
    on_a_clock(stripe, clock, plan, "Ann")
    on_a_clock(stripe, a_clock(stripe), plan, "Bea")
    ask = reader.list_page

    def deleting(path, **params):
        if params.get("test_clock") == clock and path == "/v1/customers":
            stripe.client.v1.test_helpers.test_clocks.delete(clock)
        return ask(path, **params)

    monkeypatch.setattr(reader, "list_page", deleting)
    sync()
    assert set(Member.objects.values_list("name", flat=True)) == {"Bea"}


def test_live_mode_never_asks_for_clocks(stripe, settings):
    settings.STRIPE_LIVE_MODE = True
    stripe.control("DELETE", "requests")
    sync()
    assert CLOCKS not in {request["path"] for request in stripe.requests()}


def test_what_comes_twice_counts_as_it_came_last(stripe):
    """An object that moves to a clock meanwhile comes from both lists."""
    customer = stripe.client.v1.customers.create({"name": "Ann"}).id
    load, spec = Load(), MIRRORED["customer"]
    first = reader.list_page(spec.path)
    stripe.client.v1.customers.update(customer, {"name": "Bea"})
    for answer in (first, reader.list_page(spec.path)):
        load.add(Page(spec, answer.data["data"], answer.as_of))
    load.finish()
    assert load.unsure == {("customer", customer)}
    merge(load, [spec], allow_prune=False)
    assert Member.objects.get().name == "Bea"


def test_what_comes_twice_alike_is_written_once(stripe):
    customer = stripe.client.v1.customers.create({"name": "Ann"}).id
    subscribe(stripe, customer, plan_of(stripe))
    sync()
    before = snapshot()
    load, spec = Load(), MIRRORED["subscription"]
    for _ in range(2):
        answer = reader.list_page(spec.path, **spec.params)
        load.add(Page(spec, answer.data["data"], answer.as_of))
    load.finish()
    assert not load.unsure
    assert not set(merge(load, [spec], allow_prune=False).written.values()) - {0}
    assert snapshot() == before


def test_two_objects_whose_id_a_club_chose_alike_are_none_that_came_twice(stripe):
    product = plain(stripe.client.v1.products.create({"id": "gold", "name": "Gold"}))
    coupon = plain(stripe.client.v1.coupons.create({"id": "x", "percent_off": 10, "duration": "once"}))
    load, specs = Load(), [MIRRORED["product"], MIRRORED["coupon"]]
    for spec, data in zip(specs, (product, {**coupon, "id": "gold"}), strict=True):
        load.add(Page(spec, [data], 1))
    load.finish()
    merge(load, specs, allow_prune=False)
    assert Product.objects.get(id="gold").name == "Gold"
    assert Coupon.objects.get(id="gold").stripe_data["percent_off"] == 10
