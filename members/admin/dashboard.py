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
        return context | {"matrix": _matrix(), "looks": _looks(), "mirror": _mirror()}
    except DatabaseError:
        return context | {"away": True}


def _directory(**filters: str) -> str:
    query = urlencode({name: value for name, value in filters.items() if value})
    return f"{reverse('admin:reporting_member_changelist')}?{query}".rstrip("?")


def _matrix() -> dict[str, Any]:
    """Plans down, statuses across; only those that somebody has."""
    found = queries.members().values_list("plan_id", "plan_name", "status").annotate(n=Count("pk")).order_by()
    numbers: dict[tuple[str, str], int] = {}
    names: dict[str, str] = {}
    for plan_id, plan_name, status, n in found:
        names[plan_id] = plan_name or "No plan"
        numbers[plan_id, status] = numbers.get((plan_id, status), 0) + n
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


def _looks() -> list[dict[str, Any]]:
    conditions = looks()
    counts = queries.members().aggregate(
        **{name: Count("pk", filter=condition) for name, (_, condition) in conditions.items()}
    )
    return [
        {"name": name, "label": label, "n": counts[name], "link": _directory(look=name)}
        for name, (label, _) in conditions.items()
    ]


def _mirror() -> dict[str, Any]:
    """How well all this follows Stripe, and whether somebody has to do something about it."""
    points = health.points(condition())
    worst = health.worst(points)
    return {
        "badge": badge(worst.label, COLOURS[worst]),
        "points": [(point, ICONS[point.health], f"is-{point.health}") for point in points],
    }
