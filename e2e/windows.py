"""Browser windows: of nobody, or of somebody who has signed in by mail."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, expect
from product import Product

DESKTOP, PHONE = (1280, 800), (390, 844)


@dataclass
class Windows:
    browser: Browser
    product: Product
    sessions: dict[str, Any]
    opened: list[BrowserContext]
    kept_out: list[str] = field(default_factory=list)

    def open(self, *, size: tuple[int, int] = DESKTOP, session: Any = None, dark: bool = False) -> Page:
        context = self.browser.new_context(
            base_url=self.product.url,
            viewport={"width": size[0], "height": size[1]},
            storage_state=session,
            color_scheme="dark" if dark else "light",
            reduced_motion="reduce",
        )
        context.set_default_timeout(15_000)
        context.on("console", self._heed)
        self.opened.append(context)
        return context.new_page()

    def _heed(self, message: ConsoleMessage) -> None:
        """A browser says in its console what the Content-Security-Policy keeps out."""
        if "Content Security Policy" in message.text:
            self.kept_out.append(f"{message.page.url if message.page else ''}: {message.text}")

    def of(self, email: str, *, size: tuple[int, int] = DESKTOP, dark: bool = False) -> Page:
        """A window of somebody who is signed in; the first time by a mail."""
        if email not in self.sessions:
            page = self.open()
            sign_in_by_link(page, self.product, email)
            self.sessions[email] = page.context.storage_state()
        return self.open(size=size, session=self.sessions[email], dark=dark)


def ask_for_mail(page: Page, product: Product, email: str, *, at: str = "/sign-in") -> dict[str, Any]:
    """Enter the address; answer the mail that came."""
    known = {mail["id"] for mail in product.mails()}
    page.goto(at)
    page.get_by_label("Email address").fill(email)
    page.get_by_role("button", name="Send me a sign-in mail").click()
    expect(page.get_by_role("heading", name="Check your mail")).to_be_visible()
    return product.new_mail(email, known=known)


def link_in(mail: dict[str, Any]) -> str:
    found = re.search(r"https?://\S+/sign-in/confirm#\S+", mail["text"])
    assert found, mail["text"]
    return found[0]


def code_in(mail: dict[str, Any]) -> str:
    found = re.search(r"\b\d{6}\b", mail["subject"] + " " + mail["text"])
    assert found, mail["text"]
    return found[0]


def sign_in_by_link(page: Page, product: Product, email: str, *, at: str = "/sign-in") -> None:
    link = link_in(ask_for_mail(page, product, email, at=at))
    page.goto("about:blank")
    page.goto(link)
    page.get_by_role("button", name=re.compile("Sign in to")).click()
    page.wait_for_url(lambda url: "/sign-in" not in url)
