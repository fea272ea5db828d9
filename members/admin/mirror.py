"""How the mirror is kept: regenerations, checks and delivered events, to look at only."""

from __future__ import annotations

from django.contrib import admin
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from unfold.decorators import display

from members.admin.reading import ReadOnlyAdmin
from reporting.models import InboxEvent, MirrorCheck, SyncRun


@admin.register(SyncRun)
class SyncRunAdmin(ReadOnlyAdmin):
    list_display = ["started_at", "state_badge", "ended_at", "calls", "message"]
    list_filter = ["state"]

    @display(
        description="State",
        ordering="state",
        label={"running": "warning", "complete": "success", "failed": "danger"},
    )
    def state_badge(self, run: SyncRun) -> tuple[str, str]:
        return run.state, run.get_state_display()


@admin.register(MirrorCheck)
class MirrorCheckAdmin(ReadOnlyAdmin):
    list_display = ["ended_at", "state_badge", "differences", "seconds", "message"]
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

    @display(description="Found")
    def found(self, check: MirrorCheck) -> SafeString:
        """A line for each table in which something differed."""
        lines = [
            (name, ", ".join(f"{n} {kind}" for kind in ("missing", "stale", "extra") if (n := counts[kind])))
            for name, counts in check.counts.items()
        ]
        return format_html_join("", '<span class="block">{}: {}</span>', [each for each in lines if each[1]])


@admin.register(InboxEvent)
class InboxEventAdmin(ReadOnlyAdmin):
    list_display = ["created_at", "type", "id", "received_at", "applied_at"]
    list_filter = [("applied_at", admin.EmptyFieldListFilter)]
    search_fields = ["id", "type"]
    ordering = ["-created_at"]
