"""The reporting database is lost: the staff's pages say so, and writing goes on. Checklist 52."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from members.tests import club
from members.tests.factories import staff

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "reporting"])


@pytest.fixture
def client(reporting_away) -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(staff("superuser", email="chair@example.org"))
    return client


def a_file() -> SimpleUploadedFile:
    return SimpleUploadedFile("members.csv", b"name,email\nAnna,anna@example.org\n")


@pytest.mark.parametrize("page", ["reporting_member_changelist", "reporting_syncrun_changelist"])
def test_the_admin_says_why_there_is_nothing_to_show(client, page):
    response = client.get(reverse(f"admin:{page}"))
    assert response.status_code == 503
    assert "membership records cannot be read" in response.content.decode()


@pytest.mark.parametrize("page", ["index", "members_rolegrant_changelist", "reporting_member_add"])
def test_the_rest_of_the_admin_works(client, page):
    assert client.get(reverse(f"admin:{page}")).status_code == 200


def test_the_api_says_so_too(reporting_away):
    admin = club.admin()
    for address in ("/postgres/members/me", "/postgres/members"):
        response = admin.get(address)
        assert (response.status_code, club.code_of(response)) == (503, "mirror_unavailable")


def test_an_import_is_refused_in_words(client):
    response = client.post("/stripe/bulk/members", {"file": a_file()})
    assert (response.status_code, club.code_of(response)) == (503, "mirror_unavailable")
    page = client.post(reverse("admin:members_importbatch_add"), {"file": a_file(), "mode": "fill_empty"})
    assert "cannot be read at the moment" in page.content.decode()
