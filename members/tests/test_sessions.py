"""Where somebody is signed in: rolling, listed, ended one by one or all at once."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from members.models import Session
from members.sign_in import links
from members.sign_in.sessions import BEGAN, USED
from members.tests.factories import UserFactory, staff
from members.tests.signing_in import Browser, make_member

pytestmark = pytest.mark.django_db(databases=["default", "reporting"])
PHONE = (
    "Mozilla/5.0 (Linux; Android 15; Pixel 9) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/141.0.0.0 Mobile Safari/537.36"
)
LAPTOP = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


@pytest.fixture
def anna():
    make_member("anna@example.org")
    return UserFactory(email="anna@example.org")


def signed_in(user, device: str = LAPTOP) -> Browser:
    browser = Browser(HTTP_USER_AGENT=device)
    user.refresh_from_db()
    assert browser.use_link(links.to(user)).status_code == 200
    return browser


def rows(browser: Browser) -> list[dict]:
    response = browser.get("/auth/sessions")
    assert response.status_code == 200, response.content
    return response.json()


def turn_back(browser: Browser, *keys: str, by: timedelta) -> None:
    """As if this long had passed since."""
    session = browser.session
    for key in keys:
        session[key] -= int(by.total_seconds())
    session.save()


def test_every_place_is_listed_with_its_device(anna):
    laptop, phone = signed_in(anna), signed_in(anna, PHONE)
    here, there = rows(phone)
    assert (here["device"], here["current"]) == ("Chrome on Android", True)
    assert (there["device"], there["current"]) == ("Firefox on Linux", False)
    assert [row["current"] for row in rows(laptop)].count(True) == 1
    keys = set(Session.objects.values_list("session_key", flat=True))
    assert not keys & {here["id"], there["id"]}, "a session's key must not be told"


def test_somebody_elses_are_neither_seen_nor_ended(anna):
    make_member("ben@example.org")
    ben = signed_in(UserFactory(email="ben@example.org"))
    browser = signed_in(anna)
    assert len(rows(browser)) == 1
    missing = browser.send("/auth/sessions/ffffffffffffffffffffffff", {}, method="delete")
    others = browser.send(f"/auth/sessions/{rows(ben)[0]['id']}", {}, method="delete")
    assert missing.status_code == others.status_code == 404
    assert missing.content == others.content
    assert ben.session_now["signed_in"]


def test_one_is_ended_from_afar(anna):
    laptop, phone = signed_in(anna), signed_in(anna, PHONE)
    lost = next(row["id"] for row in rows(laptop) if not row["current"])
    assert laptop.send(f"/auth/sessions/{lost}", {}, method="delete").status_code == 204
    assert not phone.session_now["signed_in"]
    assert laptop.session_now["signed_in"]


def test_all_are_ended_at_once(anna):
    laptop, phone = signed_in(anna), signed_in(anna, PHONE)
    assert laptop.send("/auth/sessions", {}, method="delete").status_code == 204
    assert not laptop.session_now["signed_in"]
    assert not phone.session_now["signed_in"]
    assert not Session.objects.filter(user=anna).exists()


def test_a_members_session_lasts_thirty_days_since_it_was_used(anna, settings):
    browser = signed_in(anna)
    turn_back(browser, BEGAN, USED, by=timedelta(days=29))
    Session.objects.update(expire_date=timezone.now() + timedelta(days=1))
    browser.get("/auth/session")
    (row,) = Session.objects.all()
    assert row.expire_date > timezone.now() + timedelta(days=29, hours=23)
    assert row.last_used_at > timezone.now() - timedelta(minutes=1)
    assert browser.cookies["session"]["max-age"] == settings.SESSION_COOKIE_AGE


def test_a_session_in_use_is_not_written_at_every_request(anna):
    browser = signed_in(anna)
    (before,) = Session.objects.values_list("last_used_at", flat=True)
    browser.get("/auth/session")
    assert [before] == list(Session.objects.values_list("last_used_at", flat=True))


def test_staff_must_sign_in_again_after_twelve_hours_however_busy():
    browser = signed_in(staff("admin"))
    turn_back(browser, BEGAN, USED, by=timedelta(hours=11))
    browser.get("/auth/session")
    (row,) = Session.objects.all()
    assert row.expire_date < timezone.now() + timedelta(hours=1, minutes=1)
    turn_back(browser, BEGAN, by=timedelta(hours=1, minutes=1))
    assert browser.get("/auth/session").status_code == 401


@pytest.mark.parametrize("said", ["", "curl/8.5.0", "x" * 5000])
def test_any_browser_may_sign_in(anna, said):
    assert len(rows(signed_in(anna, said))) == 1
