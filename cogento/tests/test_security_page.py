"""docs/security.md names only what is there, and no chapter of ASVS 5.0 is left out."""

from __future__ import annotations

import re
import subprocess

from django.conf import settings

PAGE = settings.BASE_DIR / "docs" / "security.md"


def test_every_file_that_it_names_is_there():
    named = set(
        re.findall(r"`([\w./-]+/[\w./-]+\.\w+|[\w.-]+\.(?:md|yml|lock)|Dockerfile)`", PAGE.read_text())
    )
    assert len(named) > 50
    assert [name for name in sorted(named) if not (settings.BASE_DIR / name).is_file()] == []


def test_every_make_target_that_it_names_is_there():
    targets = set(re.findall(r"`make ([a-z-]+)`", PAGE.read_text()))
    listed = subprocess.run(["make", "help"], cwd=settings.BASE_DIR, capture_output=True, text=True).stdout
    assert targets
    assert [target for target in targets if f"make {target} " not in listed] == []


def test_every_chapter_stands_in_it():
    cells = re.findall(r"^\| ([\d., –]+)(?: \(\w+\))? \|", PAGE.read_text(), re.MULTILINE)
    chapters = {int(number.split(".")[0]) for cell in cells for number in re.findall(r"\d+(?:\.\d+)*", cell)}
    assert chapters == set(range(1, 18))
