from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db import DatabaseError
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from unfold.decorators import display
from unfold.views import ChangeList

from members.admin import trail, words
from members.admin.filters import ActionFilter
from members.admin.reading import ReadOnlyAdmin
from members.models import AuditEntry
from reporting import queries
from reporting.filters import MemberFilter
from reporting.models import Member

MOST_PEOPLE = 500


class Trail(ChangeList):
    """A page of the trail with the names of people, plans and coupons, as the mirror knows them."""

    def get_results(self, request: HttpRequest) -> None:
        super().get_results(request)
        entries: list[Any] = list(self.result_list)  # type: ignore[has-type]
        people, names = _people(entries), trail.names()
        for entry in entries:
            entry.person = people.get(_person(entry))
            entry.names = names
        self.result_list = entries


@admin.register(AuditEntry)
class AuditEntryAdmin(ReadOnlyAdmin):
    """Who did what. Nothing here can be changed, by anybody."""

    list_display = ["at", "actor", "done", "whom", "what"]
    list_filter = ["source", ActionFilter, "at"]
    search_fields = ["actor", "action", "object_id", "customer_id", "stripe_request_id"]
    search_help_text = "A member's name or address, who did it, or an id of Stripe's"
    fieldsets = [
        (None, {"fields": ["at", "actor", "source", "done", "whom", "all_of_it"]}),
        (
            "As it was written down, and Stripe's ids",
            {
                "fields": ["object_id", "before", "after", "stripe_request_id", "event_id"],
                "classes": ["collapse"],
            },
        ),
    ]
    readonly_fields = [name for _, part in fieldsets for name in part["fields"]]

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

    def headline(self, row: AuditEntry) -> str:
        return words.action(row.action)

    @display(description="What", ordering="action")
    def done(self, entry: AuditEntry) -> str:
        return words.action(entry.action)

    @display(description="Whom or what", ordering="object_id")
    def whom(self, entry: AuditEntry) -> SafeString | str:
        """With a link to a member's page; somebody who was deleted has none."""
        id = _person(entry)
        if not id.startswith("cus_") or entry.action in ("customer.delete", "customer.deleted"):
            names = entry.names if hasattr(entry, "names") else trail.names()
            return names.get(entry.object_id, entry.object_id)
        url = reverse("admin:reporting_member_change", args=[id])
        people = {id: entry.person} if hasattr(entry, "person") else _people([entry])
        return format_html('<a class="link" href="{}">{}</a>', url, people.get(id) or entry.object_id)

    @display(description="From → to")
    def what(self, entry: AuditEntry) -> SafeString:
        return trail.changes(entry, names=entry.names)  # type: ignore[attr-defined]

    @display(description="From → to")
    def all_of_it(self, entry: AuditEntry) -> SafeString | str:
        return trail.changes(entry, names=trail.names(), whole=True) if entry.before or entry.after else "–"


def _person(entry: AuditEntry) -> str:
    return entry.customer_id or entry.object_id


def _people(entries: list[AuditEntry]) -> dict[str, Member]:
    try:
        return queries.members().in_bulk({_person(entry) for entry in entries})
    except DatabaseError:
        return {}  # the mirror is away: ids will do
