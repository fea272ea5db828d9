"""A list of the admin as unfold draws it, but what is the same in every row is made once, not in each."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django import template
from django.contrib.admin.utils import quote
from django.contrib.admin.views.main import ChangeList
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from unfold.templatetags.unfold_list import LINK_CLASSES, ROW_CLASSES, result_headers

register = template.Library()


@register.inclusion_tag("admin/members/plain_list.html", takes_context=True)
def plain_list(context: dict[str, Any], cl: ChangeList) -> dict[str, Any]:
    """For lists whose columns are methods of their ModelAdmin, the first one with a link, nothing to edit."""
    headers = list(result_headers(cl))
    return {
        "cl": cl,
        "result_headers": headers,
        "num_sorted_fields": sum(bool(header.get("sorted")) for header in headers),
        "rows": list(_rows(cl, headers, context["request"].path)),
        "has_add_permission": context["has_add_permission"],
    }


def _rows(cl: ChangeList, headers: list[dict[str, Any]], path: str) -> Iterator[SafeString]:
    shown = [getattr(cl.model_admin, str(name)) for name in cl.list_display]
    begins = [
        format_html(
            '<{} class="field-{} {}" data-label="{}">', tag, name, " ".join(ROW_CLASSES), header["text"]
        )
        for tag, name, header in zip(_tags(cl), cl.list_display, headers, strict=True)
    ]
    ends = [f"</{tag}>" for tag in _tags(cl)]
    link = f'<a class="{" ".join(LINK_CLASSES)}" href="{{}}">{{}}</a>'
    filters = f"?{cl.preserved_filters}" if cl.preserved_filters else ""
    for row in cl.result_list:
        said = [value(row) for value in shown]
        said[0] = format_html(link, f"{path}{quote(row.pk)}/change/{filters}", said[0])
        cells = zip(begins, map(conditional_escape, said), ends, strict=True)
        yield mark_safe("".join(part for cell in cells for part in cell))  # noqa: S308


def _tags(cl: ChangeList) -> list[str]:
    return ["th", *["td"] * (len(cl.list_display) - 1)]
