"""Where the club wants it, a role counts only in a session that was opened with a passkey."""

from __future__ import annotations

import pytest
from django.core.management import call_command

from cogento.tests.test_settings import manage, setting
from members.models import Passkey, User
from members.tests.authenticator import Authenticator
from members.tests.factories import staff
from members.tests.passkeys import add, by_mail, sign_in
from members.tests.signing_in import Browser, make_member

pytestmark = pytest.mark.django_db(databases=["default", "reporting"])


@pytest.fixture(autouse=True)
def a_passkey_is_required(settings) -> None:
    settings.PUBLIC_URL, settings.PASSKEY_HOST = "http://localhost:8000", "localhost"
    settings.ADMIN_REQUIRES_PASSKEY = True


@pytest.fixture
def anna() -> User:
    return staff("superuser", email="anna@example.org")


def is_in(browser: Browser) -> bool:
    """Both doors, the admin's and the API's, are open or both are closed."""
    answers = {browser.get("/admin/").status_code, browser.get("/postgres/members").status_code}
    assert answers in ({200}, {302, 403})
    return answers == {200}


def test_a_mail_leads_to_adding_a_passkey_and_no_further(anna):
    browser = by_mail(anna)
    assert not is_in(browser)
    where = browser.get("/admin/reporting/member/?q=a")["Location"]
    assert where == "/passkeys?next=%2Fadmin%2Freporting%2Fmember%2F%3Fq%3Da"
    now = browser.session_now
    assert (now["role"], now["passkey_needed"], now["signed_in"]) == (None, True, True)
    assert browser.send("/stripe/customers", {"email": "x@example.org"}).status_code == 403
    assert browser.post("/admin/members/rolegrant/add/", {"email": "x@example.org"}).status_code in (302, 403)


def test_a_passkey_opens_the_admin(anna):
    browser, device = by_mail(anna), Authenticator()
    assert add(browser, device).status_code == 201
    assert not is_in(browser), "the session is still the one that the mail opened"
    assert sign_in(browser, device, next="/admin/").json() == {"next": "/admin/"}
    assert is_in(browser)
    assert (browser.session_now["role"], browser.session_now["passkey_needed"]) == ("superuser", False)


def test_a_mailbox_alone_adds_no_second_passkey_and_removes_none(anna):
    device = Authenticator()
    add(by_mail(anna), device)
    thief = by_mail(anna)
    number = Passkey.objects.get().pk
    for response in (
        thief.send("/auth/passkeys/options", {}),
        thief.send(f"/auth/passkeys/{number}", {}, method="delete"),
    ):
        assert response.status_code == 403
        assert response.json()["errors"][0]["code"] == "passkey_first"
    owner = Browser()
    sign_in(owner, device)
    assert add(owner, Authenticator(), "Second").status_code == 201


def test_two_browsers_do_not_both_add_the_first(anna):
    """Both asked while there was none."""
    first, thief = by_mail(anna), by_mail(anna)
    waiting = thief.send("/auth/passkeys/options", {}).json()["options"]
    assert add(first, Authenticator()).status_code == 201
    late = thief.send("/auth/passkeys", {"name": "x", "credential": Authenticator().create(waiting)})
    assert late.status_code == 403
    assert Passkey.objects.count() == 1


def test_a_removed_passkey_takes_the_admin_along(anna):
    device, browser = Authenticator(), Browser()
    add(by_mail(anna), device)
    sign_in(browser, device)
    assert is_in(browser)
    Passkey.objects.all().delete()
    assert not is_in(browser)


def test_a_member_with_a_role_is_a_member_until_then(anna):
    make_member("anna@example.org")
    browser = by_mail(anna)
    assert not is_in(browser)
    assert browser.get("/postgres/members/me").status_code == 200
    assert browser.session_now["is_member"]


def test_whoever_lost_them_all_comes_back_through_the_operator(anna, capsys):
    add(by_mail(anna), Authenticator())
    call_command("remove_passkeys", "anna@example.org")
    browser, device = by_mail(anna), Authenticator()
    assert add(browser, device).status_code == 201
    sign_in(browser, device)
    assert is_in(browser)


def test_without_the_setting_nothing_is_asked(anna, settings):
    settings.ADMIN_REQUIRES_PASSKEY = False
    assert is_in(by_mail(anna))


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1:8000", "https://[::1]", "https://10.0.0.7", "http://club.example"]
)
def test_a_site_that_can_have_none_does_not_start_with_the_setting(url):
    result = manage("check", PUBLIC_URL=url, ADMIN_REQUIRES_PASSKEY="true")
    assert result.returncode == 1
    assert "ADMIN_REQUIRES_PASSKEY is on" in result.stderr
    assert setting("PASSKEY_HOST", PUBLIC_URL=url) == ""


@pytest.mark.parametrize(
    "url", ["https://club.example.org", "https://club.example.org:8443", "http://localhost:8000"]
)
def test_a_host_name_is_enough(url):
    assert setting("PASSKEY_HOST", PUBLIC_URL=url) in ("club.example.org", "localhost")
