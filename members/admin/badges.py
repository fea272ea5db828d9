from __future__ import annotations

from functools import lru_cache

from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe


@lru_cache(256)  # a list says the same few on every row
def badge(text: str, colour: str = "") -> SafeString:
    """One of unfold's labels: success, info, warning, danger, or grey."""
    return mark_safe(render_to_string("unfold/helpers/label.html", {"text": text, "type": colour}).strip())  # noqa: S308
