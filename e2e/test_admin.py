"""The membership secretary, in the admin."""

from __future__ import annotations

import re
from random import randrange

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect
from product import Product, eventually
from windows import Windows, sign_in_by_link

from demo.club.cast import ADMIN, SUPERUSER, members

PAYING, IN_ARREARS, FAMILY = (email for email, _ in members())


def open_member(page: Page, email: str) -> None:
    """Find somebody in the directory as a secretary does."""
    page.goto("/admin/reporting/member/")
    search = page.get_by_placeholder(re.compile("search|name", re.IGNORECASE)).first
    search.fill(email)
    search.press("Enter")
    page.get_by_role("link", name=re.compile(re.escape(email))).click()
    expect(page.get_by_role("textbox", name=re.compile("^Email"))).to_have_value(email)


def test_an_admin_signs_in_by_mail_and_lands_in_the_admin(page: Page, product: Product):
    sign_in_by_link(page, product, ADMIN, at="/admin/")
    expect(page).to_have_url(re.compile("/admin/$"))
    expect(page.get_by_role("link", name="Directory").first).to_be_visible()


def test_what_a_member_changes_is_in_the_directory(windows: Windows, product: Product):
    wanted = f"Bea Example, +44 7700 900{randrange(1000):03}"
    page = windows.of(PAYING)
    page.goto("/details")
    page.get_by_label("Emergency contact").fill(wanted)
    page.get_by_role("button", name="Save changes").click()
    expect(page.get_by_role("status").filter(has_text="Saved.")).to_be_visible()
    assert product.customer(PAYING)["metadata"]["emergency_contact"] == wanted

    secretary = windows.of(ADMIN)
    open_member(secretary, PAYING)
    expect(secretary.get_by_role("textbox", name="Emergency contact")).to_have_value(wanted)


def test_what_an_admin_changes_is_in_stripe_and_in_the_app(windows: Windows, product: Product):
    secretary = windows.of(ADMIN)
    open_member(secretary, IN_ARREARS)
    secretary.get_by_role("textbox", name=re.compile("^Phone")).fill("+44 7700 900997")
    secretary.get_by_role("button", name=re.compile("^Save")).first.click()
    eventually(lambda: product.customer(IN_ARREARS)["phone"] == "+44 7700 900997", "the number in Stripe")

    page = windows.of(IN_ARREARS)
    page.goto("/details")
    expect(page.get_by_text("+44 7700 900997")).to_be_visible()


def test_the_directory_is_filtered_by_status(windows: Windows, product: Product):
    secretary = windows.of(ADMIN)
    secretary.goto("/admin/reporting/member/?status=past_due")
    overdue = product.everywhere("subscriptions", status="past_due")
    expect(secretary.locator("#result_list tbody tr")).to_have_count(len(overdue))


def test_an_admin_cannot_see_or_grant_roles(windows: Windows):
    secretary = windows.of(ADMIN)
    answer = secretary.goto("/admin/members/rolegrant/")
    assert answer is not None
    assert answer.status == 403
    chair = windows.of(SUPERUSER)
    answer = chair.goto("/admin/members/rolegrant/")
    assert answer is not None
    assert answer.status == 200


def test_the_directory_and_a_members_page_are_usable_for_everybody(windows: Windows):
    secretary = windows.of(ADMIN)
    secretary.goto("/admin/reporting/member/")
    serious = problems(secretary)
    open_member(secretary, PAYING)
    assert serious + problems(secretary) == []


def problems(page: Page) -> list[str]:
    """What axe calls critical; the frame around the pages is django-unfold's."""
    found = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
    return [
        f"{each['id']}: {each['nodes'][0]['html'][:120]}" for each in found if each["impact"] == "critical"
    ]
