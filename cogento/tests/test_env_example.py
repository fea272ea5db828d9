"""Every variable that the settings read is explained in .env.example and reaches the containers."""

from __future__ import annotations

import re

from django.conf import settings

from cogento.tests.test_settings import GOOD, manage

ONLY_WITHOUT_COMPOSE = {"DEBUG"}  # what members can reach never shows its settings


def written_in(*path: str) -> str:
    return settings.BASE_DIR.joinpath(*path).read_text()


def read() -> set[str]:
    found = set(re.findall(r"env\.\w+\(\s*\"([A-Z_]+)\"", written_in("cogento", "settings.py")))
    assert len(found) > 15
    return found


def test_every_variable_of_the_settings_is_explained():
    assert read() - set(re.findall(r"^#? ?([A-Z_]+)=", written_in(".env.example"), re.MULTILINE)) == set()


def test_every_variable_of_the_settings_reaches_the_containers():
    given = set(re.findall(r"^    ([A-Z_]+): ", written_in("docker-compose.yml"), re.MULTILINE))
    assert read() - given == ONLY_WITHOUT_COMPOSE


def test_the_example_starts_once_what_is_required_is_filled_in():
    example = dict(re.findall(r"^([A-Z_]+)=(.*)$", written_in(".env.example"), re.MULTILINE))
    filled_in = GOOD | {"EMAIL_URL": "smtp+tls://user:password@mail.example.org:587"}
    result = manage("check", **example | filled_in)
    assert result.returncode == 0, result.stderr
