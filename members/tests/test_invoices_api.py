"""`/stripe/invoices`: billed once, sent again, taken back, marked as paid."""

from datetime import timedelta

import pytest
from django.utils import timezone

from members.models import AuditEntry
from members.services import invoices, subscriptions
from members.tests import club, till
from members.tests.factories import staff
from reporting import mirror, queries

pytestmark = pytest.mark.django_db(databases=["default", "reporting"])
LINES = [{"description": "Court fee", "amount_cents": 800}, {"description": "Guest", "amount_cents": 300}]


def act(invoice, verb, body=None, client=None, **headers):
    return (client or club.admin()).post(f"/stripe/invoices/{invoice}/{verb}", body or {}, headers=headers)


def test_one_off_invoice_is_mailed_and_due_in_n_days(stripe):
    customer = club.person()
    body = {"customer_id": customer, "currency": "GBP", "lines": LINES, "days_until_due": 21}
    response = club.admin().post("/stripe/invoices", body)
    assert response.status_code == 201, response.content
    answer = response.json()
    assert (answer["status"], answer["total_cents"], answer["currency"]) == ("open", 1100, "gbp")
    held = stripe.client.v1.invoices.retrieve(answer["id"])
    assert [(line.description, line.amount) for line in held.lines.data] == [
        ("Court fee", 800),
        ("Guest", 300),
    ]
    assert held.due_date - held.effective_at == 21 * 86400
    assert till.events(stripe, "invoice.sent") == 1
    assert till.mirrored_invoice(answer["id"])["status"] == "open"
    assert queries.members().get().amount_due_cents == 1100
    assert AuditEntry.objects.get(action="invoice.create").object_id == answer["id"]


def test_the_currency_is_the_one_they_pay_in(stripe):
    customer, _ = club.member()
    body = {"customer_id": customer, "lines": LINES}
    assert club.admin().post("/stripe/invoices", body).json()["currency"] == "gbp"
    other = club.admin().post("/stripe/invoices", {**body, "currency": "eur"})
    assert (other.status_code, club.code_of(other)) == (409, "currency_mismatch")
    stranger = {**body, "customer_id": club.person("Ben", "ben@example.org")}
    unknown = club.admin().post("/stripe/invoices", stranger)
    assert (unknown.status_code, unknown.json()["errors"][0]["attr"]) == (400, "currency")


def test_a_double_click_bills_once_and_the_same_key_too(stripe):
    body, admin = {"customer_id": club.person(), "currency": "gbp", "lines": LINES}, club.admin()
    for headers in ({}, {}, {"Idempotency-Key": "a"}, {"Idempotency-Key": "a"}):
        assert admin.post("/stripe/invoices", body, headers=headers).status_code == 201
    assert len(stripe.client.v1.invoices.list().data) == 2
    assert len(stripe.client.v1.invoice_items.list().data) == 4


def test_send_again(stripe):
    invoice = till.billed()
    assert act(invoice, "send").json()["status"] == "open"
    assert till.events(stripe, "invoice.sent") == 2
    assert act(invoice, "send").status_code == 200  # a double click
    assert till.events(stripe, "invoice.sent") == 2
    assert AuditEntry.objects.filter(action="invoice.send").count() == 1


def test_what_is_charged_to_a_card_is_not_sent(stripe):
    customer = till.payer(stripe)
    invoice = stripe.client.v1.invoices.create({"customer": customer, "currency": "gbp"})
    stripe.client.v1.invoices.add_lines(invoice.id, {"lines": [{"description": "x", "amount": 5}]})
    draft = act(invoice.id, "send")
    assert (draft.status_code, club.code_of(draft)) == (409, "invoice_is_draft")
    stripe.client.v1.invoices.finalize_invoice(invoice.id)
    response = act(invoice.id, "send")
    assert (response.status_code, club.code_of(response)) == (409, "invoice_not_sent")


def test_void(stripe):
    invoice = till.billed()
    assert act(invoice, "void").json()["status"] == "void"
    assert stripe.client.v1.invoices.retrieve(invoice).status == "void"
    assert till.mirrored_invoice(invoice)["status"] == "void"
    assert queries.members().get().amount_due_cents == 0
    assert act(invoice, "void").json()["status"] == "void"
    assert AuditEntry.objects.filter(action="invoice.void").count() == 1


@pytest.mark.parametrize("method", ["cash", "cheque", "bank_transfer"])
def test_mark_as_paid_outside_stripe(stripe, method):
    invoice = till.billed()
    body = {"method": method, "reference": "No 17", "paid_date": "2026-01-31"}
    answer = act(invoice, "pay", body).json()
    note = {"paid_by": method, "paid_reference": "No 17", "paid_date": "2026-01-31"}
    assert (answer["status"], answer["amount_remaining_cents"], answer["metadata"]) == ("paid", 0, note)
    held = stripe.client.v1.invoices.retrieve(invoice)
    assert (held.status, held.amount_paid_off_stripe, dict(held.metadata)) == ("paid", 1600, note)
    assert stripe.client.v1.charges.list().data == []
    assert till.mirrored_invoice(invoice)["metadata"] == note
    assert queries.members().get().total_paid_cents == 1600
    assert act(invoice, "pay", body).status_code == 200
    assert AuditEntry.objects.get(action="invoice.pay").after == note
    other = act(invoice, "pay", {**body, "method": "cash", "reference": "other"})
    assert (other.status_code, club.code_of(other)) == (409, "invoice_already_paid")


def test_a_membership_whose_invoice_is_paid_in_cash_runs_in_the_mirror_too(stripe):
    customer = club.person()
    subscription = subscriptions.start(
        customer_id=customer, price_id=club.plan(), by=club.BY, collection_method="send_invoice"
    ).data["id"]
    invoice = stripe.client.v1.invoices.list().data[0].id
    stripe.client.v1.invoices.finalize_invoice(invoice)
    assert act(invoice, "pay", {"method": "cash"}).status_code == 200
    held = stripe.client.v1.subscriptions.retrieve(subscription)
    assert queries.subscriptions([customer]).get().stripe_data["status"] == held.status


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"method": "cow"},
        {"method": "cash", "paid_date": "31/01/2026"},
        {"method": "cash", "paid_date": (timezone.localdate() + timedelta(days=2)).isoformat()},
        {"method": "cash", "reference": "x" * 201},
        {"method": "cash", "amount_cents": 5},
    ],
)
def test_a_note_that_cannot_be_meant_changes_nothing(stripe, body):
    invoice = till.billed()
    assert act(invoice, "pay", body).status_code == 400
    assert stripe.client.v1.invoices.retrieve(invoice).status == "open"
    assert dict(stripe.client.v1.invoices.retrieve(invoice).metadata) == {}


def test_paid_between_looking_and_writing_leaves_no_false_note(stripe, monkeypatch):
    """Somebody pays by card in the same second."""
    customer = till.payer(stripe)
    invoice, note = till.billed(customer), invoices._annotate

    def paid_meanwhile(invoice_id, values):
        note(invoice_id, values)
        if stripe.client.v1.invoices.retrieve(invoice_id).status == "open":
            stripe.client.v1.invoices.pay(invoice_id)

    monkeypatch.setattr(invoices, "_annotate", paid_meanwhile)
    response = act(invoice, "pay", {"method": "cash"})
    assert (response.status_code, club.code_of(response)) == (409, "invoice_already_paid")
    held = stripe.client.v1.invoices.retrieve(invoice)
    assert (dict(held.metadata), held.amount_paid_off_stripe) == ({}, 0)


@pytest.mark.parametrize("verb", ["send", "void", "pay"])
def test_paid_and_void_ones_say_so(stripe, verb):
    paid, void = till.billed(), till.billed(amount_cents=300)
    stripe.client.v1.invoices.pay(paid, {"paid_out_of_band": True})
    stripe.client.v1.invoices.void_invoice(void)
    body = {"method": "cash"} if verb == "pay" else {}
    response = act(paid, verb, body)
    assert (response.status_code, club.code_of(response)) == (409, "invoice_already_paid")
    response = act(void, verb, body)
    again = verb == "void"  # it is so already
    assert response.status_code == (200 if again else 409)
    assert again or club.code_of(response) == "invoice_voided"


@pytest.mark.parametrize("verb", ["send", "void", "pay"])
def test_who_may_touch_invoices(stripe, verb):
    customer, _ = club.member()
    own = till.billed(customer)
    chairs = till.billed(club.person("Chair", "chair@example.org"))
    staff("superuser", email="chair@example.org")
    body = {"method": "cash"} if verb == "pay" else {}
    assert act(own, verb, body, club.APIClient()).status_code == 401
    assert act(own, verb, body, club.member_client()).status_code == 403
    assert act(chairs, verb, body).status_code == 403
    assert act("in_missing", verb, body).status_code == 404
    for invoice in (own, chairs):
        assert stripe.client.v1.invoices.retrieve(invoice).status == "open"


def test_invoice_of_a_deleted_person_can_still_be_taken_back(stripe):
    customer = club.person()
    invoice = till.billed(customer)
    stripe.client.v1.customers.delete(customer)
    mirror.refresh("customer", customer)
    assert act(invoice, "void").status_code == 200
