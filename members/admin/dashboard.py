"""The admin's home: members by plan and status, who needs a look, and how fresh it all is."""

from __future__ import annotations

from typing import Any

from django.db import DatabaseError
from django.db.models import Count
from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import urlencode

from members.admin.badges import badge
from members.admin.filters import looks
from members.admin.words import STATUSES
from reporting import health, queries
from reporting.condition import condition
from reporting.health import Health

COLOURS = {Health.GOOD: "success", Health.WAITS: "warning", Health.OPERATOR: "danger"}
ICONS = {Health.GOOD: "check_circle", Health.WAITS: "schedule", Health.OPERATOR: "error"}


def dashboard(request: HttpRequest, context: dict[str, Any]) -> dict[str, Any]:
    context = context | {"title": "Home"}
    try:
        counted = _counted()
        matrix = _matrix(counted)
        return context | {
            "matrix": matrix,
            "looks": _looks(counted),
            "mirror": _mirror(members=matrix["total"]),
        }
    except DatabaseError:
        return context | {"away": True}


def _directory(**filters: str) -> str:
    query = urlencode({name: value for name, value in filters.items() if value})
    return f"{reverse('admin:reporting_member_changelist')}?{query}".rstrip("?")


def _counted() -> list[dict[str, Any]]:
    """How many people have a plan and a status, and how many of them need which look: everybody read once."""
    wanted = {name: Count("pk", filter=condition) for name, (_, condition) in looks().items()}
    found: Any = queries.members().values("plan_id", "plan_name", "status").annotate(n=Count("pk"), **wanted)
    return list(found.order_by())


def _matrix(counted: list[dict[str, Any]]) -> dict[str, Any]:
    """Plans down, statuses across; only those that somebody has."""
    numbers: dict[tuple[str, str], int] = {}
    names: dict[str, str] = {}
    for row in counted:
        plan_id, status = row["plan_id"], row["status"]
        names[plan_id] = row["plan_name"] or "No plan"
        numbers[plan_id, status] = numbers.get((plan_id, status), 0) + row["n"]
    statuses = [status for status in STATUSES if any(key[1] == status for key in numbers)]
    plans = sorted(names, key=lambda plan_id: (not plan_id, names[plan_id]))
    return {
        "statuses": [(STATUSES[status][0], _directory(status=status)) for status in statuses],
        "rows": [
            {
                "plan": names[plan_id],
                "link": _directory(plan=plan_id) if plan_id else "",
                "cells": [
                    (numbers.get((plan_id, status), 0), _directory(plan=plan_id, status=status))
                    for status in statuses
                ],
                "total": sum(n for (plan, _), n in numbers.items() if plan == plan_id),
            }
            for plan_id in plans
        ],
        "totals": [sum(n for (_, s), n in numbers.items() if s == status) for status in statuses],
        "total": sum(numbers.values()),
        "all": _directory(),
    }


def _looks(counted: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [
        {
            "name": name,
            "label": label,
            "n": sum(row[name] for row in counted),
            "link": _directory(look=name),
        }
        for name, (label, _) in looks().items()
    ]


def _mirror(*, members: int) -> dict[str, Any]:
    """How well all this follows Stripe, and whether somebody has to do something about it."""
    points = health.points(condition(members=members))
    worst = health.worst(points)
    return {
        "badge": badge(worst.label, COLOURS[worst]),
        "points": [(point, ICONS[point.health], f"is-{point.health}") for point in points],
    }
