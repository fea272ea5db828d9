from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path
from unfold.admin import ModelAdmin

from members.admin import coupon_pages, plan_pages
from members.models import PriceMove


@admin.register(PriceMove)
class PlanAdmin(ModelAdmin):
    """Plans, which are in Stripe, and what becomes of members when an amount changes: see plan_pages."""

    actions = None

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_urls(self) -> list[URLPattern]:
        site = self.admin_site.admin_view
        return [
            path("moves/<int:move_id>/", site(plan_pages.move), name="members_pricemove_move"),
            path("moves/<int:move_id>/go-on/", site(plan_pages.go_on), name="members_pricemove_go_on"),
            path("coupons/", site(coupon_pages.index), name="members_coupons"),
            path("coupons/<str:coupon_id>/delete/", site(coupon_pages.delete), name="members_coupon_delete"),
            *super().get_urls(),
        ]

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        return plan_pages.index(request)

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        return plan_pages.add(request)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        return plan_pages.show(request, object_id)

    def history_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        return plan_pages.show(request, object_id)
