"""Keys in Stripe that nobody has defined: listed, defined, removed. Checklist 37, 45, 53."""

from __future__ import annotations

import pytest
from django.urls import reverse
from procrastinate.contrib.django.models import ProcrastinateJob

from cogento.errors import Conflict, FieldInvalid, NotAllowed, StripeUnavailable
from members.models import AuditEntry, FieldDefinition
from members.services import fields, undefined_keys
from members.tests import club
from reporting import metadata_keys

pytestmark = pytest.mark.django_db(databases=["default", "reporting"])
URL, REMOVALS = "/postgres/reports/undefined-keys", "/stripe/bulk/key-removals"
CHAIR = "chair@example.org"


def people(stripe, number: int, **metadata: str) -> list[str]:
    return [
        club.person(f"Person {n}", f"p{n}@example.org", metadata={"n": str(n), **metadata})
        for n in range(number)
    ]


def kept(stripe, customer_id: str) -> dict[str, str]:
    return dict(stripe.client.v1.customers.retrieve(customer_id).metadata)


def test_they_are_listed_by_how_often_they_occur_and_where(stripe, django_assert_num_queries):
    people(stripe, 3, old_id="7")
    _, subscription = club.member()
    club.superuser().patch(f"/stripe/subscriptions/{subscription}/metadata", {"metadata": {"court": "2"}})
    fields.define(key="n", label="Number", by=CHAIR if club.superuser() else "")
    answer = club.admin().get(URL).json()
    assert answer == [
        {"target": "customer", "key": "old_id", "count": 3},
        {"target": "subscription", "key": "court", "count": 1},
    ]
    with django_assert_num_queries(1, using="reporting"):
        metadata_keys.key_counts()


def test_a_superuser_removes_one_key_and_no_other(stripe):
    ids = people(stripe, 3, old_id="7")
    client = club.superuser()
    answer = client.post(REMOVALS, {"target": "customer", "key": "old_id"})
    assert (answer.status_code, answer.json()["count"]) == (202, 3)
    job = ProcrastinateJob.objects.filter(task_name="members.remove_key").latest("pk")
    assert undefined_keys.carry_out(**job.args) == 3
    assert [kept(stripe, id) for id in ids] == [{"n": str(n)} for n in range(3)]
    assert [each.key for each in undefined_keys.listed()] == ["n"]
    trail = AuditEntry.objects.filter(actor=CHAIR)
    assert trail.get(action="metadata_key.remove").after == {"objects": 3}
    assert [entry.before for entry in trail.filter(action="customer.metadata")] == [{"old_id": "7"}] * 3


def test_interrupted_it_goes_on_where_it_was(stripe):
    ids = people(stripe, 3, old_id="7")
    club.superuser()
    order = {"method": "POST", "path": f"/v1/customers/{sorted(ids)[1]}", "kind": "status", "status": 500}
    stripe.control("POST", "faults", **order, count=-1)
    with pytest.raises(StripeUnavailable):
        undefined_keys.carry_out(target="customer", key="old_id", by=CHAIR)
    assert [each.count for each in undefined_keys.listed() if each.key == "old_id"] == [2]
    stripe.control("DELETE", "faults")
    assert undefined_keys.carry_out(target="customer", key="old_id", by=CHAIR) == 2
    assert all("old_id" not in kept(stripe, id) for id in ids)
    assert AuditEntry.objects.filter(action="customer.metadata").count() == 3


def test_what_is_deleted_or_taken_out_meanwhile_is_passed_over(stripe):
    gone, clean, left = people(stripe, 3, old_id="7")
    club.superuser()
    stripe.client.v1.customers.delete(gone)
    stripe.client.v1.customers.update(clean, {"metadata": {"old_id": ""}})
    undefined_keys.carry_out(target="customer", key="old_id", by=CHAIR)
    assert kept(stripe, left) == {"n": "2"}
    assert "old_id" not in [each.key for each in undefined_keys.listed()]


def test_a_field_that_is_defined_meanwhile_is_spared(stripe):
    (person,) = people(stripe, 1, old_id="7")
    club.superuser()
    undefined_keys.remove(target="customer", key="old_id", by=CHAIR)
    fields.define(key="old_id", label="Old number", by=CHAIR)
    assert undefined_keys.carry_out(target="customer", key="old_id", by=CHAIR) == 0
    assert kept(stripe, person)["old_id"] == "7"
    with pytest.raises(Conflict, match="is a field"):
        undefined_keys.remove(target="customer", key="old_id", by=CHAIR)


def test_an_admin_neither_removes_nor_opens_a_key_to_themselves(stripe):
    people(stripe, 1, old_id="7")
    admin = club.admin()
    assert admin.post(REMOVALS, {"target": "customer", "key": "old_id"}).status_code == 403
    with pytest.raises(NotAllowed):
        undefined_keys.remove(target="customer", key="old_id", by="secretary@example.org")
    with pytest.raises(NotAllowed, match="Only a superuser can define"):
        fields.define(key="old_id", label="Old number", by="secretary@example.org")
    assert not FieldDefinition.objects.exists()
    fields.define(key="new", label="New", by="secretary@example.org")  # nothing stands there
    fields.define(key="old_id", label="Same key elsewhere", target="subscription", by="secretary@example.org")


def test_the_pages_lead_to_a_definition_or_a_removal(stripe):
    people(stripe, 2, old_id="7")
    chair = club.superuser()
    page = chair.get(reverse("admin:members_undefined_keys")).content.decode()
    assert "old_id" in page
    assert "?target=customer&amp;key=old_id&amp;label=Old+id" in page
    form = chair.get(
        reverse("admin:members_fielddefinition_add"),
        {"target": "customer", "key": "old_id", "label": "Old id"},
    )
    assert 'value="old_id"' in form.content.decode()
    address = reverse("admin:members_undefined_keys_remove") + "?target=customer&key=old_id"
    assert "deleted from 2 members" in chair.get(address).content.decode()
    done = chair.post(address, follow=True).content.decode()
    assert "“old_id” is being removed from 2 members." in done
    assert AuditEntry.objects.filter(action="metadata_key.remove").exists()
    secretary = club.admin()
    assert "?target=customer" not in secretary.get(reverse("admin:members_undefined_keys")).content.decode()
    assert secretary.post(address).status_code == 403


def test_the_form_says_why_an_admin_cannot_define_it(stripe):
    people(stripe, 1, old_id="7")
    form = {
        "key": "old_id", "label": "Old", "type": "text", "target": "customer", "choices": "",
        "help_text": "", "readable_by": "member", "writable_by": "admin", "position": "0",
    }  # fmt: skip
    answer = club.admin().post(reverse("admin:members_fielddefinition_add"), form, format="multipart")
    assert "Only a superuser can define a field" in answer.content.decode()
    assert (
        club.superuser()
        .post(reverse("admin:members_fielddefinition_add"), form, format="multipart")
        .status_code
        == 302
    )


def test_more_keys_than_stripe_keeps_are_refused_when_they_are_defined(stripe):
    """42: the fields, and whatever else the fullest object carries."""
    club.superuser()
    club.person(metadata={f"old{n}": "x" for n in range(10)})
    for n in range(39):  # with member_number, which is always there, 40
        FieldDefinition.objects.create(key=f"f{n}", label="F")
    with pytest.raises(FieldInvalid, match="40 fields and 10 keys"):
        fields.define(key="one_more", label="One more", by=CHAIR)
    fields.define(key="old1", label="There already", by=CHAIR)
    fields.define(key="court", label="Court", target="subscription", by=CHAIR)
