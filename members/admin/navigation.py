from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import reverse_lazy


def navigation(request: HttpRequest) -> list[dict[str, Any]]:
    """The admin's menu, in the order of a secretary's day."""
    return [{"title": "Members", "items": [{"title": "Directory", "icon": "groups", "link": reverse_lazy("admin:index")}]}]
