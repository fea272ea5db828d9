"""How the mirror is kept: rebuilds, checks and delivered events, to look at only."""

from __future__ import annotations

import re
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from unfold.decorators import display

from members.admin import words
from members.admin.reading import ReadOnlyAdmin
from reporting.models import InboxEvent, MirrorCheck, SyncRun

DIFFERENCES = {"missing": "missing here", "stale": "older here", "extra": "no longer in Stripe"}
COUNTS = {"read": "read", "written": "new or changed", "pruned": "no longer in Stripe"}
WAITS, APPLIED, SET_ASIDE = "waits", "applied", "set aside"


@admin.register(SyncRun)
class SyncRunAdmin(ReadOnlyAdmin):
    list_display = ["started_at", "state_badge", "extent", "took", "requests", "what"]
    list_filter = ["state"]
    fields = ["started_at", "ended_at", "state", "extent", "requests", "what", "found"]
    readonly_fields = fields

    @display(
        description="State",
        ordering="state",
        label={"running": "warning", "complete": "success", "failed": "danger"},
    )
    def state_badge(self, run: SyncRun) -> tuple[str, str]:
        return run.state, run.get_state_display()

    @display(description="Took")
    def took(self, run: SyncRun) -> str:
        return _seconds(run.seconds) if run.ended_at else "–"

    @display(description="Requests to Stripe", ordering="calls")
    def requests(self, run: SyncRun) -> int:
        return run.calls

    @display(description="What went wrong")
    def what(self, run: SyncRun) -> str:
        return run.message or "–"

    @display(description="What was rebuilt", ordering="whole")
    def extent(self, run: SyncRun) -> str:
        return "everything" if run.whole else "some of it"

    @display(description="What it found")
    def found(self, run: SyncRun) -> SafeString | str:
        return _lines(run.counts, COUNTS) or "Nothing."


@admin.register(MirrorCheck)
class MirrorCheckAdmin(ReadOnlyAdmin):
    list_display = ["ended_at", "state_badge", "differences", "took", "message"]
    list_filter = ["state"]
    fields = ["started_at", "ended_at", "state", "differences", "found", "message"]
    readonly_fields = fields

    @display(
        description="State",
        ordering="state",
        label={"equal": "success", "mended": "info", "different": "danger", "failed": "warning"},
    )
    def state_badge(self, check: MirrorCheck) -> tuple[str, str]:
        return check.state, check.get_state_display()

    @display(description="Took")
    def took(self, check: MirrorCheck) -> str:
        return _seconds(check.seconds)

    @display(description="What differed")
    def found(self, check: MirrorCheck) -> SafeString | str:
        """A line for each table in which something differed."""
        return _lines(check.counts, DIFFERENCES) or "Nothing."


class EventStateFilter(admin.SimpleListFilter):
    title = "state"
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(state, state.capitalize()) for state in (WAITS, SET_ASIDE, APPLIED)]

    def queryset(self, request: HttpRequest, queryset: QuerySet[InboxEvent]) -> QuerySet[InboxEvent]:
        if not self.value():
            return queryset
        if self.value() == APPLIED:
            return queryset.filter(applied_at__isnull=False)
        pending = queryset.filter(applied_at=None)
        return pending.filter(set_aside="") if self.value() == WAITS else pending.exclude(set_aside="")


@admin.register(InboxEvent)
class InboxEventAdmin(ReadOnlyAdmin):
    list_display = ["created_at", "what", "state_badge", "received_at"]
    list_filter = [EventStateFilter]
    search_fields = ["id", "type"]
    search_help_text = "Stripe's name for what happened, such as invoice.paid, or an event's id"
    ordering = ["-created_at"]
    fieldsets = [
        (None, {"fields": ["created_at", "what", "state_badge", "received_at", "applied_at", "set_aside"]}),
        ("As Stripe sent it, until it is applied", {"fields": ["id", "payload"], "classes": ["collapse"]}),
    ]
    readonly_fields = ["what", "state_badge"]

    def headline(self, row: InboxEvent) -> str:
        return words.action(row.type)

    @display(description="What", ordering="type")
    def what(self, event: InboxEvent) -> SafeString:
        return format_html(
            '<span class="stack">{}<span class="text-subtle long">{}</span></span>',
            words.action(event.type),
            event.type,
        )

    @display(description="State", label={APPLIED: "success", WAITS: "warning", SET_ASIDE: "danger"})
    def state_badge(self, event: InboxEvent) -> tuple[str, str]:
        state = APPLIED if event.applied_at else SET_ASIDE if event.set_aside else WAITS
        return state, state.capitalize()


def _lines(counts: dict[str, dict[str, int]], kinds: dict[str, str]) -> SafeString | str:
    """Such as "Payment intents: 1 missing here", for each kind of object of which there is any."""
    found = [
        (_thing(name), ", ".join(f"{n} {said}" for kind, said in kinds.items() if (n := of.get(kind))))
        for name, of in sorted(counts.items())
    ]
    return format_html_join("", '<span class="block">{}: {}</span>', [each for each in found if each[1]])


def _thing(name: str) -> str:
    """`PaymentIntent` and `payment_intent` as Payment intents."""
    plain = re.sub(r"(?<=[a-z])(?=[A-Z])|[._]", " ", name).capitalize()
    return {"Member": "People in the directory"}.get(plain, f"{plain}s")


def _seconds(count: float) -> str:
    return f"{count:.0f} s" if count < 120 else f"{count / 60:.0f} min"
