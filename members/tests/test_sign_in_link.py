"""Coming in with the link. Checklist 3 to 6, 16, 55."""

import string
import time

import pytest
from django.utils.crypto import get_random_string
from hypothesis import given, strategies as st
from hypothesis.extra.django import TestCase
from sesame.utils import get_token

from members.models import Session
from members.sign_in import links
from members.tests.factories import UserFactory, staff
from members.tests.signing_in import Browser, at_once, code_in, link_in, mail_to, make_member, token_of

pytestmark = pytest.mark.django_db(databases=["default", "reporting"])
ALPHABET = string.ascii_letters + string.digits + "-_"


def use(token: str, browser: Browser | None = None):
    return (browser or Browser()).send("/auth/token", {"token": token})


def assert_refused(response) -> None:
    assert response.status_code == 400
    assert [error["code"] for error in response.json()["errors"]] == ["link_invalid"]


def test_a_link_signs_in_once(anna):
    """3."""
    link = links.to(anna)
    browser = Browser()
    assert browser.use_link(link).status_code == 200
    assert browser.session_now["email"] == "anna@example.org"
    assert_refused(browser.use_link(link))
    assert_refused(Browser().use_link(link))
    assert browser.session_now["signed_in"]


@pytest.mark.django_db(transaction=True, databases=["default", "reporting"])
def test_fifty_uses_at_once_give_exactly_one_session(anna):
    """3: with real connections, several rounds."""
    for _ in range(3):
        Session.objects.all().delete()
        anna.refresh_from_db()
        link = links.to(anna)
        browsers = [Browser() for _ in range(50)]
        for browser in browsers:
            browser.get("/auth/session")
        answers = at_once(50, lambda number, b=browsers, to=link: b[number].use_link(to).status_code)
        assert sorted(answers) == [200] + [400] * 49
        assert Session.objects.count() == 1
        assert sum("session" in browser.cookies for browser in browsers) == 1


def test_opening_the_page_uses_nothing_up(anna, browser):
    """4: the token is in the fragment, which no request carries; nor does a query sign in."""
    link = links.to(anna)
    assert "?" not in link
    for page in ("/sign-in/confirm", f"/sign-in/confirm?sesame={token_of(link)}"):
        for method in (browser.get, browser.head):
            method(page, headers={"Purpose": "prefetch"})
    assert not browser.session_now["signed_in"]
    assert browser.use_link(link).status_code == 200


def test_a_link_dies_by_the_second(anna, monkeypatch):
    """5."""
    asked = int(time.time())
    monkeypatch.setattr("time.time", lambda: asked)
    token = token_of(links.to(anna))
    monkeypatch.setattr("time.time", lambda: asked + 600)
    assert links.person(token) is None
    monkeypatch.setattr("time.time", lambda: asked + 599.9)
    assert links.person(token) == anna


def test_a_link_with_any_byte_changed_is_refused(anna):
    """5: every place, every letter; also those that base64 would decode to the same bytes."""
    token = token_of(links.to(anna))
    for place, letter in enumerate(token):
        for other in ALPHABET + "+/=. é":
            if other != letter:
                assert links.person(token[:place] + other + token[place + 1 :]) is None
    assert_refused(use(("A" if token[0] != "A" else "B") + token[1:]))
    assert use(token).status_code == 200


def test_truncated_lengthened_and_foreign_texts_are_refused(anna):
    """5."""
    token = token_of(links.to(anna))
    for text in [token[:length] for length in range(1, 38)]:
        assert links.person(text) is None
    for text in (
        token + "A",
        token + "=",
        token + "==",
        " " + token,
        token + "\n",
        "x" * 900,
        "\x00" + token[1:],
    ):
        assert use(text).status_code == 400
    assert_refused(use(token[:-1]))
    assert use(token).status_code == 200


class TestAnyText(TestCase):
    databases = {"default", "reporting"}

    @given(st.text(alphabet=ALPHABET, min_size=38, max_size=38) | st.text())
    def test_never_breaks(self, text):
        """5."""
        assert links.person(text) is None


@pytest.mark.parametrize(
    "body",
    [{}, {"token": None}, {"token": {}}, {"token": "a", "code": "123456"}, [], {"token": "x" * 10_000}],
)
def test_bodies_of_another_shape_are_refused(browser, body):
    assert browser.send("/auth/token", body).status_code == 400


def test_a_token_of_another_purpose_or_site_is_refused(anna, settings):
    """5."""
    assert_refused(use(get_token(anna)))
    assert_refused(use(get_token(anna, scope="change-email")))
    settings.PUBLIC_URL = "https://staging.example.org"
    elsewhere = token_of(links.to(anna))
    settings.PUBLIC_URL = "http://127.0.0.1:8000"
    assert_refused(use(elsewhere))
    settings.SECRET_KEY = get_random_string(50)
    foreign = token_of(links.to(anna))
    settings.SECRET_KEY = "only-for-tests-only-for-tests-only-for-tests-only"
    assert_refused(use(foreign))


def test_a_link_survives_a_new_key(anna, settings):
    """55."""
    link = links.to(anna)
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = get_random_string(50), [settings.SECRET_KEY]
    assert Browser().use_link(link).status_code == 200


def test_any_sign_in_kills_every_earlier_link(browser, anna):
    earlier = links.to(anna)
    browser.ask("anna@example.org")
    message = mail_to("anna@example.org")
    assert browser.use_code(code_in(message)).status_code == 200
    assert_refused(Browser().use_link(earlier))
    assert_refused(Browser().use_link(link_in(message)))


def test_another_persons_link_ends_the_old_session(browser, anna):
    """6, and 16: the session's key changes, nothing is carried over."""
    ben = staff(email="ben@example.org")
    browser.use_link(links.to(anna))
    first = browser.session
    first["kept"] = "anna's"
    first.save()
    assert browser.use_link(links.to(ben)).status_code == 200
    assert browser.session_now["email"] == "ben@example.org"
    assert "kept" not in browser.session
    assert not Session.objects.filter(pk=first.session_key).exists()


def test_the_sessions_key_changes_at_sign_in(browser, anna):
    """16: a key that was planted before is worth nothing."""
    planted = browser.session
    planted["planted"] = True
    planted.save()
    browser.use_link(links.to(anna))
    assert browser.session.session_key != planted.session_key
    assert not Session.objects.filter(pk=planted.session_key).exists()
    assert "planted" not in browser.session


def test_the_link_of_one_who_lapsed_meanwhile_is_refused():
    """9, 11: eligibility is judged when the link is used, too."""
    member = make_member("m@example.org")
    link = links.to(UserFactory(email="m@example.org"))
    member.status = "canceled"
    member.save()
    assert_refused(Browser().use_link(link))
    member.status = "active"
    member.save()
    assert Browser().use_link(link).status_code == 200


def test_the_link_to_an_old_address_is_dead():
    """9."""
    member = make_member("old@example.org")
    link = links.to(UserFactory(email="old@example.org"))
    member.email = member.email_normalised = "new@example.org"
    member.save()
    assert_refused(Browser().use_link(link))
