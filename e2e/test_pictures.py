"""What the README shows: `make images` takes these pictures anew."""

from __future__ import annotations

import os
from pathlib import Path

from playwright.sync_api import expect
from windows import Windows

from demo.club.cast import ADMIN, members

FOLDER = Path(os.environ.get("COGENTO_PICTURES") or "test-results")
MEMBER = members()[2][0]


def test_pictures_of_the_app(windows: Windows):
    page = windows.of(MEMBER, size=(1280, 860))
    page.goto("/")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    page.wait_for_load_state("networkidle")
    page.screenshot(path=FOLDER / "app.png")


def test_pictures_of_the_admin(windows: Windows):
    page = windows.of(ADMIN, size=(1280, 860))
    page.goto("/admin/reporting/member/")
    expect(page.locator("#result_list")).to_be_visible()
    page.wait_for_load_state("networkidle")
    page.screenshot(path=FOLDER / "admin.png")
