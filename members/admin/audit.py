from __future__ import annotations

from django.contrib import admin
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from unfold.decorators import display

from members.admin import words
from members.admin.filters import ActionFilter
from members.admin.reading import ReadOnlyAdmin
from members.models import AuditEntry


@admin.register(AuditEntry)
class AuditEntryAdmin(ReadOnlyAdmin):
    """Who did what. Nothing here can be changed, by anybody."""

    list_display = ["at", "actor", "done", "whom", "what"]
    list_filter = [ActionFilter]
    search_fields = ["actor", "action", "object_id", "stripe_request_id"]
    search_help_text = "Who, what, or an id of Stripe's"
    fields = ["at", "actor", "done", "whom", "before", "after", "stripe_request_id"]
    readonly_fields = fields

    @display(description="What", ordering="action")
    def done(self, entry: AuditEntry) -> str:
        return words.action(entry.action)

    @display(description="Whom or what", ordering="object_id")
    def whom(self, entry: AuditEntry) -> SafeString | str:
        """With a link to a member's page; somebody who was deleted has none."""
        if not entry.object_id.startswith("cus_") or entry.action == "customer.delete":
            return entry.object_id
        url = reverse("admin:reporting_member_change", args=[entry.object_id])
        return format_html('<a class="link" href="{}">{}</a>', url, entry.object_id)

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
