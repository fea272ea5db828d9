"""Open sessions. Checklist 9 to 11, 16, 17, 52, 55."""

from datetime import timedelta

import pytest
from django.utils import timezone
from django.utils.crypto import get_random_string

from members.models import Session
from members.services import roles
from members.sign_in import links
from members.tests.factories import RoleGrantFactory, UserFactory, staff
from members.tests.signing_in import Browser, make_member
from reporting.models import Member

pytestmark = pytest.mark.django_db(databases=["default", "reporting"])
NOBODY = {
    "signed_in": False,
    "email": None,
    "role": None,
    "is_member": False,
    "may_join": True,
    "passkey_needed": False,
    "ways_in": [],
    "club_name": "Riverside Tennis Club",
}


def signed_in(user) -> Browser:
    browser = Browser()
    assert browser.use_link(links.to(user)).status_code == 200
    return browser


def member():
    make_member("m@example.org")
    return UserFactory(email="m@example.org")


def assert_ended(browser: Browser, code: str = "membership_ended") -> None:
    """The next request says why, the one after knows nobody, and nothing is left on the server."""
    response = browser.get("/auth/session")
    assert response.status_code == 401
    assert response.json()["errors"][0]["code"] == code
    assert browser.session_now == NOBODY
    assert not Session.objects.exists()


def test_nobody_is_signed_in_at_first(browser):
    response = browser.get("/auth/session")
    assert response.json() == NOBODY
    assert response.cookies["csrf"].value
    assert "no-store" in response.headers["Cache-Control"]


def test_a_member_and_an_admin_who_is_one_too():
    browser = signed_in(member())
    expected = {"signed_in": True, "email": "m@example.org", "role": None, "is_member": True}
    assert browser.session_now == NOBODY | expected
    RoleGrantFactory(email="m@example.org")
    assert browser.session_now == NOBODY | expected | {"role": "admin"}
    RoleGrantFactory(email="m@example.org", role="superuser")
    assert browser.session_now == NOBODY | expected | {"role": "superuser"}


def test_signing_out_ends_the_session_on_the_server():
    """16, 17."""
    browser = signed_in(member())
    stolen = browser.cookies["session"].value
    assert browser.delete("/auth/session").status_code == 403
    assert browser.session_now["signed_in"]
    assert browser.sign_out().status_code == 204
    assert not Session.objects.exists()
    browser.cookies["session"] = stolen
    assert browser.session_now == NOBODY
    assert browser.sign_out().status_code == 204


def test_the_session_cookie_is_out_of_reach_of_scripts():
    """16."""
    cookie = signed_in(member()).cookies["session"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"


@pytest.mark.parametrize("status", ["canceled", "unpaid", "paused", "incomplete", "none"])
def test_a_lapsed_membership_ends_the_session(status):
    """11."""
    user = member()
    browser = signed_in(user)
    Member.objects.filter(email="m@example.org").update(status=status)
    assert_ended(browser)


def test_a_deleted_customer_ends_the_session():
    """11."""
    browser = signed_in(member())
    Member.objects.all().delete()
    assert_ended(browser)


def test_one_of_several_memberships_is_enough():
    """10."""
    browser = signed_in(member())
    make_member("m@example.org", status="canceled")
    assert browser.session_now["is_member"]


def test_a_revoked_role_ends_the_session_unless_they_are_a_member():
    """11."""
    admin = staff(email="a@example.org")
    browser = signed_in(admin)
    roles.revoke(email="a@example.org", role="admin", by="test")
    assert_ended(browser)
    both = staff(email="m@example.org")
    make_member("m@example.org")
    browser = signed_in(both)
    roles.revoke(email="m@example.org", role="admin", by="test")
    assert browser.session_now["role"] is None
    assert browser.session_now["signed_in"]


def test_a_changed_address_ends_the_session():
    """9: in Stripe, and of the person here."""
    user = member()
    browser = signed_in(user)
    row = Member.objects.get(email="m@example.org")
    row.email = row.email_normalised = "new@example.org"
    row.save()
    assert_ended(browser)


def test_an_ended_session_can_sign_in_again_at_once():
    user = member()
    browser = signed_in(user)
    row = Member.objects.get(email="m@example.org")
    row.status = "canceled"
    row.save()
    RoleGrantFactory(email="m@example.org")
    user.refresh_from_db()
    assert browser.use_link(links.to(user)).status_code == 200
    assert browser.session_now["role"] == "admin"


def test_how_long_sessions_last():
    for user, hours in ((staff(email="a@example.org"), 12), (member(), 30 * 24)):
        browser = signed_in(user)
        assert browser.cookies["session"]["max-age"] == hours * 3600
        left = Session.objects.get(pk=browser.session.session_key).expire_date - timezone.now()
        assert timedelta(hours=hours, minutes=-1) < left <= timedelta(hours=hours)


def test_a_members_long_session_does_not_become_a_staff_session():
    browser = signed_in(member())
    session = browser.session
    session["signed_in_at"] -= 12 * 3600 + 1
    session.save()
    assert browser.session_now["signed_in"]
    RoleGrantFactory(email="m@example.org")
    assert_ended(browser, "session_expired")


def test_sessions_survive_a_new_key(settings):
    """55."""
    browser = signed_in(member())
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = get_random_string(50), [settings.SECRET_KEY]
    assert browser.session_now["email"] == "m@example.org"
    settings.SECRET_KEY_FALLBACKS = []
    assert browser.session_now["email"] == "m@example.org"


def test_sessions_end_with_a_key_that_has_no_fallback(settings):
    browser = signed_in(member())
    settings.SECRET_KEY = get_random_string(50)
    assert browser.session_now == NOBODY


@pytest.mark.django_db(transaction=True, databases=["default", "reporting"])
class TestWithoutReportingDatabase:
    """52."""

    def test_staff_sign_in_and_stay(self, reporting_away):
        browser = signed_in(staff(email="a@example.org"))
        assert browser.session_now["role"] == "admin"
        assert browser.session_now["is_member"] is False

    def test_members_are_asked_to_wait_and_keep_their_session(self, request):
        browser = signed_in(member())
        request.getfixturevalue("reporting_away")
        response = browser.get("/auth/session")
        assert response.status_code == 503
        assert response.json()["errors"][0]["code"] == "mirror_unavailable"
        assert Session.objects.count() == 1

    def test_a_members_link_still_works_afterwards(self, request):
        user = member()
        link = links.to(user)
        with pytest.MonkeyPatch.context() as patch:
            from django.db import connections

            connections["reporting"].close()
            patch.setitem(connections["reporting"].settings_dict, "HOST", "/nonexistent")
            assert Browser().use_link(link).status_code == 503
        assert Browser().use_link(link).status_code == 200
