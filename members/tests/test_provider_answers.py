"""What comes back from Google or GitHub and is not believed: forged, replayed, of another browser, old."""

from __future__ import annotations

from urllib.parse import urlencode

import pytest
from joserfc.jwk import RSAKey

from members.models import User
from members.sign_in import providers
from members.tests.factories import staff
from members.tests.provider import CLIENT_ID, query_of
from members.tests.providers import BOTH, assert_refused, come_back, go, known_as
from members.tests.signing_in import Browser

pytestmark = [
    pytest.mark.django_db(databases=["default", "reporting"]),
    pytest.mark.usefixtures("provider"),
]


@pytest.fixture
def anna(provider) -> User:
    """With a role, and known to the provider."""
    known_as(provider, "anna@example.org")
    return staff(email="anna@example.org")


@BOTH
def test_a_wrong_state(anna, name):
    browser = Browser()
    code = query_of(go(browser, name))["code"]
    for state in ("x", "", "é"):
        there = Browser()
        there.cookies["provider"] = browser.cookies["provider"].value
        assert_refused(there, f"/auth/with/{name}/back?{urlencode({'code': code, 'state': state})}")


@BOTH
def test_another_browser_cannot_come_back(anna, name):
    """Nobody is signed in as somebody else by a link."""
    back = go(Browser(), name)
    assert_refused(Browser(), back)
    other = Browser()
    go(other, name)
    assert_refused(other, back)


@BOTH
def test_a_replayed_code(anna, provider, name):
    """Also where the provider would take it twice."""
    browser = Browser()
    back = go(browser, name)
    kept, codes = browser.cookies["provider"].value, dict(provider.codes)
    assert come_back(browser, back) == "/admin/"
    provider.codes.update(codes)
    again = Browser()
    again.cookies["provider"] = kept
    assert_refused(again, back)


def test_one_providers_answer_is_not_taken_for_the_others(anna):
    browser = Browser()
    assert_refused(browser, go(browser, "google").replace("/google/", "/github/"))


@BOTH
def test_whoever_cancels_is_back_at_signing_in(anna, name):
    browser = Browser()
    state = query_of(go(browser, name))["state"]
    assert_refused(browser, f"/auth/with/{name}/back?error=access_denied&state={state}")


@BOTH
def test_too_old(anna, name, monkeypatch):
    browser = Browser()
    back = go(browser, name)
    monkeypatch.setattr(providers, "SECONDS", -1)
    assert_refused(browser, back)


@pytest.mark.parametrize(
    "claims",
    [
        {"aud": "another-club"},
        {"aud": "another-club", "azp": CLIENT_ID},
        {"iss": "https://evil.example"},
        {"nonce": "another"},
        {"nonce": None},
        {"aud": None},
        {"iss": None},
        {"exp": 1_000_000_000},
        {"sub": None, "exp": None},
    ],
)
def test_an_id_token_that_is_not_for_this_sign_in(anna, provider, claims):
    provider.claims |= claims
    browser = Browser()
    assert_refused(browser, go(browser, "google"))


def test_an_id_token_that_somebody_else_signed(anna, provider):
    provider.signs_with = RSAKey.generate_key(2048, {"kid": "1", "alg": "RS256"})
    browser = Browser()
    assert_refused(browser, go(browser, "google"))


@BOTH
def test_a_provider_that_is_away(anna, provider, settings, name):
    browser = Browser()
    back = go(browser, name)
    provider.is_down = True
    assert_refused(browser, back)
    settings.SIGN_IN_PROVIDERS["google"]["server_metadata_url"] = "http://127.0.0.1:1/nothing"
    assert Browser().get("/auth/with/google")["Location"] == "/sign-in?refused=1"
