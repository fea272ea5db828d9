"""The pages are usable for everybody: axe finds nothing, on a desk and on a phone, by day and by night."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect
from windows import DESKTOP, PHONE, Windows

from demo.club.cast import SUPERUSER, members

PAYING, IN_ARREARS, FAMILY = (email for email, _ in members())
SIZES = pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["1280", "390"])


def problems(page: Page) -> list[str]:
    found = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
    return [f"{each['id']}: {node['html'][:120]}" for each in found for node in each["nodes"]]


def fits(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"))


@SIZES
@pytest.mark.parametrize("dark", [False, True], ids=["day", "night"])
def test_sign_in(windows: Windows, size: tuple[int, int], dark: bool):
    page = windows.open(size=size, dark=dark)
    page.goto("/sign-in")
    expect(page.get_by_label("Email address")).to_be_visible()
    assert problems(page) == []
    assert fits(page)


@SIZES
@pytest.mark.parametrize(
    ("email", "path", "heading"),
    [
        (PAYING, "/", "My membership"),
        (IN_ARREARS, "/", "My membership"),
        (FAMILY, "/", "Our memberships"),
        (PAYING, "/details", "My details"),
        (PAYING, "/payments", None),
    ],
    ids=["membership", "arrears", "family", "details", "payments"],
)
def test_members_pages(windows: Windows, size: tuple[int, int], email: str, path: str, heading: str | None):
    page = windows.of(email, size=size)
    page.goto(path)
    shown = (
        page.get_by_role("heading", level=1, name=heading)
        if heading
        else page.get_by_role("heading", level=1)
    )
    expect(shown).to_be_visible()
    page.wait_for_load_state("networkidle")
    assert problems(page) == []
    assert fits(page)


def test_at_360_pixels_nothing_is_cut_off(windows: Windows):
    page = windows.of(FAMILY, size=(360, 740))
    for path in ("/", "/details", "/payments"):
        page.goto(path)
        page.wait_for_load_state("networkidle")
        assert fits(page), path


def test_signing_in_needs_no_mouse(windows: Windows):
    page = windows.open()
    page.goto("/sign-in")
    expect(page.get_by_label("Email address")).to_be_focused()
    page.keyboard.type(PAYING)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Check your mail")).to_be_visible()
    expect(page.get_by_label("Six-digit code")).to_be_focused()


def test_the_description_of_the_api_is_shown(page: Page):
    page.goto("/docs")
    expect(page.get_by_role("heading", name="Cogento")).to_be_visible()


@pytest.mark.parametrize("dark", [False, True], ids=["day", "night"])
@pytest.mark.parametrize("path", ["", "reporting/member/", "members/auditentry/", "members/rolegrant/"])
def test_the_admin_can_be_read(windows: Windows, path: str, dark: bool):
    page = windows.of(SUPERUSER, dark=dark)
    page.goto(f"/admin/{path}")
    page.wait_for_load_state("networkidle")
    assert [each for each in problems(page) if each.startswith("color-contrast")] == []
