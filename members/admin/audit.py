from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db import DatabaseError
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from unfold.decorators import display
from unfold.views import ChangeList

from members.admin import words
from members.admin.filters import ActionFilter
from members.admin.reading import ReadOnlyAdmin
from members.models import AuditEntry
from reporting import queries
from reporting.filters import MemberFilter

MOST_PEOPLE = 500


class Trail(ChangeList):
    """A page of the trail with the names of the people it is about, as the mirror knows them."""

    def get_results(self, request: HttpRequest) -> None:
        super().get_results(request)
        entries: list[Any] = list(self.result_list)  # type: ignore[has-type]
        try:
            people = queries.members().in_bulk({_person(entry) for entry in entries})
        except DatabaseError:
            people = {}  # the mirror is away: ids will do
        for entry in entries:
            entry.person = people.get(_person(entry))
        self.result_list = entries


@admin.register(AuditEntry)
class AuditEntryAdmin(ReadOnlyAdmin):
    """Who did what. Nothing here can be changed, by anybody."""

    list_display = ["at", "actor", "done", "whom", "what"]
    list_filter = ["source", ActionFilter, "at"]
    search_fields = ["actor", "action", "object_id", "customer_id", "stripe_request_id"]
    search_help_text = "A member's name or address, who did it, or an id of Stripe's"
    fields = ["at", "actor", "source", "done", "whom", "before", "after", "stripe_request_id", "event_id"]
    readonly_fields = fields

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return Trail

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[AuditEntry], search_term: str
    ) -> tuple[QuerySet[AuditEntry], bool]:
        """Also what belongs to the people of that name, as the mirror knows them."""
        found, may_repeat = super().get_search_results(request, queryset, search_term)
        if not search_term.strip():
            return found, may_repeat
        try:
            named = MemberFilter({"q": search_term}, queries.members()).qs
            people = list(named.values_list("customer_id", flat=True)[:MOST_PEOPLE])
        except DatabaseError:
            people = []  # the mirror is away: only the trail itself is searched
        return found | queryset.filter(customer_id__in=people), may_repeat

    @display(description="What", ordering="action")
    def done(self, entry: AuditEntry) -> str:
        return words.action(entry.action)

    @display(description="Whom or what", ordering="object_id")
    def whom(self, entry: AuditEntry) -> SafeString | str:
        """With a link to a member's page; somebody who was deleted has none."""
        id = _person(entry)
        if not id.startswith("cus_") or entry.action in ("customer.delete", "customer.deleted"):
            return entry.object_id
        url = reverse("admin:reporting_member_change", args=[id])
        person = getattr(entry, "person", None)
        if person is None:
            return format_html('<a class="link" href="{}">{}</a>', url, entry.object_id)
        return format_html(
            '<span class="stack"><a class="link" href="{}">{}</a>'
            '<span class="text-subtle long">{}</span></span>',
            url,
            person,
            entry.object_id,
        )

    @display(description="From → to")
    def what(self, entry: AuditEntry) -> SafeString:
        return changes(entry)


def _person(entry: AuditEntry) -> str:
    return entry.customer_id or entry.object_id


def changes(entry: AuditEntry, *, most: int = 4) -> SafeString:
    """What was changed, a line a field."""
    names = list(dict.fromkeys([*entry.before, *entry.after]))[:most]
    lines = [
        (
            name.replace("_", " "),
            f"{_short(_dated(name, entry.before[name]))} → " if entry.before.get(name) else "",
            _short(_dated(name, entry.after.get(name))),
        )
        for name in names
    ]
    return format_html(
        '<span class="changes">{}</span>', format_html_join("", '<span class="block">{}: {}{}</span>', lines)
    )


def _dated(name: str, value: object) -> object:
    """Stripe's moments, which are seconds since 1970, as days."""
    return words.day(value) if isinstance(value, int) and name.endswith(("_at", "_start", "_end")) else value


def _short(value: object) -> str:
    if isinstance(value, dict):
        value = ", ".join(_short(inner) for inner in value.values() if inner)
    if isinstance(value, list):
        value = ", ".join(_short(inner) for inner in value)
    text = "–" if value in (None, "", [], {}) else str(value)
    return f"{text[:60]}…" if len(text) > 60 else text
