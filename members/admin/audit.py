from __future__ import annotations

from django.contrib import admin
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from unfold.decorators import display

from members.admin.reading import ReadOnlyAdmin
from members.models import AuditEntry


@admin.register(AuditEntry)
class AuditEntryAdmin(ReadOnlyAdmin):
    """Who did what. Nothing here can be changed, by anybody."""

    list_display = ["at", "actor", "action", "object_id", "what"]
    list_filter = ["action"]
    search_fields = ["actor", "action", "object_id", "stripe_request_id"]
    search_help_text = "Who, what, or an id of Stripe's"
    fields = ["at", "actor", "action", "object_id", "before", "after", "stripe_request_id"]
    readonly_fields = fields

    @display(description="From → to")
    def what(self, entry: AuditEntry) -> SafeString:
        return changes(entry)


def changes(entry: AuditEntry, *, most: int = 4) -> SafeString:
    """What was changed, a line a field."""
    names = list(dict.fromkeys([*entry.before, *entry.after]))[:most]
    lines = [
        (
            name.replace("_", " "),
            f"{_short(entry.before[name])} → " if entry.before.get(name) else "",
            _short(entry.after.get(name)),
        )
        for name in names
    ]
    return format_html(
        '<span class="changes">{}</span>', format_html_join("", '<span class="block">{}: {}{}</span>', lines)
    )


def _short(value: object) -> str:
    if isinstance(value, dict):
        value = ", ".join(_short(inner) for inner in value.values() if inner)
    if isinstance(value, list):
        value = ", ".join(_short(inner) for inner in value)
    text = "–" if value in (None, "", [], {}) else str(value)
    return f"{text[:60]}…" if len(text) > 60 else text
