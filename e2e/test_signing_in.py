"""Every way in, page by page, on a desk and on a phone: axe finds nothing, and nothing is cut off.

By passkey it is in test_passkeys.py.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect
from product import Product
from served import served
from test_usable import SIZES, fits, problems
from windows import PHONE, Windows, ask_for_mail, code_in, link_in

from demo.club.cast import members
from members.tests.provider import CLIENT_ID, CLIENT_SECRET, Provider, running

PAYING, _, FAMILY = (email for email, _ in members())


def is_in_order(page: Page, shown: str) -> None:
    expect(page.get_by_role("heading", name=shown, exact=True)).to_be_visible()
    page.wait_for_load_state("networkidle")
    assert problems(page) == [], shown
    assert fits(page), shown


@SIZES
def test_by_link(windows: Windows, product: Product, size: tuple[int, int]):
    page = windows.open(size=size)
    page.goto("/sign-in")
    is_in_order(page, "Sign in")
    link = link_in(ask_for_mail(page, product, PAYING))
    is_in_order(page, "Check your mail")
    confirm = page.get_by_role("button", name=re.compile("Sign in to"))
    for works in (True, False):
        page.goto("about:blank")
        page.goto(link)
        expect(confirm).to_be_visible()
        assert problems(page) == []
        confirm.click()
        is_in_order(page, "My membership" if works else "This link does not work any more")


@SIZES
def test_by_a_code_that_is_read_on_a_second_device(windows: Windows, product: Product, size: tuple[int, int]):
    """The mail is opened on a phone; nobody is signed in there, but where the code was asked for."""
    page, phone = windows.open(size=size), windows.open(size=PHONE)
    mail = ask_for_mail(page, product, PAYING)
    phone.goto(f"{product.mailbox}/email/{mail['id']}/html")
    code = code_in({"subject": "", "text": phone.locator("body").inner_text()})
    field = page.get_by_label("Six-digit code")
    field.fill(f"{(int(code) + 1) % 10**6:06}")
    expect(page.get_by_role("alert")).to_contain_text("This code does not work.")
    is_in_order(page, "Check your mail")
    field.fill(code)
    is_in_order(page, "My membership")
    phone.goto(product.url)
    expect(phone.get_by_role("heading", name="Sign in", exact=True)).to_be_visible()


@SIZES
def test_as_a_person_with_three_memberships(windows: Windows, product: Product, size: tuple[int, int]):
    """One sign-in shows every membership of the address."""
    names = [customer["name"] for customer in product.stripe.get("customers", email=FAMILY)["data"]]
    assert len(names) >= 3
    page = windows.open(size=size)
    mail = ask_for_mail(page, product, FAMILY)
    page.get_by_label("Six-digit code").fill(code_in(mail))
    is_in_order(page, "Our memberships")
    for name in names:
        expect(page.get_by_role("heading", name=name)).to_be_visible()


@pytest.fixture
def google() -> Iterator[Provider]:
    with running(Provider()) as provider:
        yield provider


@pytest.fixture
def with_google(product: Product, google: Provider, tmp_path) -> Iterator[Product]:
    """The product, of which Google's address alone is another: this machine's."""
    address = f"{google.url}/.well-known/openid-configuration"
    (tmp_path / "with_google.py").write_text(
        f"from cogento.settings import *\nSIGN_IN_PROVIDERS['google']['server_metadata_url'] = {address!r}\n"
    )
    client = {"GOOGLE_CLIENT_ID": CLIENT_ID, "GOOGLE_CLIENT_SECRET": CLIENT_SECRET}
    with served(
        product, DJANGO_SETTINGS_MODULE="with_google", PYTHONPATH=str(tmp_path), **client
    ) as with_google:
        yield with_google


def test_with_google_for_an_address_that_stripe_knows(
    browser: Browser, with_google: Product, google: Provider
):
    windows = Windows(browser, with_google, {}, [])
    for email, heading in ((PAYING, "My membership"), ("stranger@example.org", "Sign in")):
        google.claims = {"email": email, "email_verified": True}
        page = windows.open()
        page.goto("/sign-in")
        page.get_by_role("link", name=re.compile("Google")).click()
        is_in_order(page, heading)
    expect(page.get_by_text("That did not sign you in.", exact=False)).to_be_visible()
    assert windows.kept_out == []
    for context in windows.opened:
        context.close()
