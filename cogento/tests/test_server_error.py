"""A database that is away, and what nobody expected: said in words. Checklist 32, 54."""

from __future__ import annotations

import pytest
from django.db import connections
from django.test import Client

from members.tests.factories import staff
from reporting.tests.faults import fail_on

pytestmark = pytest.mark.django_db(databases=["default", "reporting"])


@pytest.fixture
def browser() -> Client:
    browser = Client(raise_request_exception=False)
    browser.force_login(staff())
    return browser


@pytest.mark.parametrize(
    "path", ["/auth/session", "/postgres/mirror", "/postgres/members", "/stripe/products"]
)
def test_the_api_while_the_database_is_away(browser, path):
    with connections["default"].execute_wrapper(fail_on("")):
        response = browser.get(path)
    assert response.status_code == 503
    assert response.json()["errors"][0]["code"] == "database_unavailable"
    assert response.headers["Retry-After"] == "30"


@pytest.mark.parametrize("path", ["/admin/", "/admin/login/", "/auth/with/google"])
def test_pages_while_the_database_is_away(browser, path, settings):
    google = settings.SIGN_IN_PROVIDERS["google"] | {"client_id": "x"}
    settings.SIGN_IN_PROVIDERS = settings.SIGN_IN_PROVIDERS | {"google": google}
    with connections["default"].execute_wrapper(fail_on("")):
        response = browser.get(path, headers={"Accept": "text/html,*/*"})
    assert response.status_code == 503
    assert response.headers["Retry-After"] == "30"
    assert "does not answer. Try the same again in a minute" in response.content.decode()
    assert "default-src" in response.headers["Content-Security-Policy"]


def test_signing_in_with_a_mail_while_the_database_is_away(settings):
    client = Client(raise_request_exception=False)
    with connections["default"].execute_wrapper(fail_on("")):
        response = client.post("/auth/sign-in", {"email": "a@example.org"}, content_type="application/json")
    assert response.status_code == 503


def test_what_nobody_expected_shows_nothing_of_itself(monkeypatch):
    monkeypatch.setattr("cogento.views.app.settings", "sk_live_hidden")
    response = Client(raise_request_exception=False).get("/somewhere")
    assert response.status_code == 500
    assert "finds the reason in its log" in response.content.decode()
    assert "hidden" not in response.content.decode()
