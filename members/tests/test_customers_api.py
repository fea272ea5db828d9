"""`/stripe/customers` (checklist 20, 23, 42)."""

import pytest

from members.models import AuditEntry
from members.services import fields
from members.tests import club
from reporting import queries

pytestmark = pytest.mark.django_db(databases=["default", "reporting"])

ANNA = {"name": "Anna Archer", "email": "anna@example.org"}


def test_admin_adds_a_person_who_is_in_stripe_and_in_the_mirror(stripe):
    fields.define(key="locker", label="Locker", by="test")
    body = {**ANNA, "phone": "+44 20 7946 0001", "address": {"line1": "1 Quay", "country": "gb"}}
    response = club.admin().post("/stripe/customers", {**body, "metadata": {"locker": "12"}})
    assert response.status_code == 201, response.content
    made = response.json()
    held = stripe.client.v1.customers.retrieve(made["id"])
    assert (held.name, held.email, held.phone) == ("Anna Archer", "anna@example.org", "+44 20 7946 0001")
    assert (held.address.line1, held.address.country) == ("1 Quay", "GB")
    assert held.metadata.to_dict() == {"locker": "12"} == made["metadata"]
    assert queries.members().get().name == "Anna Archer"
    entry = AuditEntry.objects.get(action="customer.create")
    assert (entry.actor, entry.object_id) == ("secretary@example.org", made["id"])
    assert entry.stripe_request_id.startswith("req_")


@pytest.mark.parametrize(
    ("wrong", "attr"),
    [
        ({"email": "a@x.org,b@y.org"}, "email"),
        ({"email": "a@x.org\nBcc: b@y.org"}, "email"),
        ({"name": ""}, "name"),
        ({"name": "x" * 257}, "name"),
        ({"name": "a\x00b"}, "name"),
        ({"phone": "0" * 21}, "phone"),
        ({"address": {"country": "Great Britain"}}, "address.country"),
        ({"address": {"country": "1!"}}, "address.country"),
        ({"address": {"planet": "Mars"}}, "address.planet"),
        ({"role": "superuser"}, "role"),
        ({"metadata": {"member_number": "x" * 501}}, "metadata.member_number"),
        ({"metadata": ["a"]}, "metadata"),
    ],
)
def test_bad_input_is_named_and_nothing_is_made(stripe, wrong, attr):
    response = club.admin().post("/stripe/customers", {**ANNA, **wrong})
    assert response.status_code == 400, response.content
    assert [error["attr"] for error in response.json()["errors"]] == [attr]
    assert stripe.client.v1.customers.list().data == []
    assert stripe.requests()[-1]["method"] == "GET"


def test_fifty_one_keys_are_refused_before_any_call(stripe):
    response = club.superuser().post(
        "/stripe/customers", {**ANNA, "metadata": {f"key{n}": "x" for n in range(51)}}
    )
    assert response.status_code == 400
    assert "key50" in response.json()["errors"][0]["detail"]
    assert stripe.requests() == []


def test_double_click_makes_one_and_a_later_wish_makes_another(stripe):
    admin = club.admin()
    first, second = (admin.post("/stripe/customers", ANNA).json()["id"] for _ in range(2))
    assert first == second
    club.later()
    third = admin.post("/stripe/customers", ANNA).json()["id"]
    assert third != first
    assert AuditEntry.objects.filter(action="customer.create").count() == 2


def test_adding_again_after_deleting_makes_a_new_one(stripe):
    admin = club.admin()
    first = admin.post("/stripe/customers", ANNA).json()["id"]
    admin.delete(f"/stripe/customers/{first}")
    response = admin.post("/stripe/customers", ANNA)
    assert response.status_code == 201
    assert response.json()["id"] != first
    assert stripe.client.v1.customers.retrieve(response.json()["id"]).name == "Anna Archer"


def test_same_key_does_it_once_and_other_keys_and_people_do_it_again(stripe):
    admin, other = club.admin(), club.superuser()
    ids = [
        client.post("/stripe/customers", ANNA, headers={"Idempotency-Key": key}).json()["id"]
        for client, key in [(admin, "k1"), (admin, "k1"), (admin, "k2"), (other, "k1")]
    ]
    assert ids[0] == ids[1]
    assert len(set(ids)) == 3
    assert AuditEntry.objects.filter(action="customer.create").count() == 3


def test_same_key_with_another_body_is_a_conflict(stripe):
    admin, headers = club.admin(), {"Idempotency-Key": "k1"}
    admin.post("/stripe/customers", ANNA, headers=headers)
    response = admin.post("/stripe/customers", {**ANNA, "name": "Bert"}, headers=headers)
    assert (response.status_code, club.code_of(response)) == (409, "idempotency_conflict")
    assert [each.name for each in stripe.client.v1.customers.list().data] == ["Anna Archer"]


def test_change_sends_only_what_differs(stripe):
    customer_id = club.person(phone="1", address={"line1": "1 Quay", "city": "Hull"})
    admin = club.admin()
    body = {"name": "Anna Baker", "phone": "1", "address": {"city": "York"}}
    assert admin.patch(f"/stripe/customers/{customer_id}", body).json()["name"] == "Anna Baker"
    held = stripe.client.v1.customers.retrieve(customer_id)
    assert (held.name, held.phone, held.address.line1, held.address.city) == (
        "Anna Baker",
        "1",
        "1 Quay",
        "York",
    )
    assert queries.members().get().name == "Anna Baker"
    entry = AuditEntry.objects.get(action="customer.update")
    assert set(entry.before) == set(entry.after) == {"name", "address"}
    stripe.control("DELETE", "requests")
    club.later()
    assert admin.patch(f"/stripe/customers/{customer_id}", body).status_code == 200
    assert [each["method"] for each in stripe.requests()] == ["GET"]
    assert AuditEntry.objects.filter(action="customer.update").count() == 1


def test_change_there_and_back_and_there_again_is_carried_out(stripe):
    customer_id, admin = club.person(), club.admin()
    for name in ("Anna Baker", "Anna Archer", "Anna Baker"):
        assert admin.patch(f"/stripe/customers/{customer_id}", {"name": name}).json()["name"] == name
    assert stripe.client.v1.customers.retrieve(customer_id).name == "Anna Baker"


def test_empty_text_erases(stripe):
    customer_id = club.person(phone="1", address={"line1": "1 Quay"})
    response = club.admin().patch(f"/stripe/customers/{customer_id}", {"phone": "", "address": {"line1": ""}})
    assert response.status_code == 200, response.content
    held = stripe.client.v1.customers.retrieve(customer_id)
    assert not held.phone
    assert not held.address


def test_live_customer_is_read_from_stripe(stripe):
    customer_id = club.person()
    stripe.client.v1.customers.update(customer_id, {"name": "Changed in the dashboard"})
    response = club.admin().get(f"/stripe/customers/{customer_id}")
    assert response.json()["name"] == "Changed in the dashboard"
    assert response.json()["balance_cents"] == 0


def test_delete_takes_it_from_stripe_and_from_the_mirror(stripe):
    customer_id = club.person()
    admin = club.admin()
    assert admin.delete(f"/stripe/customers/{customer_id}").status_code == 204
    assert stripe.client.v1.customers.retrieve(customer_id).deleted
    assert not queries.members().exists()
    assert AuditEntry.objects.get(action="customer.delete").before["name"] == "Anna Archer"
    club.later()
    for method in (admin.get, admin.delete):
        assert method(f"/stripe/customers/{customer_id}").status_code == 404
    assert admin.patch(f"/stripe/customers/{customer_id}", {"name": "x"}).status_code == 404


@pytest.mark.parametrize("id", ["cus_missing", "..", "a%2Fb", "%00", "x" * 300])
def test_missing_and_impossible_ids_are_not_found(stripe, id):
    response = club.admin().get(f"/stripe/customers/{id}")
    assert (response.status_code, club.code_of(response)) == (404, "not_found")


def test_admin_may_not_touch_a_superusers_record_and_a_superuser_may(stripe):
    club_superuser, admin = club.superuser(), club.admin()
    customer_id, price_id = club.person("Chair", "Chair@Example.org"), club.plan()
    path = f"/stripe/customers/{customer_id}"
    for response in (
        admin.patch(path, {"name": "Mallory"}),
        admin.delete(path),
        admin.patch(f"{path}/metadata", {"metadata": {"member_number": "1"}}),
        admin.post("/stripe/portal-sessions", {"customer_id": customer_id}),
        admin.post("/stripe/checkout-sessions", {"customer_id": customer_id, "price_id": price_id}),
        admin.post("/stripe/subscriptions", {"customer_id": customer_id, "price_id": price_id}),
    ):
        assert (response.status_code, club.code_of(response)) == (403, "not_allowed")
    assert stripe.client.v1.customers.retrieve(customer_id).name == "Chair"
    assert stripe.client.v1.subscriptions.list().data == []
    assert club_superuser.patch(path, {"name": "Chairman"}).status_code == 200


def test_admin_may_not_put_a_record_on_a_superusers_address_and_a_superuser_may(stripe):
    club_superuser, admin = club.superuser(), club.admin()
    customer_id = club.person("Ben Baker", "ben@example.org")
    path, chairs = f"/stripe/customers/{customer_id}", {"name": "Ben Baker", "email": " Chair@Example.org"}
    for response in (admin.patch(path, chairs), admin.post("/stripe/customers", chairs)):
        assert (response.status_code, club.code_of(response)) == (403, "not_allowed")
    assert [each.email for each in stripe.client.v1.customers.list().data] == ["ben@example.org"]
    assert club_superuser.patch(path, chairs).status_code == 200


@pytest.mark.parametrize("who", ["nobody", "member"])
def test_only_admins_write_people(stripe, who):
    customer_id, _ = club.member()
    client = club.APIClient() if who == "nobody" else club.member_client()
    refused = (401,) if who == "nobody" else (403,)
    path = f"/stripe/customers/{customer_id}"
    assert client.post("/stripe/customers", ANNA).status_code in refused
    assert client.get(path).status_code in refused
    assert client.patch(path, {"email": "chair@example.org"}).status_code in refused
    assert client.delete(path).status_code in refused
    assert [each.email for each in stripe.client.v1.customers.list().data] == ["anna@example.org"]
