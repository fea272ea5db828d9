"""Who gets into the admin, and what is not in it (checklist 20, 23, 24)."""

from __future__ import annotations

import pytest
from django.contrib import admin
from django.test import Client
from django.urls import reverse

from members.admin import words
from members.models import RoleGrant, User
from members.tests import club
from members.tests.factories import UserFactory, staff

pytestmark = pytest.mark.django_db(databases=["default", "reporting"])

PAGES = [
    "index",
    "reporting_member_changelist",
    "reporting_member_add",
    "members_importbatch_changelist",
    "members_importbatch_add",
    "members_importbatch_template",
    "members_fielddefinition_changelist",
    "members_fielddefinition_add",
    "members_auditentry_changelist",
    "reporting_syncrun_changelist",
    "reporting_inboxevent_changelist",
]
SUPERUSERS_PAGES = ["members_rolegrant_changelist", "members_rolegrant_add", "members_user_changelist"]


def client_of(user: User | None) -> Client:
    client = Client()
    if user:
        client.force_login(user)
    return client


@pytest.mark.parametrize("page", PAGES + SUPERUSERS_PAGES)
def test_members_and_strangers_are_led_to_the_sign_in(stripe, page):
    club.member("Anna", "anna@example.org")
    for user in (None, UserFactory(email="anna@example.org")):
        response = client_of(user).get(reverse(f"admin:{page}"))
        assert response.status_code == 302
        assert "login" in response.url


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("role", ["admin", "superuser"])
def test_staff_see_the_pages(stripe, page, role):
    assert client_of(staff(role)).get(reverse(f"admin:{page}")).status_code == 200


@pytest.mark.parametrize("page", SUPERUSERS_PAGES)
def test_roles_and_people_are_for_superusers(page):
    assert client_of(staff("admin")).get(reverse(f"admin:{page}")).status_code == 403
    assert client_of(staff("superuser")).get(reverse(f"admin:{page}")).status_code == 200


def test_only_superusers_find_roles_in_the_menu(stripe):
    home = reverse("admin:index")
    assert "Roles" not in client_of(staff("admin")).get(home).content.decode()
    assert "Roles" in client_of(staff("superuser")).get(home).content.decode()


def test_an_admin_cannot_grant_or_revoke_a_role():
    boss = staff("superuser", email="chair@example.org")
    grant = RoleGrant.objects.get(email=boss.email)
    client = client_of(staff("admin", email="secretary@example.org"))
    wanted = {"email": "secretary@example.org", "role": "superuser"}
    assert client.post(reverse("admin:members_rolegrant_add"), wanted).status_code == 403
    assert client.post(reverse("admin:members_rolegrant_revoke", args=[grant.pk])).status_code == 403
    assert client.post(reverse("admin:members_rolegrant_change", args=[grant.pk]), wanted).status_code == 403
    assert client.post(reverse("admin:members_rolegrant_delete", args=[grant.pk])).status_code == 403
    active = RoleGrant.objects.active().values_list("email", "role")
    assert sorted(active) == [("chair@example.org", "superuser"), ("secretary@example.org", "admin")]


def test_a_superuser_grants_and_revokes():
    client = client_of(staff("superuser", email="chair@example.org"))
    client.post(reverse("admin:members_rolegrant_add"), {"email": "New@Example.org", "role": "admin"})
    grant = RoleGrant.objects.active().get(email="new@example.org")
    assert (grant.role, grant.granted_by) == ("admin", "chair@example.org")
    client.post(reverse("admin:members_rolegrant_revoke", args=[grant.pk]))
    grant.refresh_from_db()
    assert grant.revoked_by == "chair@example.org"
    shown = client.get(reverse("admin:members_rolegrant_changelist")).content.decode()
    assert shown.count(f"{words.day(grant.granted_at)} by chair@example.org") == 2  # granted and revoked


def test_the_last_superuser_cannot_be_revoked():
    client = client_of(staff("superuser", email="chair@example.org"))
    grant = RoleGrant.objects.get()
    response = client.post(reverse("admin:members_rolegrant_revoke", args=[grant.pk]), follow=True)
    assert "last superuser" in response.content.decode()
    assert RoleGrant.objects.active().count() == 1


def test_role_rows_are_never_deleted():
    client = client_of(staff("superuser"))
    grant = RoleGrant.objects.get()
    assert (
        client.post(reverse("admin:members_rolegrant_delete", args=[grant.pk]), {"post": "yes"}).status_code
        == 403
    )
    assert RoleGrant.objects.count() == 1


def test_the_pages_of_libraries_are_not_there():
    labels = {model._meta.app_label for model in admin.site._registry}
    assert labels == {"members", "reporting"}


@pytest.mark.parametrize("model", ["members_auditentry", "reporting_syncrun", "reporting_inboxevent"])
@pytest.mark.parametrize("role", ["admin", "superuser"])
def test_records_cannot_be_added(model, role):
    assert client_of(staff(role)).post(reverse(f"admin:{model}_add"), {}).status_code == 403


def test_keys_are_shown_nowhere(stripe, settings):
    customer, _ = club.member()
    client = client_of(staff("superuser"))
    pages = [reverse(f"admin:{page}") for page in PAGES + SUPERUSERS_PAGES]
    pages.append(reverse("admin:reporting_member_change", args=[customer]))
    for page in pages:
        text = client.get(page).content.decode()
        assert settings.STRIPE_SECRET_KEY not in text
        assert all(secret not in text for secret in settings.STRIPE_WEBHOOK_SECRETS)
