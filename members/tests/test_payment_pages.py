"""Something paid once on Stripe's page, and what has become of it."""

import httpx
import pytest

from members.models import AuditEntry
from members.tests import club

pytestmark = pytest.mark.django_db(databases=["default", "reporting"])
PATH = "/stripe/checkout-sessions"


def order(customer, **more):
    fee = {"amount_cents": 800, "currency": "gbp", "description": "Court fee"}
    return {"mode": "payment", "customer_id": customer, **fee, **more}


def once(stripe, **more):
    """A Price that is paid once."""
    product = stripe.client.v1.products.create({"name": "Guest fee"}).id
    price = {"product": product, "currency": "gbp", "unit_amount": 500, **more}
    return stripe.client.v1.prices.create(price).id


def test_an_amount_is_paid_on_a_page_and_can_be_polled(stripe):
    customer, admin = club.person(), club.admin()
    response = admin.post(PATH, order(customer))
    assert response.status_code == 201, response.content
    page = response.json()
    assert admin.get(f"{PATH}/{page['id']}").json()["payment_status"] == "unpaid"
    card = {"card_number": "4242 4242 4242 4242", "card_expiry": "12 / 40", "name": "Anna"}
    httpx.post(page["url"], data=card, follow_redirects=False)
    shown = admin.get(f"{PATH}/{page['id']}").json()
    assert (shown["status"], shown["payment_status"], shown["mode"]) == ("complete", "paid", "payment")
    assert (shown["amount_cents"], shown["currency"]) == (800, "gbp")
    (charge,) = stripe.client.v1.charges.list().data
    assert (charge.amount, charge.customer, charge.description) == (800, customer, "Court fee")
    assert AuditEntry.objects.get(action="checkout.open").object_id == customer


def test_a_member_pays_a_price_of_the_clubs_and_sets_none(stripe):
    customer, _ = club.member()
    member = club.member_client()
    body = {"mode": "payment", "customer_id": customer, "price_id": once(stripe)}
    own = member.post(PATH, body)
    assert own.status_code == 201, own.content
    assert member.get(f"{PATH}/{own.json()['id']}").json()["amount_cents"] == 500
    assert member.post(PATH, order(customer, amount_cents=1)).status_code == 403


def test_anothers_page_and_a_missing_one_look_alike(stripe):
    club.member()
    ben, _ = club.member("Ben Baker", "ben@example.org")
    bens = club.admin().post(PATH, order(ben)).json()["id"]
    guest = stripe.client.v1.checkout.sessions.create(
        {
            "mode": "payment",
            "line_items": [{"price": once(stripe), "quantity": 1}],
            "success_url": "http://x.y",
        }
    ).id
    member = club.member_client()
    answers = [member.get(f"{PATH}/{id}") for id in (bens, guest, "cs_missing")]
    assert [answer.status_code for answer in answers] == [404] * 3
    assert len({answer.content for answer in answers}) == 1
    assert (
        member.post(PATH, {"mode": "payment", "customer_id": ben, "price_id": once(stripe)}).status_code
        == 404
    )
    assert club.APIClient().get(f"{PATH}/{bens}").status_code == 401


@pytest.mark.parametrize(
    "change",
    [
        {"amount_cents": None},
        {"description": None},
        {"price_id": "price_missing"},
        {"customer_id": None},
        {"mode": "subscription"},
        {"amount_cents": 0},
    ],
)
def test_what_cannot_be_meant_is_refused(stripe, change):
    body = {key: value for key, value in {**order(club.person()), **change}.items() if value is not None}
    assert club.admin().post(PATH, body).status_code == 400
    assert stripe.client.v1.checkout.sessions.list().data == []


def test_a_yearly_or_withdrawn_price_is_not_paid_once(stripe):
    customer = club.person()
    for price in (club.plan(), once(stripe, active=False)):
        response = club.admin().post(PATH, {"mode": "payment", "customer_id": customer, "price_id": price})
        assert (response.status_code, response.json()["errors"][0]["attr"]) == (400, "price_id")
