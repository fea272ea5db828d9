"""Every variable that the settings read is explained in .env.example."""

from __future__ import annotations

import re

from django.conf import settings


def test_every_variable_of_the_settings_is_explained():
    text = (settings.BASE_DIR / "cogento" / "settings.py").read_text()
    read = set(re.findall(r"env\.\w+\(\s*\"([A-Z_]+)\"", text))
    explained = set(
        re.findall(r"^#? ?([A-Z_]+)=", (settings.BASE_DIR / ".env.example").read_text(), re.MULTILINE)
    )
    assert len(read) > 15
    assert read - explained == set()
