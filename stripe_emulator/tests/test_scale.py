"""Clubs larger than what is kept unpacked: nothing is lost or told apart. How fast: `bench/emulator.py`."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from ..vault import STEP, Vault
from . import club
from .conftest import Program


def test_packed_objects_are_as_they_were() -> None:
    vault = Vault(hot=10)
    objects: dict[str, Any] = {
        f"cus_{n}": {"id": f"cus_{n}", "object": "customer", "name": "Ånn", "n": n, "off": 12.5, "none": None}
        for n in range(STEP * 2)
    }
    for id, obj in objects.items():
        vault[id] = obj
    assert len(vault.cold) == STEP
    assert dict(vault) == objects
    vault["cus_1"] = {**objects["cus_1"], "name": "Bob"}
    assert (vault["cus_1"]["name"], len(vault)) == ("Bob", STEP * 2)
    del vault["cus_2"]
    assert vault.get("cus_2") is None
    assert "cus_2" not in vault


def test_a_seeded_club_is_a_club(emulator: Program) -> None:
    emulator.control("seed", members=120)
    assert len(list(emulator.v1.customers.list({"limit": 100}).auto_paging_iter())) == 120
    (bob,) = emulator.v1.customers.list({"email": "member77@seed.test"}).data
    (sub,) = emulator.v1.subscriptions.list({"customer": bob.id}).data
    paid = emulator.v1.invoices.list({"subscription": sub.id, "expand": ["data.payments"]}).data
    assert [row.status for row in paid] == ["paid", "paid"]
    assert {row.customer for row in paid} == {bob.id}
    (charge, _) = emulator.v1.charges.list({"customer": bob.id}).data
    assert charge.payment_method == emulator.v1.payment_methods.list({"customer": bob.id}).data[0].id
    emulator.v1.subscriptions.update(sub.id, {"cancel_at_period_end": True})
    assert emulator.v1.subscriptions.retrieve(sub.id).cancel_at_period_end is True
    assert club.event_types(emulator)[-1] == "customer.subscription.updated"
    emulator.v1.refunds.create({"charge": charge.id})
    assert emulator.v1.charges.retrieve(charge.id).refunded is True


def test_a_seeded_club_joined_one_after_the_other(emulator: Program) -> None:
    emulator.control("seed", members=11, days=100)
    people = emulator.v1.customers.list({"limit": 100}).data
    assert [person.created for person in people] == sorted({p.created for p in people}, reverse=True)
    assert 90 * club.DAY <= people[0].created - people[-1].created <= 100 * club.DAY
    for person in people:
        (sub,) = emulator.v1.subscriptions.list({"customer": person.id}).data
        (latest, first) = emulator.v1.invoices.list({"customer": person.id}).data
        assert sub.created == first.created == person.created
        assert latest.created == sub["items"].data[0].current_period_start
    at = [person.created for person in people]
    for bounds, found in {
        "lt": people[6:], "lte": people[5:], "gt": people[:5], "gte": people[:6]
    }.items():  # fmt: skip
        listed = emulator.v1.customers.list({"limit": 100, "created": {bounds: at[5]}}).data
        assert [person.id for person in listed] == [person.id for person in found]
    after = {"limit": 2, "created": {"gte": at[8], "lt": at[2]}, "starting_after": people[4].id}
    page = emulator.v1.customers.list(after)
    assert [person.id for person in page.data] == [people[5].id, people[6].id]
    assert page.has_more


def test_a_seeded_club_renews(emulator: Program) -> None:
    emulator.control("seed", members=5)
    emulator.control("clock", advance=366 * club.DAY)
    assert len(emulator.v1.invoices.list({"limit": 100, "status": "paid"}).data) == 15


def test_a_seeded_club_is_saved(start: Callable[..., Program], tmp_path: Path) -> None:
    first = start("--state", str(tmp_path / "state"))
    first.control("seed", members=20)
    held = first.http.get("/_emulator/health").json()["objects"]
    first.kill()
    second = start("--state", str(tmp_path / "state"))
    assert second.http.get("/_emulator/health").json()["objects"] == held
