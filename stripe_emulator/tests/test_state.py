"""The state file: what was answered is still there after a kill."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from threading import Thread

import httpx
import pytest

from ..emulator import Emulator
from ..registry import RESOURCES
from ..seed import seed
from . import club
from .conftest import Listener, Program, until


def test_everything_survives_a_kill(
    start: Callable[..., Program], tmp_path: Path, listener: Listener
) -> None:
    listener.status = 500
    options = (
        "--state",
        str(tmp_path / "stripe.db"),
        "--webhook",
        listener.url,
        "--webhook-secret",
        "whsec_x",
    )
    first = start(*options, "--retry-delay", "0.05")
    ann = club.customer(first)
    sub = club.subscribe(first, ann.id, club.price(first).id)
    key = {"Idempotency-Key": "k"}
    made = first.http.post("/v1/products", data={"name": "Court"}, headers=key).json()
    events = [event.id for event in first.v1.events.list({"limit": 100}).data]
    before = first.v1.subscriptions.retrieve(sub.id).to_dict()
    until(lambda: listener.got)
    first.kill()
    listener.status = 200
    listener.got.clear()

    second = start(*options, "--retry-delay", "0.05")
    assert second.v1.subscriptions.retrieve(sub.id).to_dict() == before
    assert [event.id for event in second.v1.events.list({"limit": 100}).data] == events
    assert second.http.post("/v1/products", data={"name": "Court"}, headers=key).json() == made
    second.http.get("/_emulator/idle?timeout=10")
    assert {json.loads(body)["id"] for _, body in listener.got} == set(events)
    item = before["items"]["data"][0]["id"]
    assert second.v1.subscription_items.retrieve(item).subscription == sub.id
    second.control("reset")
    second.kill()
    assert start(*options).v1.customers.list().data == []


def test_a_taken_port_is_named(emulator: Program) -> None:
    import subprocess
    import sys

    port = emulator.url.rpartition(":")[2]
    run = subprocess.run(
        [sys.executable, "-m", "stripe_emulator", "--port", port], capture_output=True, text=True, timeout=10
    )
    assert run.returncode == 1
    assert port in run.stderr
    assert run.stdout == ""


def test_a_kill_amid_writes_loses_nothing_that_was_answered(
    start: Callable[..., Program], tmp_path: Path
) -> None:
    file = tmp_path / "stripe.db"
    first = start("--state", str(file))
    answered: list[str] = []

    def write() -> None:
        while True:
            made = first.http.post("/v1/customers", data={"name": f"Member {len(answered)}"})
            answered.append(made.json()["id"])

    writers = [Thread(target=suppressed((httpx.HTTPError, RuntimeError), write)) for _ in range(3)]
    for writer in writers:
        writer.start()
    until(lambda: len(answered) > 40)
    first.kill()
    for writer in writers:
        writer.join()
    with sqlite3.connect(file) as db:
        assert db.execute("pragma integrity_check").fetchone() == ("ok",)
    second = start("--state", str(file))
    kept = {row.id for row in second.v1.customers.list({"limit": 100}).auto_paging_iter()}
    assert set(answered) <= kept
    told = second.v1.events.list({"type": "customer.created", "limit": 100}).auto_paging_iter()
    assert {event.data.object["id"] for event in told} == kept


def suppressed(errors: tuple[type[Exception], ...], work: Callable[[], None]) -> Callable[[], None]:
    def run() -> None:
        with suppress(*errors):
            work()

    return run


def reopened(file: Path) -> Emulator:
    return Emulator(state_file=file)


def test_objects_are_packed_in_the_file_and_come_back(tmp_path: Path) -> None:
    file = tmp_path / "state"
    first = reopened(file)
    seed(first, 30)
    gone = first.state.store.all("customer")[0]["id"]
    first.state.store.remove(gone)
    first.commit()
    held = dict(first.state.store.objects)
    first.saving.close()
    second = reopened(file)
    assert dict(second.state.store.objects) == held
    assert second.engine.due == first.engine.due
    assert second.state.store.keys.keys() == held.keys()
    assert [row["name"] for row in second.state.store.all("customer", email="member7@seed.test")] == [
        "Seeded Member 7"
    ]
    with sqlite3.connect(file) as db:
        (size,) = db.execute("select sum(length(body)) from packed").fetchone()
    assert size < len(json.dumps(held)) / 5


def test_a_state_with_other_indexes_is_indexed_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "state"
    with monkeypatch.context() as patched:
        patched.setattr(RESOURCES["customer"], "indexes", ("name",))
        first = reopened(file)
        seed(first, 3)
        first.saving.close()
    for _ in range(2):
        again = reopened(file)
        (found,) = again.state.store.all("customer", email="member2@seed.test")
        assert found["name"] == "Seeded Member 2"
        again.saving.close()


def test_the_file_of_an_earlier_version_is_taken_over(tmp_path: Path) -> None:
    file = tmp_path / "state"
    maker = Emulator()
    seed(maker, 3)
    held = dict(maker.state.store.objects)
    with sqlite3.connect(file) as db:
        db.execute("create table objects (id text primary key, seq integer not null, body text not null)")
        rows = [(id, maker.state.store.keys[id][1], json.dumps(obj)) for id, obj in held.items()]
        db.executemany("insert into objects values (?, ?, ?)", rows)
    for _ in range(2):
        again = reopened(file)
        assert dict(again.state.store.objects) == held
        assert again.engine.due == maker.engine.due
        again.saving.close()
