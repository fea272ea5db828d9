"""The page about the emulator names all that is held, and shows no gap."""

from __future__ import annotations

import re

from ..registry import ROUTES
from .make_keys import RESOURCES
from .make_table import PAGE
from .test_cli import EVENTS


def test_the_page_is_of_this_emulator() -> None:
    rows = re.findall(r"^\| `([^`]+)` \|(.*)$", PAGE.read_text(), re.M)
    names = {name for name, _ in rows}
    assert set(RESOURCES) | set(EVENTS) | {route.name for route in ROUTES} <= names
    assert [name for name, held in rows if "**no**" in held] == []
