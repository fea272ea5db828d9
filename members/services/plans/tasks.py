"""The job of a new amount. `members/tasks.py` imports it, where the worker looks."""

from __future__ import annotations

from procrastinate.contrib.django import app

from members.models import PriceMove
from members.services.bulk.tasks import Backoff
from members.services.plans import moving


@app.task(name="members.plans.move_members", retry=Backoff())
def move_members(*, move_id: int) -> None:
    """Move the members of one plan to its new price. May be run any number of times."""
    if PriceMove.objects.filter(pk=move_id).exists():
        moving.run(move_id)
