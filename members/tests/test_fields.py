"""What a field definition may say, and what may stand in a field."""

import pytest

from cogento.errors import Conflict, FieldInvalid
from members.models import AuditEntry, FieldDefinition
from members.services import fields, metadata, undefined_keys
from members.tests import club, till

pytestmark = pytest.mark.django_db(databases=["default", "reporting"])

BY = "chair@example.org"


def defined(type="text", **more):
    return FieldDefinition(key="thing", label="The thing", type=type, **more)


@pytest.mark.parametrize(
    ("definition", "value", "stored"),
    [
        (defined(), "  two words ", "two words"),
        (defined(), "=1+1", "=1+1"),
        (defined(), None, ""),
        (defined("number"), "   ", ""),
        (defined(), "ü" * 500, "ü" * 500),
        (defined("choice", choices=["S", "XL"]), "xl", "XL"),
        (defined("date"), "2024-02-29", "2024-02-29"),
        (defined("number"), "007.50", "7.5"),
        (defined("number"), "-0", "0"),
        (defined("number"), "+44", "44"),
        (defined("number"), "-0.25", "-0.25"),
        (defined("yes_no"), "TRUE", "yes"),
        (defined("yes_no"), "n", "no"),
    ],
)
def test_value_is_stored_in_one_form(definition, value, stored):
    assert metadata.validate(definition, value) == stored


@pytest.mark.parametrize(
    ("definition", "value", "advice"),
    [
        (defined(), "x" * 501, "at most 500"),
        (defined(), "a\x00b", "Type it again"),
        (defined(), "a\ud800b", "Type it again"),
        (defined("choice", choices=["S", "M", "L"]), "XXL", "Choose S, M or L"),
        (defined("date"), "29/02/2024", "year-month-day"),
        (defined("date"), "2023-02-29", "year-month-day"),
        (defined("date"), "2024-2-9", "year-month-day"),
        (defined("number"), "1,5", "such as 42 or 7.5"),
        (defined("number"), "1e9", "such as 42 or 7.5"),
        (defined("number"), "٣", "such as 42 or 7.5"),
        (defined("yes_no"), "maybe", "yes or no"),
    ],
)
def test_wrong_value_is_refused_by_label_with_what_to_enter(definition, value, advice):
    with pytest.raises(FieldInvalid) as raised:
        metadata.validate(definition, value)
    assert "The thing" in raised.value.text
    assert advice in raised.value.text


@pytest.mark.django_db(databases=["default", "reporting"])
@pytest.mark.parametrize(
    ("wrong", "named"),
    [
        ({"key": "a[b]"}, "key"),
        ({"key": "k" * 41}, "key"),
        ({"key": ""}, "key"),
        ({"key": " shirt"}, "key"),
        ({"type": "choice"}, "choices"),
        ({"type": "choice", "choices": ["S", "s"]}, "choices"),
        ({"type": "choice", "choices": ["S" * 501]}, "choices"),
        ({"choices": ["S"]}, "choices"),
        ({"type": "colour"}, "type"),
        ({"target": "invoice"}, "target"),
        ({"readable_by": "admin", "writable_by": "member"}, "writable_by"),
    ],
)
def test_wrong_definition_is_refused(wrong, named):
    with pytest.raises(FieldInvalid) as raised:
        fields.define(**{"key": "shirt", "label": "Shirt", "by": BY, **wrong})
    assert named in raised.value.errors
    assert not FieldDefinition.objects.exists()
    assert not AuditEntry.objects.exists()


@pytest.mark.django_db(databases=["default", "reporting"])
def test_defining_twice_changes_nothing_and_changing_says_who():
    fields.define(key="shirt", label="Shirt", type="choice", choices=["S"], by=BY)
    fields.define(key="shirt", label="Shirt", type="choice", choices=["S"], by=BY)
    assert AuditEntry.objects.count() == 1
    fields.define(key="shirt", label="Shirt size", type="choice", choices=["S", "M"], by=BY)
    assert FieldDefinition.objects.get().label == "Shirt size"
    entry = AuditEntry.objects.first()
    assert (entry.actor, entry.action, entry.before["label"]) == (BY, "field.define", "Shirt")


@pytest.mark.django_db(databases=["default", "reporting"])
def test_member_number_needs_no_definition_but_may_have_one():
    assert fields.definitions("customer")["member_number"].writable_by == "admin"
    assert "member_number" not in fields.definitions("subscription")
    fields.define(key="member_number", label="Card number", readable_by="admin", by=BY)
    assert fields.definitions("customer")["member_number"].label == "Card number"


@pytest.mark.parametrize("key", ["member_name", "next_price", "moved_from"])
def test_what_cogento_keeps_itself_is_nobody_s_field(stripe, key):
    _, subscription = club.member()
    with pytest.raises(FieldInvalid, match="Cogento itself"):
        fields.define(key=key, label="Mine", target="subscription", writable_by="member", by=club.BY)
    fields.define(key=key, label="Theirs", target="customer", by=club.BY)
    stripe.client.v1.subscriptions.update(subscription, {"metadata": {key: "x", "old": "1"}})
    till.deliver(stripe)
    assert [each.key for each in undefined_keys.listed()] == ["old"]
    with pytest.raises(Conflict, match="Cogento itself"):
        undefined_keys.remove(target="subscription", key=key, by=club.BY)


@pytest.mark.parametrize(("key", "status"), [("member_name", 200), ("next_price", 400), ("moved_from", 400)])
def test_a_superuser_mends_a_name_and_nothing_else_of_ours(stripe, key, status):
    customer, subscription = club.member()
    body = {"metadata": {key: "Ben"}}
    answer = club.superuser().patch(f"/stripe/subscriptions/{subscription}/metadata", body)
    assert answer.status_code == status
    assert (key in stripe.client.v1.subscriptions.retrieve(subscription).metadata) == (status == 200)
    start = {"customer_id": customer, "price_id": club.plan("Other"), "trial_days": 3, **body}
    assert club.superuser().post("/stripe/subscriptions", start).status_code == (
        201 if status == 200 else 400
    )
