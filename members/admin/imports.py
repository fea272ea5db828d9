from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path
from unfold.admin import ModelAdmin
from unfold.decorators import display

from members.admin import import_pages
from members.models import ImportBatch, ImportRow

Outcome, Verdict = ImportRow.Outcome, ImportRow.Verdict
SHOWN = (Outcome.CREATED, Outcome.UPDATED, Outcome.UNCHANGED, Outcome.FAILED)


@admin.register(ImportBatch)
class ImportBatchAdmin(ModelAdmin):
    """Past imports; the pages themselves are in import_pages."""

    list_display = ["file_name", "state_badge", "rows_done", "mode", "created_by", "created_at"]
    list_filter = ["state"]
    search_fields = ["file_name", "created_by"]
    actions = None

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_queryset(self, request: HttpRequest) -> QuerySet[ImportBatch]:
        counts = {outcome.value: Count("rows", filter=Q(rows__outcome=outcome)) for outcome in SHOWN}
        to_write = Count("rows", filter=Q(rows__verdict__in=[Verdict.CREATE, Verdict.UPDATE]))
        return super().get_queryset(request).annotate(total=Count("rows"), to_write=to_write, **counts)

    def get_urls(self) -> list[URLPattern]:
        site = self.admin_site.admin_view
        name = "members_importbatch"
        return [
            path("template.csv", site(import_pages.template), name=f"{name}_template"),
            path("<int:batch_id>/progress/", site(import_pages.progress), name=f"{name}_progress"),
            path("<int:batch_id>/confirm/", site(import_pages.confirm), name=f"{name}_confirm"),
            path("<int:batch_id>/cancel/", site(import_pages.cancel), name=f"{name}_cancel"),
            path("<int:batch_id>/problems.csv", site(import_pages.errors), name=f"{name}_errors"),
            *super().get_urls(),
        ]

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        return import_pages.upload(request)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        return import_pages.show(request, object_id)

    @display(
        description="State",
        ordering="state",
        label={
            "planned": "info",
            "nothing": "",
            "queued": "warning",
            "running": "warning",
            "done": "success",
            "stopped": "danger",
        },
    )
    def state_badge(self, batch: Any) -> tuple[str, str]:
        if batch.state == ImportBatch.State.PLANNED and not batch.to_write:
            return "nothing", "Nothing to write"
        return batch.state, batch.get_state_display()

    @display(description="Rows")
    def rows_done(self, batch: Any) -> str:
        parts = [f"{batch.total:,} row{'' if batch.total == 1 else 's'}"]
        counts = [(getattr(batch, outcome.value), outcome.label.lower()) for outcome in SHOWN]
        return ", ".join(parts + [f"{n:,} {label}" for n, label in counts if n])
