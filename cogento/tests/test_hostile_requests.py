"""What no browser sends: refused with an answer, never a 500. Checklist 31."""

from __future__ import annotations

import pytest
from django.test import Client, RequestFactory
from django.urls import reverse

from members.tests import club
from members.tests.factories import staff
from members.tests.signing_in import Browser

pytestmark = pytest.mark.django_db(databases=["default", "reporting"])


@pytest.fixture
def client() -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(staff(email="secretary@example.org"))
    return client


@pytest.mark.parametrize(
    "address",
    [
        "/postgres/plans?x=%00",
        "/admin/reporting/member/?plan=%00",
        "/admin/members/auditentry/?action__exact=%00",
        "/schema?version=%00",
        "/admin/reporting/member/?name__regex=(",
    ],
)
def test_an_address_that_cannot_be_looked_up(client, address):
    assert client.get(address).status_code == 400


def test_an_address_where_nothing_can_be(client):
    for address in ("/postgres/members/a%00b", "/admin/reporting/member/%00/change/", "/stripe/x%0ay"):
        response = client.get(address)
        assert (response.status_code, response.headers["Content-Type"]) == (404, "application/json")


@pytest.mark.parametrize("charset", ["zip", "rot13", "utf-8"])
def test_a_charset_that_is_none(charset):
    from cogento.wsgi import application

    request = RequestFactory().get("/", {"a": "b"})
    request.environ["CONTENT_TYPE"] = f"text/plain; charset={charset}"
    answers: list[str] = []
    list(application(request.environ, lambda status, headers: answers.append(status)))
    assert answers[0] in ("200 OK", "503 Service Unavailable")  # the app, built or not


def test_an_address_of_the_api_that_does_not_exist():
    for method in ("GET", "POST", "DELETE"):
        response = Browser().generic(method, "/stripe/nothing")
        assert (response.status_code, response.headers["Content-Type"]) == (404, "application/json")


def test_nul_in_a_cookie(client):
    client.cookies["session"] = "\x00" * 9
    for address in ("/auth/session", "/postgres/members/me", "/admin/"):
        assert client.get(address).status_code == 400


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"[" * 100_000, 400),
        (b'{"a":' * 100_000, 400),
        (b'{"\\ud800": 1}', 400),
        (b'{"name": "\\ud800"}', 400),
        (b"\xff", 400),
        (b"[]", 400),
        (b'"' + b"a" * 1_000_000 + b'"', 413),
    ],
)
def test_a_body_that_cannot_be_read(body, status):
    for client, address in ((Browser(), "/auth/sign-in"), (club.admin(), "/stripe/customers")):
        client.get("/auth/session")
        token = client.cookies["csrf"].value
        headers = {"X-CSRFToken": token}
        response = client.generic("POST", address, body, content_type="application/json", headers=headers)
        assert response.status_code == status, response.content
        assert response.json()["type"] in ("client_error", "validation_error")


@pytest.mark.parametrize(
    ("body", "content_type", "status"),
    [
        (b"a=" + b"x" * 3_000_000, "application/x-www-form-urlencoded", 413),
        (b"&".join(b"a%d=1" % number for number in range(2000)), "application/x-www-form-urlencoded", 400),
        (b"a", "multipart/form-data", 400),
    ],
)
def test_a_form_that_cannot_be_read_for_its_csrf_token(client, body, content_type, status):
    browser = Browser()
    browser.get("/auth/session")
    for address in ("/auth/sign-in", "/auth/token", "/stripe/customers"):
        assert browser.generic("POST", address, body, content_type=content_type).status_code == status


@pytest.mark.parametrize(
    "address",
    [
        "/postgres/members",
        "/postgres/members/me",
        "/auth/session",
        "/docs",
        "/a%00",
        "/postgres/members?q=%00",
    ],
)
def test_no_cache_keeps_an_answer(client, address):
    assert "no-store" in client.get(address).headers["Cache-Control"]


def test_an_import_that_is_none(client):
    assert client.get("/admin/members/importbatch/²/change/").status_code == 404


@pytest.mark.parametrize("query", ["foo=1", "status__x=1"])
def test_an_export_of_what_cannot_be_listed(client, query):
    address = reverse("admin:reporting_member_export", args=["csv"])
    assert client.get(f"{address}?{query}").status_code == 400


@pytest.mark.django_db(databases=["default", "reporting"])
@pytest.mark.parametrize("path", ["/", "/healthz", "/auth/session", "/postgres/members", "/admin/"])
def test_trace_sends_nothing_back(client, path):
    response = client.trace(path, headers={"X-Echo": "echo-me"})
    assert b"echo-me" not in response.content
