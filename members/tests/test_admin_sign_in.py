"""The only way into the admin. Checklist 11, 15, 19, 52."""

import re

import pytest
from django.contrib.auth import authenticate, get_user_model
from django.contrib.auth.hashers import make_password
from django.db import connection

from members.services import roles
from members.sign_in import links
from members.tests.factories import UserFactory, staff
from members.tests.signing_in import Browser, make_member

pytestmark = pytest.mark.django_db(databases=["default", "reporting"])


def signed_in(user) -> Browser:
    browser = Browser()
    assert browser.use_link(links.to(user)).status_code == 200
    return browser


def test_the_admin_leads_to_the_sign_in_page_and_back(browser):
    response = browser.get("/admin/", follow=True)
    assert response.redirect_chain[-1][0] == "/sign-in?next=%2Fadmin%2F"
    response = browser.get("/admin/login/?next=/admin/members/importbatch/%3Fq%3Da")
    assert response.headers["Location"] == "/sign-in?next=%2Fadmin%2Fmembers%2Fimportbatch%2F%3Fq%3Da"


@pytest.mark.parametrize(
    "page", ["//evil.example", "/\\evil.example", "javascript:alert(1)", "https://evil.example"]
)
def test_a_foreign_next_page_is_dropped(browser, page):
    """15."""
    assert browser.get("/admin/login/", {"next": page}).headers["Location"] == "/sign-in?next=%2Fadmin%2F"
    admin = signed_in(staff())
    assert admin.get("/admin/login/", {"next": page}).headers["Location"] == "/admin/"


@pytest.mark.parametrize("role", ["admin", "superuser"])
def test_staff_come_in_and_go_out(role):
    browser = signed_in(staff(role))
    assert browser.get("/admin/").status_code == 200
    token = browser.cookies["csrf"].value
    assert browser.post("/admin/logout/").status_code == 403
    assert browser.post("/admin/logout/", {"csrfmiddlewaretoken": token}).status_code in (200, 302)
    assert browser.get("/admin/").status_code == 302


def test_a_member_is_told_that_this_is_not_theirs():
    make_member("m@example.org")
    browser = signed_in(UserFactory(email="m@example.org"))
    response = browser.get("/admin/", follow=True)
    assert response.status_code == 403
    assert "no role at Riverside Tennis Club" in response.content.decode()
    assert browser.session_now["signed_in"]


def test_a_revoked_role_is_out_at_the_next_request():
    """11."""
    user = staff()
    browser = signed_in(user)
    roles.revoke(email=user.email, role="admin", by="test")
    response = browser.get("/admin/")
    assert response.headers["Location"] == "/admin/login/?next=%2Fadmin%2F"
    assert not browser.session_now["signed_in"]


@pytest.mark.django_db(transaction=True, databases=["default", "reporting"])
def test_the_admins_door_is_open_to_staff_without_reporting_database(reporting_away):
    """52: past the door; its front page is tested where it is made."""
    browser = signed_in(staff())
    assert browser.get("/admin/login/").headers["Location"] == "/admin/"
    assert browser.session_now["role"] == "admin"


@pytest.mark.parametrize(
    "path",
    [
        "/admin/password_change/",
        "/admin/password_change/done/",
        "/admin/password_reset/",
        "/admin/auth/user/1/password/",
        "/admin/jsi18n/../password_change/",
    ],
)
@pytest.mark.parametrize("method", ["get", "post"])
def test_there_is_no_page_for_passwords(path, method):
    """19."""
    browser = signed_in(staff("superuser"))
    token = browser.cookies["csrf"].value
    assert getattr(browser, method)(path, headers={"X-CSRFToken": token}).status_code in (404, 405)


def test_the_login_page_takes_no_credentials(browser):
    """19."""
    staff(email="boss@example.org")
    browser.get("/auth/session")
    body = {
        "username": "boss@example.org",
        "password": "x",
        "csrfmiddlewaretoken": browser.cookies["csrf"].value,
    }
    assert browser.post("/admin/login/", body).status_code == 405
    for scheme in ("Basic Ym9zczp4", "Bearer x", "Token x"):
        assert browser.get("/postgres/members", headers={"Authorization": scheme}).status_code in (401, 404)
        assert browser.get("/admin/", headers={"Authorization": scheme}).status_code == 302


def test_no_page_of_the_admin_asks_for_a_password():
    """19: nor does a person's page, where Django's own admin has a form for it."""
    boss = staff("superuser")
    browser = signed_in(boss)
    for path in (
        "/admin/",
        f"/admin/members/user/{boss.pk}/change/",
        f"/admin/members/user/{boss.pk}/password/",
    ):
        page = browser.get(path, follow=True).content.decode()
        assert not re.search(r'type="password"|name="password|password_change|Change password', page)


def test_no_person_can_have_a_password():
    """19."""
    user = staff()
    with connection.cursor() as cursor:
        columns = [
            column.name for column in connection.introspection.get_table_description(cursor, "members_user")
        ]
    assert "password" not in columns
    assert not user.has_usable_password()
    assert not user.check_password("")
    with pytest.raises(TypeError):
        user.set_password("x")
    assert not hasattr(get_user_model().objects, "create_user")
    assert authenticate(None, username=user.email, password="x") is None
    assert authenticate(None, email=user.email, password=make_password("x")) is None
