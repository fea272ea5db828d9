"""Adding passkeys and signing in with them, for tests."""

from __future__ import annotations

from typing import Any

from members.models import User
from members.sign_in import links
from members.tests.authenticator import Authenticator, Credential
from members.tests.signing_in import Browser


def by_mail(user: User) -> Browser:
    browser = Browser()
    user.refresh_from_db()
    assert browser.use_link(links.to(user)).status_code == 200
    return browser


def options_to_add(browser: Browser) -> dict[str, Any]:
    response = browser.send("/auth/passkeys/options", {})
    assert response.status_code == 200, response.content
    return response.json()["options"]


def add(browser: Browser, device: Authenticator, name: str = "Phone") -> Any:
    credential = device.create(options_to_add(browser))
    return browser.send("/auth/passkeys", {"name": name, "credential": credential})


def options_to_sign_in(browser: Browser) -> dict[str, Any]:
    response = browser.send("/auth/passkey/options", {})
    assert response.status_code == 200, response.content
    return response.json()["options"]


def use(browser: Browser, credential: Credential, **body: Any) -> Any:
    return browser.send("/auth/passkey", {"credential": credential, **body})


def sign_in(browser: Browser, device: Authenticator, **body: Any) -> Any:
    return use(browser, device.get(options_to_sign_in(browser)), **body)


def assert_refused(response, code: str = "passkey_refused", status: int = 400) -> None:
    assert response.status_code == status, response.content
    assert response.json()["errors"][0]["code"] == code
