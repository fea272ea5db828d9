"""Webhooks that arrive twice, late, out of order or not at all."""

from __future__ import annotations

import json
from typing import Any

import pytest

from .conftest import Listener, Program, until


@pytest.fixture
def heard(emulator: Program, listener: Listener) -> Any:
    emulator.v1.webhook_endpoints.create({"url": listener.url, "enabled_events": ["customer.created"]})

    def names() -> list[str]:
        return [json.loads(body)["data"]["object"]["name"] for _, body in listener.got]

    return names


def make(emulator: Program, *names: str) -> None:
    for name in names:
        emulator.v1.customers.create({"name": name})


def test_twice(emulator: Program, heard: Any, listener: Listener) -> None:
    emulator.control("deliveries/faults", kind="twice", type="customer.*")
    make(emulator, "Ann", "Bob")
    until(lambda: len(listener.got) == 3)
    assert sorted(heard()) == ["Ann", "Ann", "Bob"]
    ids = [json.loads(body)["id"] for _, body in listener.got]
    assert len(set(ids)) == 2


def test_late(emulator: Program, heard: Any) -> None:
    emulator.control("deliveries/faults", kind="late", seconds=0.5)
    make(emulator, "Ann", "Bob")
    until(lambda: len(heard()) == 2)
    assert heard() == ["Bob", "Ann"]


def test_out_of_order(emulator: Program, heard: Any) -> None:
    emulator.control("deliveries/faults", kind="shuffled", count=3, seconds=1.2)
    make(emulator, "Ann", "Bob", "Cy")
    until(lambda: len(heard()) == 3)
    assert heard() == ["Cy", "Bob", "Ann"]


def test_dropped(emulator: Program, heard: Any) -> None:
    emulator.control("deliveries/faults", kind="dropped", type="customer.created")
    make(emulator, "Ann", "Bob")
    until(lambda: heard() == ["Bob"])
    assert emulator.http.get("/_emulator/idle?timeout=5").json()["idle"]
    assert len(emulator.v1.events.list({"type": "customer.created"}).data) == 2


def test_an_unknown_kind(emulator: Program) -> None:
    assert "must be one of" in emulator.control("deliveries/faults", kind="lost")["error"]
