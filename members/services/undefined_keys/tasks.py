"""The job of removing a key. `members/tasks.py` imports it, where the worker looks."""

from __future__ import annotations

from procrastinate.contrib.django import app

from members.services.bulk.tasks import Backoff
from members.services.undefined_keys import removing


@app.task(name="members.remove_key", retry=Backoff())
def remove_key(*, target: str, key: str, by: str) -> None:
    """Safe to run any number of times."""
    removing.carry_out(target=target, key=key, by=by)
