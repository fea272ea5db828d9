from __future__ import annotations

from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe


def badge(text: str, colour: str = "") -> SafeString:
    """One of unfold's labels: success, info, warning, danger, or grey."""
    return mark_safe(render_to_string("unfold/helpers/label.html", {"text": text, "type": colour}).strip())  # noqa: S308
