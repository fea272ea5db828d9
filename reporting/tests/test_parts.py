"""Long lists are read in parts from where pages ended before, and nothing is missed between them."""

import threading

import pytest
from djstripe.models import Product

from reporting import reader
from reporting.models import ObjectVersion, SyncRun
from reporting.objects import MIRRORED
from reporting.sync import parts
from reporting.sync.run import regenerate

pytestmark = pytest.mark.django_db(databases=["default", "reporting"])
SPEC = MIRRORED["product"]


@pytest.fixture
def products(stripe, settings, monkeypatch):
    """Forty of them, newest first, of which a run has read ten pages."""
    settings.STRIPE_CALLS_PER_SECOND = settings.STRIPE_CALLS_PER_SECOND_TO_ONE_ENDPOINT = 10_000
    settings.MIRROR_PRUNE_PERCENT = 100
    monkeypatch.setattr(reader, "PAGE_SIZE", 4)
    ids = [stripe.client.v1.products.create({"name": f"Plan {number}"}).id for number in range(40)][::-1]
    run()
    return ids


def run() -> SyncRun:
    return regenerate([SPEC])


def mirrored() -> set[str]:
    return set(Product.objects.values_list("id", flat=True))


def delete(stripe, ids) -> None:
    for id in ids:
        stripe.client.v1.products.delete(id)
    ObjectVersion.objects.update(as_of=0)


def places() -> list[list[str]]:
    return SyncRun.objects.filter(state=SyncRun.State.COMPLETE).first().cuts["product"]


def test_unchanged_list_costs_no_further_call(stripe, products):
    assert SyncRun.objects.first().calls == 11  # one of them in vain: whether the list is long
    assert [place[0] for place in places()] == products[3:-1:4]
    before = places()
    again = run()
    assert again.calls == 10
    assert again.counts["product"]["read"] == 40  # nothing came twice
    assert places() == before
    assert not SyncRun.objects.exclude(pk=again.pk).exclude(cuts={}).exists()


def test_list_is_cut():
    found = parts.cut(SPEC, {}, [[str(n)] for n in range(9)])
    assert len(found) == 5
    assert [part.after for part in found[1:]] == [part.end for part in found[:-1]]
    assert (found[0].after, found[-1].end) == ((), ())


def test_new_ones_stand_before_the_first_part(stripe, products):
    new = {stripe.client.v1.products.create({"name": f"New {number}"}).id for number in range(6)}
    assert run().calls <= 12
    assert mirrored() == {*products, *new}


@pytest.mark.parametrize("gone", [slice(7, 8), slice(5, 8), slice(4, 8), slice(7, 9), slice(0, 30)])
def test_where_a_part_begins_is_deleted(stripe, products, gone):
    """The last of a page, all that is kept of a page, and more than that."""
    delete(stripe, products[gone])
    run()
    assert mirrored() == set(products) - set(products[gone])
    run()
    assert mirrored() == set(products) - set(products[gone])


def test_another_account(stripe, products):
    stripe.control("POST", "reset")
    ObjectVersion.objects.update(as_of=0)
    ids = {stripe.client.v1.products.create({"name": f"Other {number}"}).id for number in range(9)}
    run()
    assert mirrored() == ids


def test_deleted_while_it_is_read(stripe, products, monkeypatch):
    """What ends one part and begins the next goes between the two calls."""
    ask = reader.list_page
    victims = [place[0] for place in places()[1::2]]

    lock = threading.Lock()

    def deleting(path, **params):
        answer = ask(path, **params)
        with lock:
            while victims:
                stripe.client.v1.products.delete(victims.pop())
        return answer

    gone = set(victims)
    monkeypatch.setattr(reader, "list_page", deleting)
    run()
    assert set(products) - gone <= mirrored()
    monkeypatch.undo()
    monkeypatch.setattr(reader, "PAGE_SIZE", 4)
    ObjectVersion.objects.update(as_of=0)
    run()
    assert mirrored() == set(products) - gone
