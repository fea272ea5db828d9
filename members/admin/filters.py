from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib.admin import SimpleListFilter
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone

from members.admin.words import ACTIONS, EVENTS, STATUSES
from members.models import AuditEntry
from reporting import queries
from reporting.models import Member

RUNNING = ("active", "trialing", "past_due", "paused", "unpaid", "incomplete")


class StatusFilter(SimpleListFilter):
    title = "status"
    parameter_name = "status"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(value, label) for value, (label, _) in STATUSES.items()]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Member]) -> QuerySet[Member]:
        return queryset.filter(status=self.value()) if self.value() else queryset


class PlanFilter(SimpleListFilter):
    title = "plan"
    parameter_name = "plan"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(plan_id, name or plan_id) for plan_id, name in queries.plan_names()]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Member]) -> QuerySet[Member]:
        return queryset.filter(plan_id=self.value()) if self.value() else queryset


def looks() -> dict[str, tuple[str, Q]]:
    """What a secretary looks for: a label and its condition, by the filter's value."""
    now = timezone.now()
    return {
        "members": ("Members today", Q(status__in=("active", "trialing", "past_due"))),
        "new": ("New in the last 30 days", Q(member_since_at__gte=now - timedelta(days=30))),
        "renews": (
            "Renews within 30 days",
            Q(
                status__in=RUNNING,
                cancel_at=None,
                current_period_end_at__range=(now, now + timedelta(days=30)),
            ),
        ),
        "ends": ("Ends soon", Q(status__in=RUNNING, cancel_at__isnull=False)),
        "arrears": ("In arrears", Q(status__in=("past_due", "unpaid")) | Q(amount_due_cents__gt=0)),
        "two": ("Two memberships at once", Q(is_doubled=True)),
    }


class LookFilter(SimpleListFilter):
    title = "what needs a look"
    parameter_name = "look"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(value, label) for value, (label, _) in looks().items()]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Member]) -> QuerySet[Member]:
        look = looks().get(self.value() or "")
        return queryset.filter(look[1]) if look else queryset


class ActionFilter(SimpleListFilter):
    title = "what was done"
    parameter_name = "action"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return sorted({label: label for label in (ACTIONS | EVENTS).values()}.items())

    def queryset(self, request: HttpRequest, queryset: QuerySet[AuditEntry]) -> QuerySet[AuditEntry]:
        meant = [action for action, label in (ACTIONS | EVENTS).items() if label == self.value()]
        return queryset.filter(action__in=meant) if self.value() else queryset
