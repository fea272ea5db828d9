"""`/stripe/portal-sessions`, `/stripe/checkout-sessions`, `/stripe/products`, `/stripe/prices`."""

import pytest

from members.models import AuditEntry
from members.tests import club
from reporting import queries

pytestmark = pytest.mark.django_db(databases=["default", "reporting"])


def portal(client, customer_id):
    return client.post("/stripe/portal-sessions", {"customer_id": customer_id})


def checkout(client, **body):
    return client.post("/stripe/checkout-sessions", body)


def test_member_opens_the_portal_for_themselves_only(stripe):
    customer_id, _ = club.member()
    other, _ = club.member("Bert", "bert@example.org")
    client = club.member_client()
    response = portal(client, customer_id)
    assert response.status_code == 201, response.content
    assert response.json()["url"].startswith("http")
    refused = [portal(client, id) for id in (other, "cus_missing")]
    assert {each.status_code for each in refused} == {404}
    assert refused[0].content == refused[1].content
    entry = AuditEntry.objects.get(action="portal.open")
    assert (entry.actor, entry.object_id) == ("anna@example.org", customer_id)
    assert response.json()["url"] not in str(entry.after)


def test_admin_opens_the_portal_for_anyone(stripe):
    customer_id = club.person()
    assert portal(club.admin(), customer_id).status_code == 201


def test_member_opens_checkout_for_a_plan_they_do_not_have(stripe):
    customer_id, _ = club.member()
    coaching, client = club.plan("Coaching", 5000, "month"), club.member_client()
    response = checkout(client, price_id=coaching, customer_id=customer_id)
    assert response.status_code == 201, response.content
    session = stripe.client.v1.checkout.sessions.list().data[0]
    assert (session.customer, session.mode, session.url) == (
        customer_id,
        "subscription",
        response.json()["url"],
    )


def test_checkout_without_a_customer_is_for_the_callers_address(stripe):
    club.member()
    response = checkout(club.member_client(), price_id=club.plan("Coaching"))
    assert response.status_code == 201, response.content
    session = stripe.client.v1.checkout.sessions.list().data[0]
    assert (session.customer, session.customer_email) == (None, "anna@example.org")


def test_checkout_refuses_what_they_have_and_what_is_not_theirs(stripe):
    customer_id, subscription_id = club.member()
    other, _ = club.member("Bert", "bert@example.org")
    price_id = stripe.client.v1.subscriptions.retrieve(subscription_id)["items"].data[0].price.id
    client = club.member_client()
    assert checkout(client, price_id=price_id, customer_id=customer_id).status_code == 409
    assert checkout(client, price_id=price_id, customer_id=other).status_code == 404
    assert checkout(client, price_id=price_id, customer_id="cus_missing").status_code == 404
    assert checkout(client, price_id="price_missing").status_code == 400
    assert checkout(client, price_id=price_id, mode="setup").status_code == 400
    assert stripe.client.v1.checkout.sessions.list().data == []


def test_signed_out_opens_nothing(stripe):
    assert portal(club.APIClient(), "cus_1").status_code == 401
    assert checkout(club.APIClient(), price_id="price_1").status_code == 401
    assert stripe.requests() == []


def test_admin_makes_and_lists_a_plan(stripe):
    admin = club.admin()
    product = admin.post("/stripe/products", {"name": "Junior", "description": "Under 18"}).json()
    body = {"product_id": product["id"], "amount_cents": 4500, "currency": "GBP", "interval": "year"}
    price = admin.post("/stripe/prices", {**body, "lookup_key": "junior"})
    assert price.status_code == 201, price.content
    held = stripe.client.v1.prices.retrieve(price.json()["id"])
    assert (held.unit_amount, held.currency, held.recurring.interval) == (4500, "gbp", "year")
    assert admin.get("/stripe/products").json()["results"] == [product]
    assert admin.get("/stripe/prices?active=true").json() == {"results": [price.json()], "has_more": False}
    assert [(each.name, each.lookup_key) for each in queries.plans()] == [("Junior", "junior")]
    actions = AuditEntry.objects.order_by("pk").values_list("action", flat=True)
    assert list(actions) == ["product.create", "price.create"]


@pytest.mark.parametrize(
    ("wrong", "attr"),
    [
        ({"amount_cents": -1}, "amount_cents"),
        ({"currency": "pounds"}, "currency"),
        ({"interval": "decade"}, "interval"),
        ({"product_id": "prod_missing"}, "product_id"),
        ({"unit_amount": 1}, "unit_amount"),
    ],
)
def test_bad_price_is_named_and_not_made(stripe, wrong, attr):
    admin = club.admin()
    product = admin.post("/stripe/products", {"name": "Junior"}).json()["id"]
    body = {"product_id": product, "amount_cents": 4500, "currency": "gbp", "interval": "year", **wrong}
    response = admin.post("/stripe/prices", body)
    assert (response.status_code, response.json()["errors"][0]["attr"]) == (400, attr)
    assert stripe.client.v1.prices.list().data == []


@pytest.mark.parametrize("path", ["/stripe/products", "/stripe/prices"])
def test_only_admins_see_and_make_plans_in_stripe(stripe, path):
    club.member()
    for client, status in ((club.APIClient(), 401), (club.member_client(), 403)):
        assert client.get(path).status_code == status
        assert client.post(path, {"name": "Free for all"}).status_code == status
    assert [each.name for each in stripe.client.v1.products.list().data] == ["Adult"]
