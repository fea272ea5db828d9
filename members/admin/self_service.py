from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from unfold.admin import ModelAdmin

from members.admin.who import who
from members.models import SelfService
from members.services import self_service

CHOICES = [f"may_{action}" for action in self_service.ACTIONS]


@admin.register(SelfService)
class SelfServiceAdmin(ModelAdmin):
    """One page of switches, for superusers. There is always exactly one choice."""

    fields = CHOICES
    actions = None

    def has_module_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.is_superuser)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return bool(request.user.is_superuser)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return bool(request.user.is_superuser)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        if not self.has_change_permission(request):
            return super().changelist_view(request, extra_context)
        found = self_service.choices()
        if found.pk is None:
            found.save()
        return HttpResponseRedirect(reverse("admin:members_selfservice_change", args=[found.pk]))

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        self_service.choose(by=who(request), **{name: form.cleaned_data[name] for name in CHOICES})

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> Any:
        context["show_save_and_continue"] = False  # there is no list to go back to
        return super().render_change_form(request, context, *args, **kwargs)

    def response_change(self, request: HttpRequest, obj: Any) -> HttpResponse:
        messages.success(request, "Saved. It holds from now on.")
        return HttpResponseRedirect(request.path)

    def log_change(self, *args: Any) -> None:  # type: ignore[override]
        """The audit trail has it."""
