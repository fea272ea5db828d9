"""Whatever happens in whatever order, the mirror ends as Stripe is (checklist 29, 30, 49, 50)."""

from __future__ import annotations

import json
import os
import random
from typing import Any

import pytest
from django.db import transaction

from reporting import directory, inbox, late, mirror, patience, reader
from reporting.catch_up import catch_up
from reporting.check import check, repair
from reporting.columns import table_of
from reporting.objects import MIRRORED, SPECS
from reporting.reader import Answer
from reporting.spec import Mirrored
from reporting.sync.limits import Limiter
from reporting.sync.lists import pages
from reporting.sync.run import regenerate
from reporting.tests.dashboard import Dashboard
from reporting.tests.deliveries import deliver, events_of, freeze, tick
from reporting.tests.merging import merging
from reporting.tests.snapshots import differences, snapshot, wipe

pytestmark = pytest.mark.django_db(databases=["default", "reporting"])

# More of them: COGENTO_SEEDS=1000 pytest reporting/tests/test_interleavings.py -n 2
SEEDS = range(int(os.environ.get("COGENTO_SEEDS", "20")))
STEPS = 40


@pytest.mark.parametrize("seed", SEEDS)
def test_ends_as_stripe_is(stripe, settings, monkeypatch, seed):
    settings.STRIPE_CALLS_PER_SECOND = settings.STRIPE_CALLS_PER_SECOND_TO_ONE_ENDPOINT = 10_000
    world = World(stripe, random.Random(seed))
    monkeypatch.setattr(reader, "fetch", world.fetch_slowly(reader.fetch))
    for _ in range(STEPS):
        world.step()
    world.settle()
    assert not world.differences_from_stripe(), world.story
    found = snapshot()
    with transaction.atomic(using="reporting"):
        assert directory.derive(None) == 0
    wipe()
    world.regenerate()
    assert not differences(found, snapshot()), world.story


class World:
    """Somebody in Stripe's dashboard, a lossy network, and writers of ours, all driven by one seed."""

    def __init__(self, stripe: Any, chance: random.Random) -> None:
        self.stripe, self.chance = stripe, chance
        self.story: list[str] = []
        self.undelivered: list[dict] = []
        self.delivered: list[dict] = []
        self.known: set[str] = set()
        self.held: list[Answer] = []
        self.settling = False
        freeze(stripe)
        self.dashboard = Dashboard(stripe, chance, self.note)

    # What can happen -----------------------------------------------------------------------------------

    def step(self) -> None:
        actions = {
            self.change_stripe: 10,
            self.write_ourselves: 4,
            self.deliver_some: 6,
            self.deliver_again: 1,
            self.store_late: 2,
            self.pass_time: 3,
            self.regenerate_meanwhile: 1,
            self.catch_up: 1,
        }
        [action] = self.chance.choices(list(actions), list(actions.values()))
        action()

    def change_stripe(self) -> None:
        self.dashboard.act()
        self.hear()

    def pass_time(self) -> None:
        seconds = self.chance.choice([1, 1, 2, 5])
        self.note(f"tick {seconds}")
        tick(self.stripe, seconds)
        self.hear()

    def deliver_some(self) -> None:
        for _ in range(self.chance.randint(1, 5)):
            if not self.undelivered:  # while one is applied, others may be delivered
                return
            self.deliver(self.undelivered.pop(self.chance.randrange(len(self.undelivered))))

    def deliver_again(self) -> None:
        if self.delivered:
            self.deliver(self.chance.choice(self.delivered))

    def write_ourselves(self) -> None:
        v1 = reader.client().v1
        key = {"idempotency_key": str(self.chance.random())}
        try:
            if self.chance.random() < 0.3:
                answer = reader.call(v1.customers.create, {"name": f"Own {self.dashboard.number()}"}, key)
            elif self.chance.random() < 0.2 and (id := self.dashboard.some("subscriptions", status="all")):
                answer = reader.call(v1.subscriptions.cancel, id, None, key)
            elif self.chance.random() < 0.1 and (id := self.dashboard.some("customers")):
                answer = reader.call(v1.customers.delete, id, None, key)
            elif id := self.dashboard.some("customers"):
                answer = reader.call(
                    v1.customers.update, id, {"metadata": {"n": self.dashboard.number()}}, key
                )
            else:
                return
        except Exception as error:
            self.note(f"own write refused: {error}")
            return
        self.hear()
        [outcome] = self.chance.choices(["stored", "merging", "held"], [4, 2, 4])
        if outcome == "stored":
            self.note(f"stored own {answer.data['id']}")
            mirror.store(answer)
        elif outcome == "merging":
            self.note(f"merging, so that this is not stored: own {answer.data['id']}")
            with merging(), patience.limited():
                with pytest.raises(mirror.Merging):
                    mirror.store(answer)
                self.deliver_some()
        else:
            self.note(f"held own {answer.data['id']}")
            self.held.append(answer)

    def store_late(self) -> None:
        if self.held:
            answer = self.held.pop(self.chance.randrange(len(self.held)))
            self.note(f"stored late {answer.data['id']}")
            mirror.store(answer)

    def regenerate_meanwhile(self) -> None:
        """Between any two pages anything else may happen."""
        self.note("regeneration begins")
        regenerate(
            list(MIRRORED.values()),
            allow_prune=True,
            progress=lambda name, rows: self.chance.choice(
                [self.change_stripe, self.deliver_some, self.store_late, self.pass_time, lambda: None]
            )(),
        )
        self.note("regeneration ended")

    def fetch_slowly(self, fetch: Any) -> Any:
        """Between Stripe's answer to a fetch and the lock under which it is stored, others may be quicker."""

        def slowly(*args: Any, **params: Any) -> Answer:
            answer = fetch(*args, **params)
            if not self.settling and self.chance.random() < 0.3:
                self.note(f"meanwhile, {args[1]} being fetched:")
                self.chance.choice(
                    [self.change_stripe, self.deliver_some, self.deliver_again, self.store_late]
                )()
            return answer

        return slowly

    def regenerate(self) -> None:
        self.note("regeneration")
        regenerate(list(MIRRORED.values()), allow_prune=True)

    def catch_up(self) -> None:
        self.note("catch up")
        catch_up()

    def repair(self) -> None:
        self.note("repair")
        repair(check(list(MIRRORED.values())))

    def settle(self) -> None:
        """Either every event arrives in the end, or something makes up for those that did not."""
        self.settling = True
        for _ in range(len(self.held)):
            self.store_late()
        self.chance.shuffle(self.undelivered)
        mend = self.chance.choice([None, self.catch_up, self.regenerate, self.repair])
        lost = len(self.undelivered) // 2 if mend else 0
        for event in self.undelivered[lost:]:
            self.deliver(event)
        inbox.apply_pending()  # within a minute, so before anything makes up for what was lost
        if mend:
            mend()
        late.fill()

    # How --------------------------------------------------------------------------------------------------

    def note(self, what: str) -> None:
        self.story.append(what)

    def hear(self) -> None:
        new = [event for event in events_of(self.stripe) if event["id"] not in self.known]
        self.known |= {event["id"] for event in new}
        self.undelivered += new

    def deliver(self, event: dict) -> None:
        self.note(f"deliver {event['type']} {event['data']['object'].get('id')}")
        assert deliver(event).status_code == 200
        self.delivered.append(event)

    def differences_from_stripe(self) -> list[str]:
        found = []
        listed: dict[Mirrored, dict[str, dict]] = {spec: {} for spec in SPECS}
        for page in pages(list(SPECS), Limiter()):
            own = table_of(page.spec.model)
            rows = (row for row in page.rows if row.table is own and row.owner == row.values["id"])
            listed[page.spec].update((row.owner, json.loads(row.values["stripe_data"])) for row in rows)
        for spec, wanted in listed.items():
            rows = table_of(spec.model).model.objects.all()
            held = {row.id: row.stripe_data for row in rows if row.stripe_data.keys() - {"id", "object"}}
            for id in wanted.keys() | held.keys():
                if wanted.get(id) != held.get(id):
                    found.append(f"{id}: {_differing(wanted.get(id), held.get(id))}")
        return found


def _differing(one: dict | None, other: dict | None) -> Any:
    if one is None or other is None:
        return "not mirrored" if other is None else "not in Stripe"
    keys = [key for key in one.keys() | other.keys() if one.get(key) != other.get(key)]
    return {key: (one.get(key), other.get(key)) for key in keys}
