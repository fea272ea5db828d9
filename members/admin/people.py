"""People who have signed in, and their roles: for superusers only."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.views.decorators.http import require_POST
from unfold.decorators import display
from unfold.widgets import UnfoldAdminEmailInputWidget, UnfoldAdminSelectWidget

from cogento.errors import CogentoError
from members.admin import words
from members.admin.reading import ReadOnlyAdmin
from members.admin.who import who
from members.models import RoleGrant, User
from members.services import roles

LIST = "admin:members_rolegrant_changelist"


class SuperuserOnly(ReadOnlyAdmin):
    def has_module_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.is_superuser)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return bool(request.user.is_superuser)


class GrantForm(forms.Form):
    email = forms.CharField(
        max_length=254,
        widget=UnfoldAdminEmailInputWidget,
        help_text="Whoever signs in with this address gets the role. The person need not be a member.",
    )
    role = forms.ChoiceField(
        choices=[("admin", "Admin: runs the membership"), ("superuser", "Superuser: also grants roles")],
        widget=UnfoldAdminSelectWidget,
    )


@admin.register(RoleGrant)
class RoleGrantAdmin(SuperuserOnly):
    """Rows are never deleted: revoking writes down who did it and when."""

    list_display = ["email", "role", "state", "granted", "revoked", "revoke_link"]
    list_filter = ["role", ("revoked_at", admin.EmptyFieldListFilter)]
    search_fields = ["email"]
    ordering = ["revoked_at", "email"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def get_urls(self) -> list[URLPattern]:
        revoke = self.admin_site.admin_view(require_POST(self.revoke))
        return [path("<int:grant_id>/revoke/", revoke, name="members_rolegrant_revoke"), *super().get_urls()]

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        if not self.has_add_permission(request):
            raise PermissionDenied
        form = GrantForm(request.POST or None)
        if form.is_bound and form.is_valid():
            try:
                grant = roles.grant(by=who(request), **form.cleaned_data)
            except CogentoError as error:
                form.add_error(None, error.text)
            else:
                messages.success(
                    request, f"{grant.email} has the role {grant.get_role_display().lower()} now."
                )
                return HttpResponseRedirect(reverse(LIST))
        context = self.admin_site.each_context(request) | {
            "title": "Grant a role",
            "opts": self.opts,
            "form": form,
        }
        return TemplateResponse(
            request, "admin/members/role_grant.html", context, status=400 if form.errors else 200
        )

    def revoke(self, request: HttpRequest, grant_id: int) -> HttpResponse:
        if not self.has_view_permission(request):
            raise PermissionDenied
        grant = RoleGrant.objects.filter(pk=grant_id).first()
        try:
            if grant is None:
                raise roles.NotGranted
            roles.revoke(email=grant.email, role=grant.role, by=who(request))
        except CogentoError as error:
            messages.error(request, error.text)
        else:
            messages.success(
                request, f"{grant.email} no longer has the role {grant.get_role_display().lower()}."
            )
        return HttpResponseRedirect(reverse(LIST))

    @display(description="State", label={"active": "success"})
    def state(self, grant: RoleGrant) -> tuple[str, str]:
        return ("revoked", "Revoked") if grant.revoked_at else ("active", "Active")

    @display(description="Granted", ordering="granted_at")
    def granted(self, grant: RoleGrant) -> str:
        return f"{words.day(grant.granted_at)} by {grant.granted_by}"

    @display(description="Revoked", ordering="revoked_at")
    def revoked(self, grant: RoleGrant) -> str:
        return f"{words.day(grant.revoked_at)} by {grant.revoked_by}" if grant.revoked_at else "–"

    @display(description="")
    def revoke_link(self, grant: RoleGrant) -> Any:
        if grant.revoked_at:
            return ""
        url = reverse("admin:members_rolegrant_revoke", args=[grant.pk])
        return format_html('<button type="submit" formaction="{}" class="link">Revoke</button>', url)


@admin.register(User)
class UserAdmin(SuperuserOnly):
    list_display = ["email", "last_login", "created_at"]
    search_fields = ["email"]
    fields = ["email", "last_login", "created_at"]
    ordering = ["email"]
