"""Coming in with the six digits. Checklist 12, 55."""

from datetime import timedelta

import pytest
from django.core import signing
from django.utils.crypto import get_random_string

from members.models import SignInRequest
from members.sign_in import codes
from members.sign_in.ticket import Ticket
from members.tests.factories import staff
from members.tests.signing_in import Browser, at_once, code_in, link_in, mail_to, wrong

pytestmark = pytest.mark.django_db(databases=["default", "reporting"])


def ask_for_code(browser: Browser, email: str = "anna@example.org") -> str:
    browser.ask(email)
    return code_in(mail_to(email))


def assert_refused(response) -> None:
    assert response.status_code == 400
    assert [error["code"] for error in response.json()["errors"]] == ["code_invalid"]


def test_a_code_signs_in_once(browser, anna):
    code = ask_for_code(browser)
    ticket = browser.cookies["sign_in"].value
    assert browser.use_code(code).status_code == 200
    assert browser.session_now["email"] == "anna@example.org"
    assert browser.cookies["sign_in"].value == ""
    browser.cookies["sign_in"] = ticket
    assert_refused(browser.use_code(code))


def test_a_code_may_be_typed_with_spaces(browser, anna):
    code = ask_for_code(browser)
    assert browser.use_code(f" {code[:3]} {code[3:]} ").status_code == 200


def test_a_code_works_only_in_the_browser_that_asked(browser, anna):
    code = ask_for_code(browser)
    other = Browser()
    assert_refused(other.use_code(code))
    other.ask("anna@example.org")
    assert_refused(other.use_code(code))
    assert browser.use_code(code).status_code == 200


def test_a_code_dies_after_five_wrong_tries(browser, anna):
    """12: and the owner can ask for a new one."""
    code = ask_for_code(browser)
    for _ in range(5):
        assert_refused(browser.use_code(wrong(code)))
    assert_refused(browser.use_code(code))
    assert browser.use_code(ask_for_code(browser)).status_code == 200


def test_the_fifth_try_may_be_the_right_one(browser, anna):
    code = ask_for_code(browser)
    for _ in range(4):
        browser.use_code(wrong(code))
    assert browser.use_code(code).status_code == 200


@pytest.mark.django_db(transaction=True, databases=["default", "reporting"])
def test_parallel_guesses_get_no_more_than_five_tries(browser, anna):
    """12: thirty guesses at once from one ticket; afterwards the right code is dead."""
    code = ask_for_code(browser)
    guessers = [Browser() for _ in range(30)]
    for guesser in guessers:
        guesser.get("/auth/session")
        guesser.cookies["sign_in"] = browser.cookies["sign_in"].value
    answers = at_once(30, lambda number: guessers[number].use_code(wrong(code)).status_code)
    assert answers == [400] * 30
    assert SignInRequest.objects.get().tries == 5
    assert_refused(browser.use_code(code))


@pytest.mark.django_db(transaction=True, databases=["default", "reporting"])
def test_one_code_at_once_gives_one_session(browser, anna):
    code = ask_for_code(browser)
    browsers = [Browser() for _ in range(5)]
    for other in browsers:
        other.get("/auth/session")
        other.cookies["sign_in"] = browser.cookies["sign_in"].value
    answers = at_once(5, lambda number: browsers[number].use_code(code).status_code)
    assert sorted(answers) == [200, 400, 400, 400, 400]


def test_a_code_dies_by_the_second(browser, anna, monkeypatch):
    code = ask_for_code(browser)
    asked = SignInRequest.objects.get().issued_at
    monkeypatch.setattr("members.sign_in.ticket.timezone.now", lambda: asked + timedelta(seconds=600))
    assert_refused(browser.use_code(code))
    monkeypatch.setattr("members.sign_in.ticket.timezone.now", lambda: asked + timedelta(seconds=599))
    assert browser.use_code(code).status_code == 200


def test_using_the_link_kills_the_code(browser, anna):
    code = ask_for_code(browser)
    assert Browser().use_link(link_in(mail_to("anna@example.org"))).status_code == 200
    assert_refused(browser.use_code(code))


def test_every_failure_looks_alike(browser, anna):
    """1: wrong, unknown address, no ticket, tampered ticket, not six digits."""
    code = ask_for_code(browser)
    stranger, tampered = Browser(), Browser()
    stranger.ask("stranger@example.org")
    tampered.get("/auth/session")
    tampered.cookies["sign_in"] = browser.cookies["sign_in"].value[:-1] + "!"
    answers = [
        browser.use_code(wrong(code)),
        stranger.use_code(code),
        Browser().use_code(code),
        tampered.use_code(code),
        browser.use_code("١٢٣٤٥٦"),
        browser.use_code("12345"),
    ]
    assert len({answer.content for answer in answers}) == 1
    assert_refused(answers[0])


@pytest.mark.parametrize("value", ["", "x", "a.b.c:sig", "." * 500, "\u00e9"])
def test_a_ticket_of_junk_is_no_ticket(browser, anna, value):
    browser.get("/auth/session")
    browser.cookies["sign_in"] = value
    assert_refused(browser.use_code("123456"))


@pytest.mark.parametrize("value", ["x", "%.a.1", "YQ==.a.99999999999999999999", "YQ==.a.b", "YQ==.a"])
def test_a_signed_ticket_of_another_shape_is_no_ticket(browser, value):
    browser.get("/auth/session")
    browser.cookies["sign_in"] = signing.Signer(salt="members.sign_in.ticket").sign(value)
    assert_refused(browser.use_code("123456"))


def test_a_code_survives_a_new_key(browser, anna, settings):
    """55."""
    code = ask_for_code(browser)
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = get_random_string(50), [settings.SECRET_KEY]
    assert browser.use_code(code).status_code == 200


def test_codes_of_other_people_browsers_and_moments_differ(anna):
    ben = staff(email="ben@example.org")
    one, two = Ticket.issue("anna@example.org"), Ticket.issue("anna@example.org")
    made = {
        codes.for_person(user, nonce_hash=ticket.nonce_hash, issued_at=issued_at)
        for user in (anna, ben)
        for ticket in (one, two)
        for issued_at in (one.issued_at, one.issued_at + timedelta(seconds=1))
    }
    assert len(made) >= 7  # eight, unless two happen to agree
    assert all(len(code) == 6 and code.isdigit() for code in made)


def test_neither_link_nor_code_is_stored(browser, anna):
    code = ask_for_code(browser)
    row = SignInRequest.objects.values().get()
    assert row["email"] == ""
    assert code not in str(row)
    assert browser.cookies["sign_in"].value.split(".")[1].split(":")[0] not in str(row)
