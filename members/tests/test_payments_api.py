"""One-time payments: with the stored card, on Stripe's page, and where each stands."""

import pytest
from djstripe.models import PaymentIntent

from members.models import AuditEntry
from members.tests import club, till
from members.tests.factories import staff

pytestmark = pytest.mark.django_db(databases=["default", "reporting"])
PATH = "/stripe/payment-intents"


def order(customer, **more):
    return {
        "customer_id": customer,
        "amount_cents": 800,
        "currency": "gbp",
        "description": "Court fee",
        **more,
    }


def test_stored_card_is_charged_and_seen_at_once(stripe):
    customer = till.payer(stripe)
    response = club.admin().post(PATH, order(customer))
    assert response.status_code == 201, response.content
    answer = response.json()
    assert (answer["status"], answer["amount_received_cents"], answer["currency"]) == (
        "succeeded",
        800,
        "gbp",
    )
    held = stripe.client.v1.charges.list().data
    assert [(charge.amount, charge.customer, charge.description) for charge in held] == [
        (800, customer, "Court fee")
    ]
    assert till.mirrored_charge(answer["charge_id"])["status"] == "succeeded"
    assert PaymentIntent.objects.get(id=answer["id"]).stripe_data["status"] == "succeeded"
    assert AuditEntry.objects.get(action="payment.charge").after["amount"] == 800
    assert club.admin().get(f"{PATH}/{answer['id']}").json() == answer


def test_newest_card_where_none_is_the_default(stripe):
    customer = club.person()
    stripe.client.v1.payment_methods.attach("pm_card_visa", {"customer": customer})
    assert club.admin().post(PATH, order(customer)).status_code == 201


def test_no_card_says_what_to_do(stripe):
    response = club.admin().post(PATH, order(club.person()))
    assert (response.status_code, club.code_of(response)) == (409, "no_payment_method")
    assert stripe.client.v1.payment_intents.list().data == []


@pytest.mark.parametrize(
    ("token", "code"),
    [
        ("pm_card_chargeCustomerFail", "card_declined"),
        ("pm_card_authenticationRequired", "authentication_needed"),
    ],
)
def test_declined_card_says_so_and_the_trail_too(stripe, token, code):
    customer = club.person()
    till.card(stripe, customer, token)
    response = club.admin().post(PATH, order(customer))
    assert (response.status_code, club.code_of(response)) == (402, code)
    entry = AuditEntry.objects.get(action="payment.declined")
    assert (entry.object_id, entry.after["amount"]) == (customer, 800)
    till.card(stripe, customer)
    assert club.admin().post(PATH, order(customer)).status_code == 201


def test_a_card_that_was_declined_may_be_tried_again(stripe):
    """The refusal is not repeated out of Stripe's memory of the key."""
    customer = club.person()
    method = till.card(stripe, customer, "pm_card_chargeCustomerFail")
    for _ in range(2):
        assert club.admin().post(PATH, order(customer, payment_method_id=method)).status_code == 402
    assert len(stripe.client.v1.payment_intents.list().data) == 2


def test_a_double_click_charges_once(stripe):
    customer, admin = till.payer(stripe), club.admin()
    ids = {admin.post(PATH, order(customer)).json()["id"] for _ in range(2)}
    assert {each.id for each in stripe.client.v1.payment_intents.list().data} == ids
    assert len(ids) == 1


def test_another_payment_of_the_same_amount_a_little_later_is_another(stripe):
    customer, admin = till.payer(stripe), club.admin()
    first = admin.post(PATH, order(customer)).json()["id"]
    club.later()
    assert admin.post(PATH, order(customer)).json()["id"] != first


@pytest.mark.parametrize(
    "change",
    [
        {"amount_cents": 0},
        {"amount_cents": -1},
        {"amount_cents": 10**9},
        {"currency": "pounds"},
        {"description": ""},
        {"surprise": 1},
    ],
)
def test_what_cannot_be_meant_is_refused(stripe, change):
    customer = till.payer(stripe)
    assert club.admin().post(PATH, order(customer, **change)).status_code == 400
    assert stripe.client.v1.payment_intents.list().data == []


def test_too_small_an_amount_is_named(stripe):
    response = club.admin().post(PATH, order(till.payer(stripe), amount_cents=5))
    assert (response.status_code, club.code_of(response)) == (400, "amount_too_small")


def test_who_may_charge(stripe):
    customer, _ = club.member()
    till.card(stripe, customer)
    chair = till.payer(stripe, "Chair", "chair@example.org")
    staff("superuser", email="chair@example.org")
    assert club.APIClient().post(PATH, order(customer)).status_code == 401
    assert club.member_client().post(PATH, order(customer)).status_code == 403
    assert club.admin().post(PATH, order(chair)).status_code == 403
    assert club.admin().post(PATH, order("cus_missing")).status_code == 404
    assert stripe.client.v1.payment_intents.list().data == []


def test_a_member_polls_their_own_payment_alone(stripe):
    anna, _ = club.member()
    ben, _ = club.member("Ben Baker", "ben@example.org")
    for customer in (anna, ben):
        till.card(stripe, customer)
    own, bens = (club.admin().post(PATH, order(id)).json()["id"] for id in (anna, ben))
    strange = stripe.client.v1.payment_intents.create({"amount": 500, "currency": "gbp"}).id
    member = club.member_client()
    assert member.get(f"{PATH}/{own}").json()["status"] == "succeeded"
    refused = [member.get(f"{PATH}/{id}") for id in (bens, strange, "pi_missing")]
    assert [answer.status_code for answer in refused] == [404] * 3
    assert len({answer.content for answer in refused}) == 1
    assert club.APIClient().get(f"{PATH}/{own}").status_code == 401
