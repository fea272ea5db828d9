"""The directory: everyone in Stripe, to be searched, filtered, exported and opened."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.utils import unquote
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from unfold.admin import ModelAdmin
from unfold.decorators import display
from unfold.views import ChangeList

from members.admin import (
    leaving_pages,
    live_pages,
    member_pages,
    membership_pages,
    money_pages,
    starting_pages,
    words,
)
from members.admin.badges import badge
from members.admin.export import FORMATS, MemberResource
from members.admin.filters import LookFilter, PlanFilter, StatusFilter
from reporting import search
from reporting.models import Member
from reporting.pages import ByKeys


class Listed(ChangeList):
    def _get_deterministic_ordering(self, ordering: list[str]) -> list[str]:
        """Ties settled as the indexes have them, and not always from the last id down."""
        return list(search.settled([name for name in ordering if name.lstrip("-") != "customer_id"]))


@admin.register(Member)
class MemberAdmin(ModelAdmin):
    """Reads the directory. Whatever is written goes through the services to Stripe: see member_pages."""

    list_display = ["person", "membership", "price", "renewal", "since", "telephone"]
    list_display_links = ["person"]
    list_filter = [StatusFilter, PlanFilter, LookFilter]
    list_per_page = 50
    paginator = ByKeys
    show_full_result_count = False
    search_fields = ["search"]  # that there is a box; what is looked at says reporting/search.py
    search_help_text = "Name, email, phone or member number"
    list_before_template = "admin/members/directory_tools.html"
    actions = None

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False  # members are deleted on their own page, in Stripe

    def get_urls(self) -> list[URLPattern]:
        name = "%s_%s" % (self.opts.app_label, self.opts.model_name)  # noqa: UP031
        site = self.admin_site.admin_view
        return [
            path("export.<str:kind>", site(self.export), name=f"{name}_export"),
            path("<str:customer_id>/remove/", site(leaving_pages.remove), name=f"{name}_remove"),
            path("<str:customer_id>/live/", site(live_pages.show), name=f"{name}_live"),
            path("<str:customer_id>/merge/", site(leaving_pages.merge), name=f"{name}_merge"),
            path("<str:customer_id>/money/<str:action>/", site(money_pages.act), name=f"{name}_money"),
            path(
                "<str:customer_id>/money/<str:action>/<str:object_id>/",
                site(money_pages.act),
                name=f"{name}_money_of",
            ),
            path("<str:customer_id>/send-link/", site(member_pages.send_link), name=f"{name}_send_link"),
            path(
                "<str:customer_id>/memberships/<str:subscription_id>/",
                site(membership_pages.show),
                name=f"{name}_one_membership",
            ),
            path(
                "<str:customer_id>/memberships/<str:subscription_id>/<str:step>/",
                site(member_pages.membership),
                name=f"{name}_membership",
            ),
            path("<str:customer_id>/memberships/", site(starting_pages.start), name=f"{name}_start"),
            *super().get_urls(),
        ]

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        return member_pages.add(request)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        known = self.model.objects.filter(pk=object_id).exists()  # the list's links write cus_ as cus_5F
        return member_pages.show(request, object_id if known else unquote(object_id))

    def history_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        return member_pages.show(request, object_id)

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return Listed

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Member], search_term: str
    ) -> tuple[QuerySet[Member], bool]:
        return search.found(queryset, search_term), False

    def export(self, request: HttpRequest, kind: str) -> HttpResponse:
        """What the list shows, filtered as it is, in the format of the bulk load."""
        if kind not in FORMATS:
            return HttpResponse("There are csv and xlsx.", status=404, content_type="text/plain")
        self.request = request
        try:
            members = self.get_changelist_instance(request).queryset
        except IncorrectLookupParameters:
            return HttpResponse("There is no such filter.", status=400, content_type="text/plain")
        file = FORMATS[kind]()
        response = HttpResponse(
            file.export_data(MemberResource().export(members)), content_type=file.get_content_type()
        )
        name = f"members-{timezone.localdate():%Y-%m-%d}.{kind}"
        response["Content-Disposition"] = f'attachment; filename="{name}"'
        return response

    @display(description="Member", ordering="name")
    def person(self, member: Member) -> SafeString:
        return format_html(
            '<span class="flex flex-col text-right lg:text-left"><strong class="font-normal">{}</strong>'
            '<span class="text-base-500">{}</span></span>',
            member.name or "(no name)",
            member.email,
        )

    @display(description="Membership", ordering="status")
    def membership(self, member: Member) -> SafeString:
        twice = badge("Two memberships", "danger") if member.is_doubled else ""
        return format_html(
            '<span class="stack">{}{}<span>{}</span>{}</span>',
            badge(*words.status(member.status)),
            twice,
            member.plan_name,
            format_html("<span>For {}</span>", ", ".join(member.member_names)) if member.member_names else "",
        )

    @display(description="Price", ordering="amount_cents")
    def price(self, member: Member) -> str:
        if not member.running_count:
            return "–"
        return words.price(member.amount_cents, member.currency, member.interval, member.interval_count)

    @display(description="Renews", ordering="current_period_end_at")
    def renewal(self, member: Member) -> str:
        if member.cancel_at:
            return f"Ends {words.day(member.cancel_at)}"
        if member.running_count:
            return words.day(member.current_period_end_at)
        return f"Ended {words.day(member.ended_at)}" if member.ended_at else "–"

    @display(description="Member since", ordering="member_since_at")
    def since(self, member: Member) -> str:
        return words.day(member.member_since_at) or "–"

    @display(description="Phone")
    def telephone(self, member: Member) -> str:
        return member.phone or "–"
