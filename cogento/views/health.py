"""For the container's health check and for monitoring."""

from __future__ import annotations

from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_safe

from cogento.databases import answers


@require_safe
def alive(request: HttpRequest) -> JsonResponse:
    """The process answers."""
    return JsonResponse({"status": "ok"})


@require_safe
def ready(request: HttpRequest) -> JsonResponse:
    """The databases answer too. The reporting one may be away: writes and staff sign-in work without it."""
    databases = {alias: answers(alias) for alias in ("default", "reporting")}
    return JsonResponse({"databases": databases}, status=200 if databases["default"] else 503)
