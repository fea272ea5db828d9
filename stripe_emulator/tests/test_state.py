"""The state file: what was answered is still there after a kill."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

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
