"""How the mirror is kept: regenerations and delivered events, to look at only."""

from __future__ import annotations

from django.contrib import admin
from unfold.decorators import display

from members.admin.reading import ReadOnlyAdmin
from reporting.models import InboxEvent, SyncRun


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


@admin.register(InboxEvent)
class InboxEventAdmin(ReadOnlyAdmin):
    list_display = ["created_at", "type", "id", "received_at", "applied_at"]
    list_filter = [("applied_at", admin.EmptyFieldListFilter)]
    search_fields = ["id", "type"]
    ordering = ["-created_at"]
