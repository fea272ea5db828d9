"""Pages without app and admin: in words, in the app's colours."""

from __future__ import annotations

import re
from datetime import datetime

import pytest
from django.contrib.staticfiles import finders
from django.test import Client
from django.utils.formats import date_format

from members.tests.factories import staff

pytestmark = pytest.mark.django_db(databases=["default", "reporting"])


@pytest.fixture
def admin() -> Client:
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(staff())
    return browser


def test_what_the_role_does_not_allow(admin):
    page = admin.get("/admin/members/rolegrant/")
    assert page.status_code == 403
    assert "Your role does not allow this" in page.content.decode()


def test_a_form_from_before_signing_in_again(admin):
    page = admin.post("/admin/reporting/member/add/", {"name": "Ann"})
    assert page.status_code == 403
    assert "This page has grown old" in page.content.decode()


def test_they_keep_to_the_content_security_policy(admin):
    """Styles in attributes are kept out everywhere but in the admin."""
    page = admin.get("/admin/nothing/").content.decode()
    assert "There is nothing here" in page
    assert "style=" not in page
    [stylesheet] = re.findall(r'href="/static/([^"]+\.css)"', page)
    assert finders.find(stylesheet)


def test_lists_are_called_what_is_in_them(admin):
    assert re.search(r"<title>\s*Imports \|", admin.get("/admin/members/importbatch/").content.decode())


def test_times_have_24_hours():
    assert date_format(datetime(2026, 11, 20, 16, 56), "DATETIME_FORMAT") == "20 Nov 2026 16:56"
