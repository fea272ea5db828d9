"""A long list that no run has read before is read in parts at once, and nothing is missed between them."""

import random
import threading
from math import ceil
from types import SimpleNamespace

import pytest
from djstripe.models import Product

from cogento.errors import StripeObjectNotFound
from reporting import reader
from reporting.models import SyncRun
from reporting.objects import MIRRORED
from reporting.sync.limits import Limiter
from reporting.sync.lists import pages
from reporting.sync.parts import Part, cuts_of
from reporting.sync.run import regenerate
from reporting.sync.split import Splitter

PEOPLE, CARDS = MIRRORED["customer"], MIRRORED["payment_method"]
SIZE = 5
AGES = {
    "even": lambda chance, number: 1_600_000_000 + 60 * number,
    "in one second": lambda chance, number: 1_700_000_000,
    "an import, then a few": lambda chance, n: 1_700_000_000 + (n // 50 if n < 700 else n**2),
    "few, then an import": lambda chance, n: 1_000_000_000 + (n**2 if n < 100 else 9 * 10**8),
    "imported in an hour": lambda chance, n: 1_700_000_000 + (2 * n if n < 1900 else 10**6 * (n - 1900)),
    "by chance": lambda chance, number: 1_500_000_000 + int(number**3 * chance.random() / 100),
}  # fmt: skip


class Lists:
    """Lists as Stripe has them: newest first, from an id on, of a time. What is taken out is not found."""

    def __init__(self, rows, doomed=()):
        self.rows, self.doomed, self.calls = rows, list(doomed), 0
        self.gone, self.lock = set(), threading.Lock()

    def page(self, path, *, before, created=None, starting_after=None, **params):
        with self.lock:
            self.calls += 1
            if self.doomed:
                self.gone.add(self.doomed.pop())
            rows = [row for row in self.rows.get(path, []) if row["id"] not in self.gone]
            if starting_after:
                places = [row["id"] for row in rows]
                if starting_after not in places:
                    raise StripeObjectNotFound
                rows = rows[places.index(starting_after) + 1 :]
            for bound, moment in (created or {}).items():
                rows = [
                    r for r in rows if (r["created"] >= moment if bound == "gte" else r["created"] < moment)
                ]
            return SimpleNamespace(data={"data": rows[:SIZE], "has_more": len(rows) > SIZE}, as_of=1)


def rows(age, *, number=1000, seed=1):
    """Customers and their cards, each made at about the same time."""
    chance = random.Random(seed)
    made = sorted((age(chance, n) for n in range(number)), reverse=True)
    cards = [{"id": f"pm_{n}", "object": "payment_method", "created": at} for n, at in enumerate(made)]
    people = [
        {
            "id": f"cus_{n}",
            "object": "customer",
            "created": at,
            "invoice_settings": {
                "default_payment_method": f"pm_{max(0, n + chance.randrange(-9, 9)) % number}"
            },
        }
        for n, at in enumerate(made)
    ]
    return {PEOPLE.path: people, CARDS.path: cards}


@pytest.fixture
def quick(settings, monkeypatch):
    settings.STRIPE_CALLS_PER_SECOND = settings.STRIPE_CALLS_PER_SECOND_TO_ONE_ENDPOINT = 100_000
    settings.STRIPE_LIVE_MODE = True  # no test clocks

    def use(lists):
        monkeypatch.setattr(reader, "list_page", lists.page)
        return lists

    return use


def read(specs, cuts=None):
    """Ids in the order in which they came, and where pages ended."""
    ends = {}
    found = [id for page in pages(specs, Limiter(), cuts=cuts, ends=ends) for id in page.ids]
    return found, ends


@pytest.mark.parametrize("age", AGES)
def test_everything_is_read_with_a_tenth_more_calls(quick, age):
    there = rows(AGES[age])
    lists = quick(Lists(there))
    found, ends = read([PEOPLE, CARDS])
    assert set(found) == {row["id"] for listed in there.values() for row in listed}
    least = sum(ceil(len(listed) / SIZE) for listed in there.values())
    assert lists.calls <= 1.1 * least
    lists.calls = 0
    again, _ = read([PEOPLE, CARDS], ends)
    assert set(again) == set(found)
    assert lists.calls <= 1.1 * least  # the places that were found serve the next run


@pytest.mark.parametrize("seed", range(15))
def test_what_stays_is_read_while_much_is_deleted(quick, seed):
    chance = random.Random(seed)
    there = rows(AGES[chance.choice(list(AGES))], number=chance.randrange(1, 900), seed=seed)
    every = [row["id"] for listed in there.values() for row in listed]
    # Never three in a row, which would take away every place to go on from.
    doomed = [id for number, id in enumerate(every) if number % 4 == 0 and chance.random() < 0.9]
    chance.shuffle(doomed)
    quick(Lists(there, doomed))
    found, _ = read([PEOPLE, CARDS])
    assert set(every) - set(doomed) <= set(found)


@pytest.mark.parametrize("age", ["even", "imported in an hour", "by chance"])
def test_a_long_list_is_no_longer_one_chain(quick, age):
    """Each part that is open takes a page in turn, as if all answers took the same time."""
    lists = quick(Lists(rows(AGES[age], number=2000)))
    parts = [Part(PEOPLE, grows=True), Part(CARDS, grows=True)]
    splitter = Splitter(parts)
    rounds = 0
    while due := [part for part in parts if not part.is_over]:
        rounds += 1
        for part in due:
            after = {"starting_after": part.after[0]} if part.after else {}
            page = lists.page(part.spec.path, before=None, **part.asked, **after).data
            part.take(page["data"], page["has_more"])
            splitter.took(part, page["data"])
    for spec in (PEOPLE, CARDS):
        assert sum(len(part.ends) for part in parts if part.spec is spec) >= 400
    assert rounds <= 400 / 3


@pytest.mark.django_db(databases=["default", "reporting"])
def test_by_the_emulator_too(stripe, settings, monkeypatch):
    """Forty products of a second or two, one a page."""
    settings.STRIPE_CALLS_PER_SECOND = settings.STRIPE_CALLS_PER_SECOND_TO_ONE_ENDPOINT = 10_000
    monkeypatch.setattr(reader, "PAGE_SIZE", 1)
    ids = {stripe.client.v1.products.create({"name": f"Plan {number}"}).id for number in range(40)}
    regenerate([MIRRORED["product"]])
    assert set(Product.objects.values_list("id", flat=True)) == ids
    assert 40 < SyncRun.objects.get().calls <= 44  # a part that was cut off asks once in vain


def test_places_stand_in_the_order_of_a_list_that_was_made_in_one_second():
    """Guessed parts come in any order; each ends where it meets the next one."""
    card = [{"id": f"pm_{n}", "object": "payment_method", "created": 1_700_000_000} for n in range(40)]
    first = Part(CARDS, grows=True)
    lower, upper = (Part(CARDS, after=(f"pm_{at}",), guessed=True, grows=True) for at in (29, 9))
    parts = [first, lower, upper]
    splitter = Splitter(parts)
    at = {first: 0, lower: 30, upper: 10}
    while due := [part for part in (lower, first, upper) if not part.is_over]:
        for part in due:
            part.take(card[at[part] : at[part] + SIZE], has_more=at[part] + SIZE < len(card))
            at[part] += SIZE
            splitter.took(part, card[at[part] - SIZE : at[part]])
    assert [place[0] for place in cuts_of(parts)[CARDS.name]] == [f"pm_{n}" for n in range(4, 35, SIZE)]
