"""Asking for a mail. Numbers are those of the checklist."""

from urllib.parse import parse_qs, urlsplit

import pytest
from django.core import mail
from django.db import connection
from django.http import HttpResponse
from django.test.utils import CaptureQueriesContext

from members.models import SignInRequest, User
from members.sign_in import challenges, providers, ticket
from members.tests.factories import staff
from members.tests.signing_in import Browser, code_in, link_in, mail_to, make_member, run_jobs

pytestmark = pytest.mark.django_db(databases=["default", "reporting"])


def what_is_seen(response) -> tuple:
    """Everything of an answer that could tell addresses apart, without what is random."""
    cookies = {
        name: (len(morsel.value), {key: morsel[key] for key in morsel if key != "expires"})
        for name, morsel in response.cookies.items()
    }
    headers = {name: value for name, value in response.headers.items() if name != "Expires"}
    return response.status_code, response.content, headers, cookies


def test_every_address_gets_the_same_answer():
    """1: known, staff, lapsed, unknown and throttled."""
    make_member("member@example.org")
    make_member("lapsed-with-a-long-name@example.org", status="canceled")
    staff(email="s@example.org")
    answers = [
        what_is_seen(Browser().ask(address))
        for address in (
            "member@example.org",
            "lapsed-with-a-long-name@example.org",
            "s@example.org",
            "nobody@example.org",
            "x@müller.example",
        )
    ]
    for _ in range(10):
        Browser().ask("throttled@example.org")
    answers.append(what_is_seen(Browser().ask("throttled@example.org")))
    assert answers[0][0] == 202
    assert all(answer == answers[0] for answer in answers)


def test_the_request_runs_the_same_statements_for_every_address():
    """1: nothing is looked up before the answer; a throttled request does the work of any other."""
    make_member("member@example.org")
    shapes = []
    for address in ("member@example.org", "nobody@example.org"):
        browser = Browser()
        browser.get("/auth/session")
        with CaptureQueriesContext(connection) as queries:
            browser.ask(address)
        shapes.append([query["sql"].split("VALUES")[0].split('"')[0] for query in queries])
    assert shapes[0] == shapes[1]
    assert not any("members_user" in sql or "rolegrant" in sql for sql in shapes[0])


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "anna",
        "a@x.org,b@y.org",
        "a@x.org;b@y.org",
        "a@x.org b@y.org",
        "a@x.org\nb@y.org",
        "a@x.org\r\nBcc: b@y.org",
        "a@x.org\n",
        "a@x.org\x00",
        "a@x.org\u2028b",
        "<b>a@x.org</b>",
        '"<script>"@x.org',
        "Anna <a@x.org>",
        "a@b@x.org",
        "аnna@x.org",  # in Cyrillic
        "\u212airk@x.org",  # a Kelvin sign
        "gıdeon@x.org",
        "strauß@x.org",
        "a" * 250 + "@x.org",
        "a" * 10_000 + "@x.org",
    ],
)
def test_what_is_not_one_address_is_refused_without_a_mail(browser, typed):
    """8, and 7 for look-alike letters."""
    response = browser.ask(typed)
    assert response.status_code == 400
    assert response.json()["errors"][0]["attr"] == "email"
    assert not SignInRequest.objects.exists()
    run_jobs()
    assert mail.outbox == []


@pytest.mark.parametrize("body", [{}, {"email": None}, {"email": ["a@x.org"]}, {"email": {"a": 1}}, []])
def test_bodies_of_another_shape_are_refused(browser, body):
    assert browser.send("/auth/sign-in", body).status_code == 400


def test_spaces_and_case_make_no_other_person(browser):
    """7: one person, and the mail goes to the address as it stands in Stripe."""
    make_member("Anna@Club.org")
    for typed in (" anna@club.ORG ", "ANNA@club.org"):
        browser.ask(typed)
        assert mail_to("Anna@Club.org").to == ["Anna@Club.org"]
    assert [user.email for user in User.objects.all()] == ["anna@club.org"]


def test_a_plus_address_is_another_person(browser):
    """7."""
    make_member("anna@club.org")
    browser.ask("anna+x@club.org")
    run_jobs()
    assert mail.outbox == []


def test_look_alike_letters_in_stripe_are_never_matched(browser):
    """7: the mirror folds a Kelvin sign into k; signing in does not."""
    make_member("anna@\u212aing.org")
    assert browser.ask("anna@king.org").status_code == 202
    run_jobs()
    assert mail.outbox == []
    assert not User.objects.exists()


def test_a_stranger_gets_no_mail_and_leaves_no_person(browser):
    browser.ask("stranger@example.org")
    run_jobs()
    assert mail.outbox == []
    assert not User.objects.exists()


@pytest.mark.parametrize(
    ("wanted", "kept"),
    [
        ("/payments?year=2026#top", "/payments?year=2026#top"),
        ("//evil.example", None),
        ("/\\evil.example", None),
        ("/\t/evil.example", None),
        ("javascript:alert(1)", None),
        ("https://evil.example/", None),
        ("payments", None),
        ("/" + "x" * 600, None),
        ("", None),
        (None, None),
    ],
)
def test_the_next_page_is_one_of_this_site(browser, wanted, kept):
    """15: in the link, in the answer to a code, and in the answer to a link."""
    make_member("anna@example.org")
    browser.ask("anna@example.org", next=wanted)
    message = mail_to("anna@example.org")
    fragment = parse_qs(urlsplit(link_in(message)).fragment)
    assert fragment.get("next") == ([kept] if kept else None)
    assert browser.use_code(code_in(message)).json() == {"next": kept or "/"}
    assert browser.ask("anna@example.org").status_code == 202
    token = parse_qs(urlsplit(link_in(mail_to("anna@example.org"))).fragment)["token"][0]
    assert browser.send("/auth/token", {"token": token, "next": wanted}).json() == {"next": kept or "/"}


def test_staff_without_membership_begin_in_the_admin(browser):
    staff(email="staff@example.org")
    staff(email="both@example.org")
    make_member("both@example.org")
    for email, page in (("staff@example.org", "/admin/"), ("both@example.org", "/")):
        browser.ask(email, next="/")
        assert browser.use_code(code_in(mail_to(email))).json() == {"next": page}


def test_the_cookie_is_out_of_reach_of_scripts(browser):
    """16."""
    cookie = browser.ask("anna@example.org").cookies["sign_in"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert cookie["max-age"] == 600
    assert cookie["path"] == "/"


@pytest.mark.parametrize("secure", [True, False])
@pytest.mark.parametrize(
    "put",
    [
        lambda response: ticket.put(response, ticket.Ticket.issue("anna@example.org")),
        lambda response: challenges.put(response, "sealed"),
        lambda response: providers.put(response, "sealed"),
    ],
    ids=["code", "passkey", "provider"],
)
def test_every_cookie_of_signing_in_is_kept_to_tls_where_there_is_tls(settings, put, secure):
    """16."""
    settings.SESSION_COOKIE_SECURE = secure
    response = HttpResponse()
    put(response)
    [cookie] = response.cookies.values()
    assert bool(cookie["secure"]) is secure
    assert cookie["httponly"]


@pytest.mark.parametrize("path", ["/auth/sign-in", "/auth/token"])
def test_signing_in_needs_a_csrf_token(browser, path):
    """17: login CSRF, and JSON sent as text/plain by a foreign form."""
    body = '{"email": "anna@example.org", "code": "123456"}'
    assert browser.post(path, body, content_type="application/json").status_code == 403
    assert browser.post(path, body, content_type="text/plain").status_code == 403
    browser.get("/auth/session")
    assert browser.post(path, body, content_type="application/json").status_code == 403
    token = browser.cookies["csrf"].value
    headers = {"X-CSRFToken": token, "Origin": "https://evil.example"}
    assert browser.post(path, body, content_type="application/json", headers=headers).status_code == 403
    assert not SignInRequest.objects.exists()


@pytest.mark.parametrize("method", ["get", "head", "put", "patch", "delete"])
@pytest.mark.parametrize("path", ["/auth/sign-in", "/auth/token"])
def test_only_post_signs_in(browser, path, method):
    """4, 25."""
    browser.get("/auth/session")
    headers = {"X-CSRFToken": browser.cookies["csrf"].value, "X-HTTP-Method-Override": "POST"}
    assert getattr(browser, method)(path, headers=headers).status_code == 405
