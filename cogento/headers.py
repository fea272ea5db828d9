"""Headers that tell a browser what a page may do."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property

from csp.middleware import CSPMiddleware, PolicyParts
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse


class ContentSecurityPolicy(CSPMiddleware):
    """The app's policy everywhere, the admin's for the admin: its scripts are evaluated by Alpine."""

    @cached_property
    def admin(self) -> str:
        return reverse("admin:index")

    def get_policy_parts(
        self, request: HttpRequest, response: HttpResponseBase, report_only: bool = False
    ) -> PolicyParts:
        parts = super().get_policy_parts(request, response, report_only)
        if not report_only and request.path.startswith(self.admin):
            parts.replace = settings.ADMIN_CONTENT_SECURITY_POLICY
        return parts


class PermissionsPolicy:
    """No page needs camera, place or payments: whatever gets into one cannot ask for them either.

    Source: https://www.w3.org/TR/permissions-policy/
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.value = ", ".join(
            f"{feature}={allowed}" for feature, allowed in settings.PERMISSIONS_POLICY.items()
        )

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Permissions-Policy", self.value)
        return response
