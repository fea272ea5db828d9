"""Granting and revoking. Checklist 11 and 23."""

import pytest

from cogento.errors import NotAllowed
from members.models import AuditEntry, RoleGrant
from members.services import roles
from members.tests.factories import RoleGrantFactory, UserFactory, staff
from members.tests.signing_in import at_once

pytestmark = pytest.mark.django_db


@pytest.fixture
def boss() -> str:
    return staff("superuser", email="boss@example.org").email


def active() -> set[tuple[str, str]]:
    return set(RoleGrant.objects.active().values_list("email", "role"))


def test_a_superuser_grants(boss):
    grant = roles.grant(email=" Sec@Example.org ", role="admin", by=boss)
    assert (grant.email, grant.role, grant.granted_by) == ("sec@example.org", "admin", boss)
    assert UserFactory(email="sec@example.org").role == "admin"
    entry = AuditEntry.objects.get()
    assert (entry.actor, entry.action, entry.object_id) == (boss, "role.grant", str(grant.pk))
    assert entry.after == {"email": "sec@example.org", "role": "admin"}


def test_granting_twice_changes_nothing(boss):
    first = roles.grant(email="sec@example.org", role="admin", by=boss)
    assert roles.grant(email="sec@example.org", role="admin", by=boss) == first
    assert AuditEntry.objects.count() == 1


def test_a_superuser_revokes_and_the_row_stays(boss):
    roles.grant(email="sec@example.org", role="admin", by=boss)
    grant = roles.revoke(email="SEC@example.org", role="admin", by=boss)
    assert grant.revoked_at
    assert grant.revoked_by == boss
    assert active() == {(boss, "superuser")}
    assert AuditEntry.objects.first().action == "role.revoke"
    again = roles.grant(email="sec@example.org", role="admin", by=boss)
    assert again.pk != grant.pk


@pytest.mark.parametrize("role", ["admin", "superuser"])
def test_an_admin_neither_grants_nor_revokes(boss, role):
    """23: whatever the role, whoever the person."""
    admin = staff(email="admin@example.org").email
    RoleGrantFactory(email="boss2@example.org", role="superuser")
    before = active()
    for email in ("sec@example.org", admin, boss):
        with pytest.raises(NotAllowed):
            roles.grant(email=email, role=role, by=admin)
        with pytest.raises(NotAllowed):
            roles.revoke(email=email, role=role, by=admin)
    assert active() == before
    assert not AuditEntry.objects.exists()


def test_a_revoked_superuser_grants_no_more(boss):
    roles.grant(email="other@example.org", role="superuser", by=boss)
    roles.revoke(email=boss, role="superuser", by="other@example.org")
    with pytest.raises(NotAllowed):
        roles.grant(email=boss, role="superuser", by=boss)


def test_the_last_superuser_stays(boss):
    """23."""
    for by in (boss, "manage.py revoke_role"):
        with pytest.raises(roles.LastSuperuser):
            roles.revoke(email=boss, role="superuser", by=by)
    assert active() == {(boss, "superuser")}


@pytest.mark.django_db(transaction=True)
def test_superusers_who_revoke_each_other_at_once_leave_one():
    """23: under concurrency."""
    everyone = [staff("superuser", email=f"s{number}@example.org").email for number in range(6)]

    def revoke_next(number: int) -> str:
        try:
            roles.revoke(email=everyone[(number + 1) % 6], role="superuser", by=everyone[number])
        except (NotAllowed, roles.LastSuperuser):
            return "refused"
        return "revoked"

    answers = at_once(6, revoke_next)
    assert len(active()) >= 1
    assert answers.count("revoked") == 6 - len(active())


@pytest.mark.django_db(transaction=True)
def test_one_grant_at_once_makes_one_row(boss):
    at_once(8, lambda number: roles.grant(email="sec@example.org", role="admin", by=boss))
    assert RoleGrant.objects.filter(email="sec@example.org").count() == 1
    assert AuditEntry.objects.count() == 1


def test_what_cannot_be_granted_is_named(boss):
    with pytest.raises(roles.EmailInvalid):
        roles.grant(email="nobody", role="admin", by=boss)
    with pytest.raises(roles.RoleUnknown):
        roles.grant(email="sec@example.org", role="member", by=boss)
    with pytest.raises(roles.NotGranted):
        roles.revoke(email="sec@example.org", role="admin", by=boss)


def test_a_role_that_cannot_be_written_down_is_not_granted(boss, monkeypatch):
    """The grant and its audit row are one transaction."""
    monkeypatch.setattr(roles, "_shown", lambda grant: {"email": object()})
    with pytest.raises(TypeError):
        roles.grant(email="sec@example.org", role="admin", by=boss)
    assert active() == {(boss, "superuser")}


def test_admins_see_everything_but_roles():
    admin, boss = staff(), staff("superuser")
    nobody = UserFactory()
    assert admin.has_perm("members.view_importbatch")
    assert not admin.has_perm("members.view_rolegrant")
    assert not admin.has_perm("members.add_rolegrant")
    assert boss.has_perm("members.add_rolegrant")
    assert not nobody.has_perm("members.view_importbatch")
    assert (admin.is_staff, admin.is_superuser) == (True, False)
    assert (nobody.is_staff, nobody.is_superuser, nobody.role) == (False, False, None)
