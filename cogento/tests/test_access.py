"""Who may call what: one table, held against every route that there is. Checklist 11, 17, 20, 23 to 25."""

from __future__ import annotations

import pytest
from django.contrib import admin
from django.contrib.auth import get_user_model
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone
from rest_framework.permissions import SAFE_METHODS

from cogento.access import ADMIN, ANYONE, METHODS, SAFE, TABLE
from cogento.tests.routes import address, api_routes, routes
from members.models import RoleGrant
from members.tests.factories import UserFactory, staff
from members.tests.signing_in import Browser, make_member

pytestmark = pytest.mark.django_db(databases=["default", "reporting"])

NO_CSRF = {"stripe/webhooks"}
SUPERUSERS_ONLY = ("rolegrant", "selfservice")
OURS = {"members", "reporting"}


def person(who: str, *, check_csrf: bool = False) -> Client:
    """A browser with that person's session; what happened to them since is done."""
    client = Client(enforce_csrf_checks=check_csrf, raise_request_exception=False)
    email = f"{who}@example.org"
    if who == "nobody":
        return client
    user = get_user_model().objects.filter(email=email).first()
    if user is None:
        user = (
            staff(who if who in ADMIN else "admin", email=email)
            if who in ADMIN | {"revoked"}
            else UserFactory(email=email)
        )
        if who == "member":
            make_member(email)
        if who == "lapsed":
            make_member(email, status="canceled")
    client.force_login(user)
    if who == "revoked":
        RoleGrant.objects.filter(email=email).update(revoked_at=timezone.now(), revoked_by="test")
    return client


def call(client: Client, route: str, method: str, **ids: str) -> HttpResponse:
    body = {} if method in ("GET", "HEAD") else {"data": "{}", "content_type": "application/json"}
    return getattr(client, method.lower())(address(route, **ids), **body)


def is_let_in(response: HttpResponse) -> bool:
    """The request came as far as looking at what it asks for."""
    return response.status_code not in (401, 403, 405)


def allowed(route: str, method: str) -> set[str]:
    given = TABLE[route]
    return given.get(method, given.get("GET", set()) if method == "HEAD" else set())


def test_every_route_is_in_the_table():
    assert set(api_routes()) == set(TABLE)


@pytest.mark.parametrize("route", TABLE)
def test_only_those_in_the_table_are_let_in(route, stripe):
    """20, 25: every method, every person, an object that is not there."""
    wrong = []
    for who in sorted(ANYONE):
        client = person(who)
        for method in METHODS:
            response = call(client, route, method)
            # One whose session has just ended is told so once, also where anyone may go.
            ended = who in ("lapsed", "revoked") and response.status_code == 401
            if ended or (response.status_code < 300 and method not in SAFE_METHODS):
                client = person(who)
            expected = who in allowed(route, method) and not ended
            if is_let_in(response) != expected or response.status_code == 500:
                wrong.append(f"{who} {method}: {response.status_code}")
    assert wrong == []


@pytest.mark.parametrize("route", [route for route in TABLE if TABLE[route] is not SAFE])
def test_options_and_overridden_methods_open_nothing_more(route, stripe):
    """25."""
    reachable = set().union(*TABLE[route].values())
    for who in sorted(ANYONE - reachable):
        assert not is_let_in(person(who).options(address(route)))
    for who in sorted(ANYONE):
        client = person(who)
        for method in sorted(set(METHODS) - set(TABLE[route])):
            response = client.get(address(route), headers={"X-HTTP-Method-Override": method})
            assert is_let_in(response) <= (who in allowed(route, "GET"))


@pytest.mark.parametrize("route", [route for route in TABLE if route not in NO_CSRF and "|" not in route])
def test_every_writing_request_needs_a_csrf_token(route, stripe):
    """17: for people whom the table lets in, and for signing in."""
    client = person("superuser", check_csrf=True)
    client.get("/auth/session")
    for method in set(TABLE[route]).difference(SAFE_METHODS):
        assert call(client, route, method).status_code == 403


def test_an_ended_session_is_told_why():
    """11."""
    for who in ("lapsed", "revoked"):
        response = person(who).get("/auth/session")
        assert response.status_code == 401
        assert response.json()["errors"][0]["code"] == "membership_ended"


def admin_routes() -> list[str]:
    return [route for route in routes() if route.startswith("admin/") and "(?P" not in route]


def test_the_admin_shows_only_what_is_ours():
    """24: dj-stripe's tables hold keys and its actions write to Stripe; groups and jobs are nobody's work."""
    assert {model._meta.app_label for model in admin.site._registry} <= OURS


@pytest.mark.parametrize("who", ["nobody", "member", "lapsed", "revoked"])
def test_the_admin_is_closed_to_all_but_staff(who):
    """20."""
    browser = person(who)
    opened = {
        route: response.status_code
        for route in admin_routes()
        if (response := browser.get(address(route))).status_code not in (302, 403, 404, 405)
    }
    assert set(opened) <= {"admin/jsi18n/"}


def test_admins_do_not_see_roles():
    """23."""
    browser = person("admin")
    for route in admin_routes():
        if any(name in route for name in SUPERUSERS_ONLY):
            for method in ("get", "post"):
                assert getattr(browser, method)(address(route)).status_code in (302, 403, 404), route


def test_no_page_of_the_admin_breaks():
    for who in ADMIN:
        for route in admin_routes():
            response = person(who).get(address(route))
            assert response.status_code < 500, route


def test_debug_and_browsable_pages_are_off(settings):
    """25."""
    assert settings.DEBUG is False
    response = Browser().get("/postgres/members/me", headers={"Accept": "text/html"})
    assert response.headers["Content-Type"] == "application/json"
