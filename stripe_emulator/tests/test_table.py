"""The page about the emulator names all that is held, and shows no gap."""

from __future__ import annotations

import re

from ..registry import ROUTES
from .make_keys import RESOURCES
from .make_table import PAGE
from .test_cli import EVENTS


def test_the_page_is_of_this_emulator() -> None:
    rows = re.findall(r"^\| `([^`]+)` \|(.*)$", PAGE.read_text(), re.M)
    named = {name for name, _ in rows}
    assert set(RESOURCES) <= named
    assert set(EVENTS) <= named
    paths = [
        re.sub(r"\(\?P<(\w+)>\[\^/\]\+\)", r"{\1}", route.pattern.pattern.strip("^$")) for route in ROUTES
    ]
    assert {f"{route.method} {path}" for route, path in zip(ROUTES, paths, strict=True)} <= named
    assert [name for name, held in rows if "no" in held.replace("not", "")] == []
