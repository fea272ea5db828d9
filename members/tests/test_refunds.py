"""`POST /stripe/refunds`: in full or in part, never twice, and seen at once."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections

from cogento.errors import CogentoError
from members.models import AuditEntry
from members.services import invoices, refunds
from members.tests import club, till
from members.tests.factories import staff

pytestmark = pytest.mark.django_db(databases=["default", "reporting"])
PATH = "/stripe/refunds"


def held(stripe, charge):
    return [each.amount for each in stripe.client.v1.refunds.list({"charge": charge}).data]


def test_all_of_a_payment_is_given_back(stripe):
    charge = till.paid(stripe)
    response = club.admin().post(PATH, {"charge_id": charge, "reason": "requested_by_customer"})
    assert response.status_code == 201, response.content
    answer = response.json()
    assert (answer["amount_cents"], answer["currency"], answer["status"]) == (2500, "gbp", "succeeded")
    assert held(stripe, charge) == [2500]
    assert till.mirrored_charge(charge)["refunded"] is True
    entry = AuditEntry.objects.get(action="refund.create")
    assert (entry.actor, entry.object_id) == ("secretary@example.org", answer["id"])
    assert entry.before == {"amount_refunded": 0}


def test_parts_are_given_back_until_nothing_is_left(stripe):
    charge, admin = till.paid(stripe), club.admin()
    for amount in (1000, 700):
        assert admin.post(PATH, {"charge_id": charge, "amount_cents": amount}).status_code == 201
    assert till.mirrored_charge(charge)["amount_refunded"] == 1700
    too_much = admin.post(PATH, {"charge_id": charge, "amount_cents": 801})
    assert (too_much.status_code, club.code_of(too_much)) == (400, "refund_too_large")
    assert "Only £8.00 of this payment is left" in too_much.json()["errors"][0]["detail"]
    assert admin.post(PATH, {"charge_id": charge}).json()["amount_cents"] == 800
    nothing_left = admin.post(PATH, {"charge_id": charge, "amount_cents": 1})
    assert (nothing_left.status_code, club.code_of(nothing_left)) == (409, "already_refunded")
    assert sum(held(stripe, charge)) == 2500


def test_a_double_click_gives_back_once(stripe):
    charge, admin = till.paid(stripe), club.admin()
    answers = [admin.post(PATH, {"charge_id": charge, "amount_cents": 500}).json() for _ in range(2)]
    assert answers[0] == answers[1]
    assert held(stripe, charge) == [500]


def test_the_same_key_gives_back_once_and_another_key_again(stripe):
    charge, admin = till.paid(stripe), club.admin()
    for key in ("one", "one", "two"):
        body = {"charge_id": charge, "amount_cents": 500}
        assert admin.post(PATH, body, headers={"Idempotency-Key": key}).status_code == 201
    assert held(stripe, charge) == [500, 500]
    assert AuditEntry.objects.filter(action="refund.create").count() == 2


def test_by_payment_intent_and_by_invoice(stripe):
    customer = till.payer(stripe)
    invoice = till.billed(customer)
    stripe.client.v1.invoices.pay(invoice)
    charge = stripe.client.v1.charges.list().data[0]
    response = club.admin().post(PATH, {"invoice_id": invoice, "amount_cents": 100})
    assert response.json()["charge_id"] == charge.id
    response = club.admin().post(PATH, {"payment_intent_id": charge.payment_intent, "amount_cents": 200})
    assert response.json()["charge_id"] == charge.id
    assert sorted(held(stripe, charge.id)) == [100, 200]


def test_what_was_paid_outside_stripe_or_not_at_all_cannot_be_refunded(stripe):
    customer = club.person()
    cash, unpaid = till.billed(customer), till.billed(customer, 900)
    invoices.mark_paid(invoice_id=cash, method="cash", by=club.BY)
    answers = [club.admin().post(PATH, {"invoice_id": id}) for id in (cash, unpaid)]
    assert [club.code_of(answer) for answer in answers] == ["paid_outside_stripe", "invoice_unpaid"]


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"charge_id": "ch_1", "invoice_id": "in_1"},
        {"charge_id": "ch_1", "amount_cents": 0},
        {"charge_id": "ch_1", "amount_cents": -5},
        {"charge_id": "ch_1", "amount_cents": 1.5},
        {"charge_id": "ch_1", "reason": "because"},
        {"charge_id": "ch_1", "currency": "gbp"},
    ],
)
def test_what_cannot_be_meant_is_refused_before_any_write(stripe, body):
    assert club.admin().post(PATH, body).status_code == 400
    assert [each["method"] for each in stripe.requests() if each["method"] != "GET"] == []


@pytest.mark.parametrize("name", ["charge_id", "payment_intent_id", "invoice_id"])
def test_missing_ones_are_not_found(stripe, name):
    assert club.admin().post(PATH, {name: "x_missing"}).status_code == 404


def test_members_and_strangers_refund_nothing(stripe):
    customer, _ = club.member()
    till.card(stripe, customer)
    charge = till.paid(stripe, customer_id=customer)
    for client, status in ((club.APIClient(), 401), (club.member_client(), 403)):
        assert client.post(PATH, {"charge_id": charge}).status_code == status
    assert held(stripe, charge) == []


def test_a_superusers_payment_is_a_superusers_to_refund(stripe):
    charge = till.paid(stripe, customer_id=till.payer(stripe, "Chair", "chair@example.org"))
    staff("superuser", email="chair@example.org")
    assert club.admin().post(PATH, {"charge_id": charge}).status_code == 403
    assert held(stripe, charge) == []


@pytest.mark.django_db(databases=["default", "reporting"], transaction=True)
def test_many_at_once_never_give_back_more_than_was_paid(stripe):
    charge = till.paid(stripe)

    def refund(number):
        try:
            refunds.create(charge_id=charge, amount_cents=1000, by=club.BY, idempotency_key=f"key-{number}")
        except CogentoError as error:
            return error.default_code
        finally:
            connections.close_all()
        return "given"

    with ThreadPoolExecutor(5) as pool:
        outcomes = sorted(pool.map(refund, range(5)))
    assert outcomes == ["given", "given", "refund_too_large", "refund_too_large", "refund_too_large"]
    assert held(stripe, charge) == [1000, 1000]
    assert till.mirrored_charge(charge)["amount_refunded"] == 2000


@pytest.mark.django_db(databases=["default", "reporting"], transaction=True)
def test_many_clicks_at_once_give_back_once(stripe):
    charge = till.paid(stripe)

    def refund(number):
        try:
            return refunds.create(charge_id=charge, amount_cents=1000, by="a@example.org").data["id"]
        finally:
            connections.close_all()

    with ThreadPoolExecutor(5) as pool:
        assert len(set(pool.map(refund, range(5)))) == 1
    assert held(stripe, charge) == [1000]
