"""What a web page in a volunteer's browser could send, and what it gets."""

from __future__ import annotations

import httpx
import pytest

from . import club
from .conftest import Program

FOREIGN = [
    {"Origin": "https://evil.test"},
    {"Origin": "null"},
    {"Origin": "http://evil.test:1", "Host": "evil.test:1"},
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site"},
]


def send(emulator: Program, path: str, headers: dict[str, str], method: str = "POST") -> httpx.Response:
    return httpx.request(method, f"{emulator.url}{path}", headers=headers, trust_env=False)


@pytest.mark.parametrize("headers", FOREIGN)
def test_other_sites_can_do_nothing(emulator: Program, headers: dict[str, str]) -> None:
    ann = club.customer(emulator)
    assert send(emulator, f"/customers/{ann.id}/delete", headers).status_code == 400
    answer = send(emulator, "/_emulator/reset", headers)
    assert (answer.status_code, "other sites" in answer.json()["error"]) == (403, True)
    assert send(emulator, "/_emulator/requests", headers, "GET").status_code == 403
    assert "deleted" not in emulator.v1.customers.retrieve(ann.id).to_dict()


def test_its_own_pages_and_scripts_can(emulator: Program) -> None:
    ann = club.customer(emulator)
    own = {"Origin": emulator.url, "Sec-Fetch-Site": "same-origin"}
    assert send(emulator, "/_emulator/health", {"Sec-Fetch-Site": "none"}, "GET").status_code == 200
    assert send(emulator, "/_emulator/health", own, "GET").status_code == 200
    assert send(emulator, f"/customers/{ann.id}/delete", own).status_code == 303
    assert send(emulator, "/_emulator/reset", {}).status_code == 200
