from __future__ import annotations

import pytest
from django.urls import reverse

from members.models import AuditEntry, FieldDefinition

pytestmark = pytest.mark.django_db(databases=["default", "reporting"])

FIELD = {
    "key": "shirt",
    "label": "Shirt size",
    "type": "choice",
    "choices": "S\nM\n\nM",
    "help_text": "",
    "target": "customer",
    "readable_by": "member",
    "writable_by": "member",
    "position": "1",
}


def test_a_field_is_defined_and_changed_with_an_audit_row(client):
    client.post(reverse("admin:members_fielddefinition_add"), FIELD)
    field = FieldDefinition.objects.get()
    assert field.choices == ["S", "M"]
    client.post(
        reverse("admin:members_fielddefinition_change", args=[field.pk]),
        FIELD | {"label": "Shirt", "key": "other"},
    )
    field.refresh_from_db()
    assert (field.label, field.key) == ("Shirt", "shirt")
    assert AuditEntry.objects.filter(action="field.define", actor="secretary@example.org").count() == 2


@pytest.mark.parametrize("wrong", [{"choices": ""}, {"key": ""}, {"key": "x" * 41}, {"type": "colour"}])
def test_a_wrong_definition_is_refused(client, wrong):
    response = client.post(reverse("admin:members_fielddefinition_add"), FIELD | wrong)
    assert response.status_code == 200
    assert {len(texts) for texts in response.context["errors"]} == {1}  # each is said once
    assert not FieldDefinition.objects.exists()


def test_the_same_key_twice_is_refused(client):
    for _ in range(2):
        response = client.post(reverse("admin:members_fielddefinition_add"), FIELD)
    assert response.status_code == 200
    assert FieldDefinition.objects.count() == 1


def test_deleting_a_field_is_recorded(client):
    client.post(reverse("admin:members_fielddefinition_add"), FIELD)
    field = FieldDefinition.objects.get()
    url = reverse("admin:members_fielddefinition_delete", args=[field.pk])
    assert "stays in Stripe" in client.get(url).content.decode()
    client.post(url, {"post": "yes"})
    assert not FieldDefinition.objects.exists()
    assert AuditEntry.objects.filter(action="field.delete", object_id="customer.shirt").exists()
