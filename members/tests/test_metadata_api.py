"""`/stripe/customers/{id}/metadata` and `/stripe/subscriptions/{id}/metadata` (checklist 20, 22, 37, 42)."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections

from members.models import AuditEntry
from members.services import fields, metadata
from members.tests import club
from reporting import queries

pytestmark = pytest.mark.django_db(databases=["default", "reporting"])


@pytest.fixture
def defined(db):
    shared = {"target": "customer", "by": "test"}
    fields.define(
        key="shirt", label="Shirt size", type="choice", choices=["S", "M"], writable_by="member", **shared
    )
    fields.define(key="diet", label="Diet", writable_by="member", **shared)
    fields.define(key="locker", label="Locker", readable_by="member", **shared)
    fields.define(key="note", label="Committee's note", readable_by="admin", **shared)
    fields.define(key="court", label="Court", target="subscription", writable_by="member", by="test")


def patch(client, id, values, what="customers"):
    return client.patch(f"/stripe/{what}/{id}/metadata", {"metadata": values})


def held(stripe, customer_id):
    return stripe.client.v1.customers.retrieve(customer_id).metadata.to_dict()


def test_member_writes_their_own_field(stripe, defined):
    customer_id, _ = club.member()
    stripe.client.v1.customers.update(customer_id, {"metadata": {"note": "secret", "locker": "4"}})
    response = patch(club.member_client(), customer_id, {"shirt": "m", "diet": " vegan "})
    assert response.status_code == 200, response.content
    assert response.json() == {"metadata": {"shirt": "M", "diet": "vegan", "locker": "4"}}
    assert held(stripe, customer_id) == {"note": "secret", "locker": "4", "shirt": "M", "diet": "vegan"}
    assert queries.members().get().metadata["shirt"] == "M"
    entry = AuditEntry.objects.get(action="customer.metadata")
    assert (entry.actor, entry.before, entry.after) == (
        "anna@example.org",
        {"shirt": "", "diet": ""},
        {"shirt": "M", "diet": "vegan"},
    )


def test_member_writes_a_field_of_their_own_membership(stripe, defined):
    _, subscription_id = club.member()
    response = patch(club.member_client(), subscription_id, {"court": "3"}, "subscriptions")
    assert response.json() == {"metadata": {"court": "3"}}
    assert stripe.client.v1.subscriptions.retrieve(subscription_id).metadata.to_dict() == {"court": "3"}
    assert queries.subscriptions().get().stripe_data["metadata"] == {"court": "3"}


@pytest.mark.parametrize("empty", [None, "", "  "])
def test_nothing_removes_a_key(stripe, defined, empty):
    customer_id, _ = club.member()
    client = club.member_client()
    patch(client, customer_id, {"diet": "vegan", "shirt": "S"})
    assert patch(client, customer_id, {"diet": empty}).json() == {"metadata": {"shirt": "S"}}
    assert held(stripe, customer_id) == {"shirt": "S"}


def test_writing_what_is_there_already_calls_nothing(stripe, defined):
    customer_id, _ = club.member()
    client = club.member_client()
    patch(client, customer_id, {"diet": "vegan"})
    stripe.control("DELETE", "requests")
    club.later()
    assert patch(client, customer_id, {"diet": "vegan"}).status_code == 200
    assert {each["method"] for each in stripe.requests()} == {"GET"}
    assert AuditEntry.objects.filter(action="customer.metadata").count() == 1


@pytest.mark.parametrize(
    ("values", "status"),
    [
        ({"locker": "1"}, 403),
        ({"note": "x"}, 403),
        ({"undefined": "x"}, 403),
        ({"member_number": "1"}, 403),
        ({"court": "1"}, 403),
        ({"diet": "vegan", "locker": "1"}, 403),
        ({"shirt": "XXL"}, 400),
        ({"diet": "x" * 501}, 400),
        ({"diet": {"a": "b"}}, 400),
        ({"diet": True}, 400),
    ],
)
def test_member_writes_nothing_that_is_not_theirs_or_not_valid(stripe, defined, values, status):
    customer_id, _ = club.member()
    stripe.control("DELETE", "requests")
    response = patch(club.member_client(), customer_id, values)
    assert response.status_code == status, response.content
    assert {each["method"] for each in stripe.requests()} <= {"GET"}
    assert held(stripe, customer_id) == {}
    assert not AuditEntry.objects.filter(action="customer.metadata").exists()


def test_role_or_price_beside_the_metadata_is_refused(stripe, defined):
    customer_id, _ = club.member()
    response = club.member_client().patch(
        f"/stripe/customers/{customer_id}/metadata", {"metadata": {"diet": "x"}, "role": "admin"}
    )
    assert (response.status_code, response.json()["errors"][0]["attr"]) == (400, "role")
    assert held(stripe, customer_id) == {}


def test_somebody_elses_and_missing_look_alike(stripe, defined):
    club.member()
    other, other_subscription = club.member("Bert", "bert@example.org")
    deleted = club.person("Gone", "anna@example.org")
    stripe.client.v1.customers.delete(deleted)
    nobody = club.person("No address", "")
    client = club.member_client()
    answers = [patch(client, id, {"diet": "x"}) for id in (other, deleted, nobody, "cus_missing", "sub_1")]
    answers += [
        patch(client, id, {"court": "x"}, "subscriptions") for id in (other_subscription, "sub_missing")
    ]
    assert {each.status_code for each in answers} == {404}
    assert len({each.content for each in answers}) == 1
    assert held(stripe, other) == {}


def test_address_that_was_changed_in_stripe_no_longer_owns(stripe, defined):
    customer_id, _ = club.member()
    client = club.member_client()
    stripe.client.v1.customers.update(customer_id, {"email": "bert@example.org"})
    assert patch(client, customer_id, {"diet": "x"}).status_code == 404
    assert held(stripe, customer_id) == {}


def test_several_people_on_one_address_are_all_theirs(stripe, defined):
    first, _ = club.member()
    second = club.person("Ben Archer", "Anna@Example.org")
    client = club.member_client()
    for id in (first, second):
        assert patch(client, id, {"diet": "vegan"}).status_code == 200
    assert held(stripe, second) == {"diet": "vegan"}


def test_signed_out_is_refused(stripe, defined):
    customer_id, subscription_id = club.member()
    assert patch(club.APIClient(), customer_id, {"diet": "x"}).status_code == 401
    assert patch(club.APIClient(), subscription_id, {"court": "x"}, "subscriptions").status_code == 401
    assert held(stripe, customer_id) == {}


def test_admin_writes_defined_fields_and_sees_all_keys(stripe, defined):
    customer_id = club.person()
    stripe.client.v1.customers.update(customer_id, {"metadata": {"legacy": "1"}})
    response = patch(club.admin(), customer_id, {"note": "kind", "locker": "7", "member_number": "0042"})
    assert response.json()["metadata"] == {
        "legacy": "1",
        "note": "kind",
        "locker": "7",
        "member_number": "0042",
    }
    assert patch(club.signed_in(club.staff()), customer_id, {"legacy": "2"}).status_code == 403
    assert held(stripe, customer_id)["legacy"] == "1"


def test_superuser_writes_keys_that_nobody_defined(stripe, defined):
    customer_id = club.person()
    assert patch(club.superuser(), customer_id, {"legacy": "2"}).status_code == 200
    assert held(stripe, customer_id) == {"legacy": "2"}


@pytest.mark.parametrize("key", ["k" * 41, "a[b]", "", "a\x00b"])
def test_keys_that_stripe_cannot_keep_are_refused_before_any_call(stripe, defined, key):
    client = club.superuser()
    response = patch(client, "cus_1", {key: "x"})
    assert response.status_code == 400, response.content
    assert stripe.requests() == []


def test_fifty_first_key_is_refused_and_named_but_a_swap_is_not(stripe, defined):
    customer_id = club.person()
    stripe.client.v1.customers.update(customer_id, {"metadata": {f"key{n}": "x" for n in range(50)}})
    response = patch(club.admin(), customer_id, {"locker": "1"})
    assert response.status_code == 400
    assert "locker" in response.json()["errors"][0]["detail"]
    assert len(held(stripe, customer_id)) == 50
    swap = patch(club.superuser(), customer_id, {"key0": None, "locker": "1"})
    assert swap.status_code == 200, swap.content
    assert held(stripe, customer_id)["locker"] == "1"


@pytest.mark.django_db(databases=["default", "reporting"], transaction=True)
def test_people_who_change_different_keys_at_once_lose_none(stripe):
    customer_id = club.person()
    stripe.control(
        "POST", "faults", method="GET", path="/v1/customers/*", kind="latency", seconds=0.2, count=8
    )

    def change(number):
        try:
            metadata.write(target="customer", object_id=customer_id, values={f"key{number}": "x"}, by=club.BY)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(change, range(8)))
    everything = {f"key{number}": "x" for number in range(8)}
    assert held(stripe, customer_id) == everything
    assert queries.members().get().metadata == everything
    assert AuditEntry.objects.filter(action="customer.metadata").count() == 8
