"""Granting and revoking. Checklist 11 and 23."""

import pytest

from cogento.errors import NotAllowed, StripeObjectNotFound
from members.models import AuditEntry, RoleGrant
from members.services import authority, roles
from members.tests import club, till
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


ADMIN, MEMBER = "sec@example.org", "anna@example.org"


@pytest.fixture
def records(boss) -> dict[str, str]:
    """Customer, Subscription and Invoice of a superuser who is a member, and of a member."""
    RoleGrantFactory(email=ADMIN)
    records = {}
    for whose, email in (("boss", boss), ("anna", "Anna@Example.org")):
        customer_id, subscription_id = club.member(whose, email)
        records |= {whose: customer_id, f"{whose}'s membership": subscription_id}
        records[f"{whose}'s invoice"] = till.billed(customer_id)
    return records


WAYS = [
    ("", lambda id, **by: authority.customer(customer_id=id, **by)),
    ("'s membership", lambda id, **by: authority.subscription(subscription_id=id, **by)),
    ("'s invoice", lambda id, **by: authority.invoice(invoice_id=id, **by)),
]


@pytest.mark.django_db(databases=["default", "reporting"])
@pytest.mark.parametrize(("what", "fetch"), WAYS)
def test_an_admin_does_not_touch_what_is_a_superusers(boss, records, what, fetch):
    """23."""
    assert fetch(records[f"anna{what}"], by=ADMIN).data["id"] == records[f"anna{what}"]
    with pytest.raises(NotAllowed, match="belongs to a superuser"):
        fetch(records[f"boss{what}"], by=ADMIN)
    for by in (boss, boss.upper(), "manage.py bulk_load"):
        assert fetch(records[f"boss{what}"], by=by).data["id"] == records[f"boss{what}"]


@pytest.mark.django_db(databases=["default", "reporting"])
@pytest.mark.parametrize(("what", "fetch"), WAYS[:2])
def test_a_member_finds_nothing_but_what_is_theirs(stripe, boss, records, what, fetch):
    """20, 23: whoever else they are."""
    assert fetch(records[f"anna{what}"], by=MEMBER, as_member=True).data["id"] == records[f"anna{what}"]
    for by in (MEMBER, ADMIN, "", "somebody@example.org"):
        with pytest.raises(StripeObjectNotFound):
            fetch(records[f"boss{what}"], by=by, as_member=True)
    stripe.client.v1.customers.update(records["anna"], {"email": ""})
    with pytest.raises(StripeObjectNotFound):
        fetch(records[f"anna{what}"], by="", as_member=True)


@pytest.mark.django_db(databases=["default", "reporting"])
def test_who_owns_a_payment_is_asked_of_stripe_where_only_an_id_is_known(stripe, boss, records):
    """23: and a Customer who is gone is nobody's."""
    with pytest.raises(NotAllowed):
        authority.demand_owner(records["boss"], by=ADMIN)
    for nobodys in (records["anna"], None, {"id": "cus_1", "deleted": True, "email": boss}):
        authority.demand_owner(nobodys, by=ADMIN)
    stripe.client.v1.customers.delete(records["boss"])
    authority.demand_owner(records["boss"], by=ADMIN)
    with pytest.raises(StripeObjectNotFound):
        authority.customer(customer_id=records["boss"], by=boss)


def test_an_admin_puts_no_record_on_a_superusers_address(boss):
    """23."""
    RoleGrantFactory(email=ADMIN)
    with pytest.raises(NotAllowed, match="Only a superuser may put a record on it"):
        authority.demand_address(f" {boss.upper()}", by=ADMIN)
    authority.demand_address(boss, by=boss)
    authority.demand_address("new@example.org", by=ADMIN)
    assert authority.addresses_closed_to(ADMIN) == {boss}
    assert authority.addresses_closed_to(boss) == set()
    roles.grant(email="second@example.org", role="superuser", by=boss)
    roles.revoke(email=boss, role="superuser", by="second@example.org")
    assert authority.addresses_closed_to(ADMIN) == {"second@example.org"}
