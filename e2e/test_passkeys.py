"""Passkeys in a browser whose authenticator is Chromium's virtual one, at a site that has a name."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect
from product import Product
from served import served
from test_usable import fits, problems
from windows import DESKTOP, PHONE, Windows

from demo import places
from demo.club.cast import SUPERUSER

AUTHENTICATOR = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture(scope="module")
def named(product: Product) -> Iterator[Product]:
    """With an admin for passkeys alone."""
    ways = {"GOOGLE_CLIENT_ID": "shown-only", "GITHUB_CLIENT_ID": "shown-only"}
    with served(product, ADMIN_REQUIRES_PASSKEY="true", **ways) as named:
        yield named
        named.manage("remove_passkeys", SUPERUSER)


@pytest.fixture
def at_name(browser: Browser, named: Product) -> Iterator[Windows]:
    opened: list[BrowserContext] = []
    windows = Windows(browser, named, {}, opened)
    yield windows
    for context in opened:
        context.close()
    assert windows.kept_out == []


def with_authenticator(page: Page) -> Page:
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})
    return page


def sign_in_by_operators_link(page: Page, named: Product) -> None:
    page.goto(named.manage("sign_in_link", SUPERUSER).strip().splitlines()[-1])
    page.get_by_role("button", name=re.compile("Sign in to")).click()
    page.wait_for_url("**/passkeys?next=**")


def sign_out(page: Page) -> None:
    page.goto("/passkeys")
    page.get_by_role("button", name="Account").click()
    page.get_by_role("menuitem", name="Sign out").click()
    expect(page.get_by_text("You are signed out.")).to_be_visible()


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["1280", "390"])
def test_an_admin_adds_signs_in_with_and_removes_a_passkey(
    at_name: Windows, named: Product, size: tuple[int, int]
):
    page = with_authenticator(at_name.open(size=size))
    sign_in_by_operators_link(page, named)
    expect(page.get_by_text("you have none yet")).to_be_visible()

    page.get_by_label("Name").fill("Phone of the secretary")
    page.get_by_role("button", name="Add a passkey").click()
    expect(page.get_by_role("list", name="Passkeys").get_by_text("Phone of the secretary")).to_be_visible()
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.wait_for_url("**/admin/")

    sign_out(page)
    page.goto("/sign-in?next=%2Fadmin%2Freporting%2Fmember%2F")
    button = page.get_by_role("button", name="Sign in with a passkey")
    expect(button).to_be_visible()
    assert problems(page) == []
    assert fits(page)
    picture(page, "sign-in", size)
    button.click()
    page.wait_for_url("**/admin/reporting/member/")

    page.goto("/passkeys")
    remove = page.get_by_role("button", name="Remove Phone of the secretary")
    expect(remove).to_be_visible()
    expect(page.get_by_text(re.compile("^Last used"))).to_be_visible()
    assert problems(page) == []
    assert fits(page)
    picture(page, "passkeys", size)
    remove.click()
    page.get_by_role("dialog").get_by_role("button", name="Remove").click()
    expect(page.get_by_text("you have none yet")).to_be_visible()

    sign_out(page)
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page.get_by_text("This passkey could not be used.")).to_be_visible()


def picture(page: Page, name: str, size: tuple[int, int]) -> None:
    page.screenshot(path=places.ROOT / "test-results" / f"{name}-{size[0]}.png", full_page=True)


def test_a_site_without_a_name_offers_none(page: Page):
    page.goto("/sign-in")
    expect(page.get_by_role("button", name="Send me a sign-in mail")).to_be_visible()
    expect(page.get_by_role("button", name="Sign in with a passkey")).to_have_count(0)
