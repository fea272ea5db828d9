"""Signing in with Google or GitHub, for tests; the fixture `provider` is the one to go to."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

import httpx
import pytest

from members.tests.provider import Provider
from members.tests.signing_in import Browser

BOTH = pytest.mark.parametrize("name", ["google", "github"])


def known_as(provider: Provider, email: str | None, *, verified: Any = True) -> None:
    provider.claims = {"email": email, "email_verified": verified} if email else {}
    provider.emails = [{"email": email, "primary": True, "verified": verified}] if email else []


def go(browser: Browser, name: str, **query: str) -> str:
    """Through the provider's page; answers the address that it sends the browser back to."""
    there = browser.get(f"/auth/with/{name}", query)
    assert there.status_code == 302
    back: str = httpx.get(there["Location"], trust_env=False).headers["Location"]
    assert back.startswith(f"http://127.0.0.1:8000/auth/with/{name}/back?")
    return back


def come_back(browser: Browser, back: str) -> str:
    return browser.get(back.removeprefix("http://127.0.0.1:8000"))["Location"]


def assert_refused(browser: Browser, back: str, *, next_page: str = "") -> None:
    where = come_back(browser, back)
    assert where == "/sign-in?refused=1" + (f"&{urlencode({'next': next_page})}" if next_page else "")
    assert not browser.session_now["signed_in"]
