"""Where to go after signing in: never to another site."""

from __future__ import annotations

import re

from django.utils.http import url_has_allowed_host_and_scheme

MAX_LENGTH = 500
_PATH = re.compile(r"/(?![/\\])[^\\\x00-\x20\x7f]*")


def safe(page: str | None) -> str:
    """The page if it is a path of this site, else an empty text."""
    if not page or len(page) > MAX_LENGTH or not _PATH.fullmatch(page):
        return ""
    return page if url_has_allowed_host_and_scheme(page, allowed_hosts=None) else ""
