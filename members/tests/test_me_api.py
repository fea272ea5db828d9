"""`/postgres/members/me` (checklist 10, 20, 21)."""

import pytest
from django.db import connections
from django.test.utils import CaptureQueriesContext

from members.services import fields
from members.tests import club
from reporting import mirror

pytestmark = pytest.mark.django_db(databases=["default", "reporting"])


def me(client):
    response = client.get("/postgres/members/me")
    assert response.status_code == 200, response.content
    return response.json()


def test_member_sees_their_membership(stripe):
    customer_id = club.person(phone="01482 1", address={"line1": "1 Quay", "country": "GB"})
    subscription_id = club.membership(customer_id)
    answer = me(club.member_client())
    assert answer["email"] == "anna@example.org"
    (mine,) = answer["memberships"]
    assert mine["customer_id"] == customer_id
    assert (mine["name"], mine["phone"], mine["status"]) == ("Anna Archer", "01482 1", "active")
    assert (mine["has_access"], mine["amount_due_cents"], mine["currency"]) == (True, 0, "gbp")
    assert mine["address"]["line1"] == "1 Quay"
    assert mine["address"]["line2"] == ""
    (subscription,) = mine["subscriptions"]
    assert (subscription["id"], subscription["customer_id"]) == (subscription_id, customer_id)
    assert (subscription["plan_name"], subscription["amount_cents"]) == ("Adult", 12_000)
    assert subscription["interval"] == "year"
    assert subscription["current_period_end_at"] > subscription["start_at"]


def test_everyone_on_the_address_by_name_with_or_without_access_and_nobody_else(stripe):
    club.member()
    club.person("Zoe Archer", "ANNA@example.org")
    club.person("Aaron Archer")
    club.member("Bert", "bert@example.org")
    found = [(each["name"], each["has_access"]) for each in me(club.member_client())["memberships"]]
    assert found == [("Aaron Archer", False), ("Anna Archer", True), ("Zoe Archer", False)]


def test_fields_are_those_that_members_read_with_values_and_what_they_may_write(stripe):
    fields.define(
        key="shirt", label="Shirt", type="choice", choices=["S"], writable_by="member", position=1, by="t"
    )
    fields.define(key="locker", label="Locker", position=2, by="t")
    fields.define(key="note", label="Note", readable_by="admin", by="t")
    fields.define(key="court", label="Court", target="subscription", writable_by="member", by="t")
    customer_id, subscription_id = club.member()
    values = {"locker": "7", "note": "secret", "undefined": "secret"}
    response = club.superuser().patch(f"/stripe/customers/{customer_id}/metadata", {"metadata": values})
    assert response.status_code == 200, response.content
    client = club.member_client()
    (mine,) = me(client)["memberships"]
    shown = {each["key"]: each for each in mine["fields"]}
    assert set(shown) == {"shirt", "locker", "member_number", "court"}
    assert (shown["shirt"]["value"], shown["shirt"]["writable"], shown["shirt"]["choices"]) == (
        "",
        True,
        ["S"],
    )
    assert (shown["locker"]["value"], shown["locker"]["writable"]) == ("7", False)
    assert (shown["court"]["target"], shown["court"]["object_id"]) == ("subscription", subscription_id)
    assert shown["locker"]["object_id"] == customer_id
    stripe.client.v1.subscriptions.update(subscription_id, {"metadata": {"undefined": "secret"}})
    mirror.refresh("subscription", subscription_id)
    assert "secret" not in str(me(client))


def test_ended_membership_is_shown_without_its_fields(stripe):
    fields.define(key="court", label="Court", target="subscription", by="t")
    customer_id, subscription_id = club.member()
    club.membership(customer_id, club.plan("Coaching"))
    stripe_now = club.admin().post(
        f"/stripe/subscriptions/{subscription_id}/cancel", {"at_period_end": False}
    )
    assert stripe_now.status_code == 200
    (mine,) = me(club.member_client())["memberships"]
    assert {each["status"] for each in mine["subscriptions"]} == {"active", "canceled"}
    courts = [each["object_id"] for each in mine["fields"] if each["key"] == "court"]
    assert len(courts) == 1
    assert courts != [subscription_id]


def test_staff_who_are_no_members_see_an_empty_list(stripe):
    shown = me(club.admin())
    assert (shown["email"], shown["memberships"]) == ("secretary@example.org", [])


def test_number_of_queries_does_not_grow(stripe):
    price_id = club.plan()
    club.membership(club.person(), price_id)
    client = club.member_client()

    def queries():
        with (
            CaptureQueriesContext(connections["default"]) as ours,
            CaptureQueriesContext(connections["reporting"]) as mirrored,
        ):
            me(client)
        return len(ours), len(mirrored)

    queries()
    before = queries()
    for name in ("Ben", "Cleo", "Dora"):
        club.membership(club.person(name), price_id)
    assert queries() == before


def test_calls_nothing_at_stripe(stripe):
    club.member()
    stripe.control("DELETE", "requests")
    me(club.member_client())
    assert stripe.requests() == []


def test_signed_out_is_refused(stripe):
    assert club.APIClient().get("/postgres/members/me").status_code == 401


def test_former_member_is_refused(stripe):
    _, subscription_id = club.member()
    client = club.member_client()
    club.admin().post(f"/stripe/subscriptions/{subscription_id}/cancel", {"at_period_end": False})
    assert client.get("/postgres/members/me").status_code == 401
