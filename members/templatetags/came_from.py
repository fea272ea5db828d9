from __future__ import annotations

from django import template
from django.http import HttpRequest

register = template.Library()


@register.filter
def list_filters(request: HttpRequest) -> str:
    """The search and filters of the list from which somebody came to this page, as a query."""
    filters = request.GET.get("_changelist_filters", "")  # Django's name for them
    return f"?{filters}" if filters else ""
