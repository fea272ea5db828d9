"""A member, from the mail in the mailbox to Stripe and back."""

from __future__ import annotations

import re
from random import randrange

import pytest
from playwright.sync_api import Page, expect
from product import Product, eventually
from windows import Windows, ask_for_mail, link_in, sign_in_by_link

from demo.club.cast import members

PAYING, IN_ARREARS, _ = (email for email, _ in members())


def test_a_member_signs_in_with_the_link_from_the_mail(page: Page, product: Product):
    sign_in_by_link(page, product, PAYING)
    expect(page.get_by_role("heading", name="My membership")).to_be_visible()
    expect(page.get_by_role("heading", name=product.customer(PAYING)["name"])).to_be_visible()


def test_opening_the_link_signs_nobody_in_and_it_works_once(page: Page, windows: Windows, product: Product):
    """Checklist 3 and 4: also for a scanner that runs the page's scripts."""
    link = link_in(ask_for_mail(page, product, PAYING))
    scanner = windows.open()
    scanner.goto(link)
    expect(scanner.get_by_role("button", name=re.compile("Sign in to"))).to_be_visible()
    scanner.goto("/")
    expect(scanner.get_by_role("heading", name="Sign in")).to_be_visible()

    for window, works in ((page, True), (scanner, False)):
        window.goto("about:blank")
        window.goto(link)
        window.get_by_role("button", name=re.compile("Sign in to")).click()
        title = "My membership" if works else "This link does not work any more"
        expect(window.get_by_role("heading", name=title)).to_be_visible()


def test_an_address_that_nobody_has_sees_the_same_page(page: Page, product: Product):
    page.goto("/sign-in")
    page.get_by_label("Email address").fill("nobody@example.org")
    page.get_by_role("button", name="Send me a sign-in mail").click()
    expect(page.get_by_role("heading", name="Check your mail")).to_be_visible()


def test_a_member_changes_a_field_and_stripe_has_it(windows: Windows, product: Product):
    page = windows.of(PAYING)
    page.goto("/details")
    contact = page.get_by_label("Emergency contact")
    before = product.customer(PAYING)["metadata"]
    wanted = f"Ada Example, +44 7700 900{randrange(1000):03}"
    contact.fill(wanted)
    page.get_by_role("button", name="Save changes").click()
    expect(page.get_by_role("status").filter(has_text="Saved.")).to_be_visible()
    assert product.customer(PAYING)["metadata"] == {**before, "emergency_contact": wanted}
    page.reload()
    expect(contact).to_have_value(wanted)


def test_a_name_that_is_changed_in_stripe_appears_in_the_app(windows: Windows, product: Product):
    customer = product.customer(IN_ARREARS)
    page = windows.of(IN_ARREARS)
    page.goto("/")
    expect(page.get_by_role("heading", name=customer["name"])).to_be_visible()

    dashboard = windows.open()
    dashboard.goto(f"{product.dashboard}/customers/{customer['id']}")
    dashboard.get_by_label("Name").fill("Grace Newname-Example")
    dashboard.get_by_role("button", name="Save", exact=True).click()
    expect(dashboard.get_by_role("heading", name="Grace Newname-Example")).to_be_visible()
    eventually(lambda: product.stripe.pending_webhooks() == 0, "the webhook")
    page.reload()
    expect(page.get_by_role("heading", name="Grace Newname-Example")).to_be_visible()


def test_a_member_in_arrears_is_told_what_to_pay(windows: Windows):
    page = windows.of(IN_ARREARS)
    page.goto("/")
    expect(page.get_by_text("to pay", exact=False).first).to_be_visible()
    expect(page.get_by_role("button", name="Pay now")).to_be_visible()


def test_a_member_sees_invoices_and_payments(windows: Windows, product: Product):
    invoices = product.stripe.get("invoices", customer=product.customer(PAYING)["id"], status="paid")["data"]
    page = windows.of(PAYING)
    page.goto("/payments")
    expect(page.get_by_text(invoices[0]["number"]).first).to_be_visible()


def test_manage_billing_leads_to_the_portal_and_back(windows: Windows, product: Product):
    page = windows.of(PAYING)
    page.goto("/")
    page.get_by_role("button", name="Manage billing").click()
    page.wait_for_url("**/portal/**")
    expect(page.get_by_role("heading", name=re.compile("^Billing of"))).to_be_visible()
    page.get_by_role("link", name=re.compile("^Return")).click()
    expect(page.get_by_role("heading", name="My membership")).to_be_visible()


@pytest.mark.parametrize("path", ["/admin/", "/postgres/members", "/stripe/customers/cus_other"])
def test_a_member_has_no_way_into_what_is_not_theirs(windows: Windows, path: str):
    page = windows.of(PAYING)
    answer = page.goto(path)
    assert answer is not None
    assert answer.status in (403, 404) or "/sign-in" in page.url, (answer.status, page.url)
