"""A newcomer joins by test card and sees their membership; a member sees what a change costs and makes it."""

from __future__ import annotations

import re
from random import randrange

import pytest
from playwright.sync_api import Page, expect
from product import Product, eventually
from test_usable import fits, problems
from windows import DESKTOP, PHONE, Windows, sign_in_by_link

from demo.club.cast import members

PAYING = next(email for email, _ in members())


def pay(page: Page) -> None:
    page.get_by_label("Name on card").fill("Nina Newcomer-Example")
    page.get_by_label("Card number").fill("4242 4242 4242 4242")
    page.get_by_label(re.compile("^Expiry")).fill("12 / 40")
    page.get_by_label("CVC").fill("123")
    page.get_by_role("button", name=re.compile("^(Pay|Subscribe|Start)")).click()


def test_a_newcomer_joins_and_sees_their_membership(page: Page, product: Product):
    email = f"nina.{randrange(10**6)}@example.org"
    known = {mail["id"] for mail in product.mails()}
    page.goto("/join")
    page.get_by_role("link", name=re.compile("^Choose Family yearly")).click()
    page.get_by_label("Email address").fill(email)
    page.get_by_role("button", name="Send me the link").click()
    expect(page.get_by_role("heading", name="Check your mail")).to_be_visible()
    link = re.search(r"http\S+/checkout/\S+", product.new_mail(email, known=known)["text"])
    assert link
    page.goto(link[0])
    pay(page)
    page.wait_for_url("**/joined?session_id=*")
    expect(page.get_by_role("heading", name="Welcome! Family yearly is yours")).to_be_visible()
    sign_in_by_link(page, product, email)
    expect(page.get_by_role("article")).to_contain_text("Family yearly")
    assert product.customer(email)["email"] == email


def test_a_member_changes_plan_after_seeing_what_it_costs(windows: Windows, product: Product):
    product.manage(
        "shell", "-c", "from members.services import self_service as s; s.choose(by='e2e', may_change=True)"
    )
    page = windows.of(PAYING)
    page.goto("/")
    page.get_by_role("button", name="Change plan").first.click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("New plan").select_option(label="Family yearly, £520.00 a year")
    expect(dialog.get_by_text(re.compile("^Next payment: "))).to_be_visible()
    assert problems(page) == []
    chosen = dialog.get_by_label("New plan").input_value()
    dialog.get_by_role("button", name=re.compile("^Change (now|and pay)")).click()
    expect(dialog).not_to_be_visible()
    customer = product.customer(PAYING)["id"]

    def changed() -> bool:
        held = product.stripe.get("subscriptions", customer=customer)["data"]
        return any(each["items"]["data"][0]["price"]["id"] == chosen for each in held)

    assert eventually(changed, "the new plan in Stripe")


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["1280", "390"])
@pytest.mark.parametrize("dark", [False, True], ids=["day", "night"])
@pytest.mark.parametrize("path", ["/join", "/joined"])
def test_the_pages_are_usable_for_everybody(windows: Windows, size: tuple[int, int], dark: bool, path: str):
    page = windows.open(size=size, dark=dark)
    page.goto(path)
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(page.get_by_role("status")).not_to_be_visible()
    assert problems(page) == []
    assert fits(page)
