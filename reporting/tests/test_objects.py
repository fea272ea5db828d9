"""Each of Stripe's objects comes in by its events and by regeneration alike."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from djstripe import models

from cogento.errors import StripeError
from reporting import late
from reporting.check import check
from reporting.models import CreditNote, InvoicePayment, SyncRun
from reporting.objects import MIRRORED, SPECS
from reporting.tests.club import with_card
from reporting.tests.deliveries import deliver, deliver_all, events_of, tick
from reporting.tests.everything import one_of_each
from reporting.tests.snapshots import differences, snapshot, wipe

pytestmark = pytest.mark.django_db(databases=["default", "reporting"])


def sync(*names: str) -> SyncRun:
    call_command("djstripe_sync_models", *names, stdout=StringIO())
    return SyncRun.objects.first()


def found_differences() -> dict[str, int]:
    return {finding.name: finding.differences for finding in check(list(SPECS)) if finding.differences}


@pytest.fixture
def ids(stripe) -> dict[str, str]:
    return one_of_each(stripe)


def test_one_of_each_is_read(ids):
    run = sync()
    empty = [name for name, count in run.counts.items() if not count["read"] and name in MIRRORED]
    assert empty == []
    empty = [spec.name for spec in SPECS if not spec.model.objects.exclude(stripe_data={}).exists()]
    assert empty == []
    assert found_differences() == {}


def test_events_bring_what_regeneration_brings(stripe, ids):
    deliver_all(stripe)
    assert found_differences() == {}
    before = snapshot()
    wipe()
    sync()
    assert not differences(before, snapshot())


def test_events_backwards_bring_the_same(stripe, ids):
    for event in reversed(events_of(stripe)):
        assert deliver(event).status_code == 200, event["type"]
    late.fill()
    assert found_differences() == {}
    before = snapshot()
    wipe()
    sync()
    assert not differences(before, snapshot())


def test_account_that_may_not_be_read_holds_nothing_up(stripe, ids):
    for event in events_of(stripe):
        if event["type"] != "account.updated":
            deliver(event)
    stripe.control("POST", "faults", path="/v1/account", status=403, count=-1)
    with pytest.raises(StripeError):
        late.fill()
    assert not models.BalanceTransaction.objects.filter(created=None).exists()


def test_second_run_writes_nothing(ids):
    sync()
    before = snapshot(everything=True)
    written = {name: count["written"] for name, count in sync().counts.items()}
    assert not differences(before, snapshot(everything=True))
    assert set(written.values()) == {0}


def test_columns_are_filled(stripe, ids):
    sync()
    refund = models.Refund.objects.get(id=ids["refund"])
    assert refund.charge_id == ids["charge"]
    assert refund.balance_transaction.type == "refund"
    charge = models.Charge.objects.get(id=ids["charge"])
    assert charge.balance_transaction.amount == 24000
    assert "status" not in charge.balance_transaction.stripe_data
    note = CreditNote.objects.get(id=ids["credit note"])
    assert (note.invoice_id, note.status) == (ids["invoice"], "issued")
    paid = InvoicePayment.objects.get(invoice_id=ids["invoice"])
    assert paid.payment_intent_id == charge.payment_intent_id
    schedule = models.SubscriptionSchedule.objects.get(id=ids["schedule"])
    assert schedule.customer.id == ids["owner of the tax id"]
    assert schedule.subscription.id.startswith("sub_")
    assert models.TaxId.objects.get(id=ids["tax id"]).customer_id == ids["owner of the tax id"]
    discounts = models.Discount.objects.all()
    assert {d.subscription_id or d.customer_id for d in discounts} == {
        ids["discounted"],
        ids["discounted customer"],
    }
    assert discounts.get(subscription_id=ids["discounted"]).promotion_code == ids["code"]
    assert models.Dispute.objects.get().payment_intent_id == ids["disputed"]
    assert set(models.Session.objects.values_list("id", flat=True)) == {ids["expired"]}


def test_discount_that_ended_is_gone(stripe, ids):
    sync()
    stripe.control("DELETE", "requests")
    before = len(events_of(stripe))
    stripe.client.v1.subscriptions.delete_discount(ids["discounted"])
    stripe.client.v1.customers.delete_discount(ids["discounted customer"])
    for event in events_of(stripe)[before:]:
        deliver(event)
    assert not models.Discount.objects.exists()
    assert found_differences() == {}


def test_customer_deleted_takes_tax_ids_along(stripe, ids):
    deliver_all(stripe)
    before = len(events_of(stripe))
    stripe.client.v1.customers.delete(ids["owner of the tax id"])
    for event in events_of(stripe)[before:]:
        deliver(event)
    assert not models.TaxId.objects.exists()


def test_balance_transactions_are_filled_in(stripe, ids):
    for event in events_of(stripe):
        deliver(event)
    stubs = models.BalanceTransaction.objects.filter(created=None).count()
    assert stubs > 0
    tick(stripe, 60)
    assert late.fill() == stubs + 2  # the account, and what an open invoice's credit note was for
    assert not models.BalanceTransaction.objects.filter(created=None).exists()
    stripe.control("DELETE", "requests")
    assert late.fill() == 0
    assert stripe.requests() == []


def test_what_a_part_that_is_paid_leaves_to_be_paid_is_read(stripe):
    """No event says so of the payment that waits."""
    api = stripe.client.v1
    customer = api.customers.create({"name": "Owes"}).id
    with_card(stripe, customer)
    invoice = api.invoices.create(
        {"customer": customer, "collection_method": "send_invoice", "days_until_due": 30}
    ).id
    api.invoice_items.create({"customer": customer, "invoice": invoice, "amount": 500, "currency": "gbp"})
    api.invoices.finalize_invoice(invoice)
    deliver_all(stripe)
    waiting = models.PaymentIntent.objects.filter(stripe_data__status__startswith="requires_")
    for left in (300, 150):
        tick(stripe, 60)
        paid = {"amount": waiting.get().stripe_data["amount"] - left, "currency": "gbp", "customer": customer}
        before = len(events_of(stripe))
        intent = api.payment_intents.create(
            {**paid, "payment_method": "pm_card_visa", "confirm": True, "off_session": True}
        )
        api.invoices.attach_payment(invoice, {"payment_intent": intent.id})
        for event in events_of(stripe)[before:]:
            deliver(event)
        late.fill()
        assert waiting.get().stripe_data["amount"] == left
        assert found_differences() == {}
    tick(stripe, 60)
    late.fill()
    stripe.control("DELETE", "requests")
    assert late.fill() == 0
    assert stripe.requests() == []


def test_what_a_credit_note_leaves_to_be_paid_is_read(stripe, ids):
    """No event says so of the payment that waits, here or after its Customer is deleted."""
    api = stripe.client.v1
    customer = api.customers.create({"name": "Owes"}).id
    invoice = api.invoices.create({"customer": customer}).id
    item = {"customer": customer, "invoice": invoice, "amount": 500, "currency": "gbp"}
    api.invoice_items.create(item)
    api.invoices.finalize_invoice(invoice)
    api.customers.delete(customer)
    deliver_all(stripe)
    tick(stripe, 60)
    late.fill()
    before = len(events_of(stripe))
    note = api.credit_notes.create({"invoice": invoice, "amount": 200}).id
    for left in (300, 500):
        for event in events_of(stripe)[before:]:
            deliver(event)
        tick(stripe, 60)
        assert late.fill() == 1
        assert models.PaymentIntent.objects.get(customer=customer).stripe_data["amount"] == left
        assert found_differences() == {}
        before = len(events_of(stripe))
        if left == 300:
            api.credit_notes.void_credit_note(note)
    stripe.control("DELETE", "requests")
    assert late.fill() == 0
    assert stripe.requests() == []


def test_only_what_another_list_brings(stripe, ids):
    stripe.control("DELETE", "requests")
    run = sync("Refund", "TaxId")
    assert [request["path"] for request in stripe.requests()].count("/v1/charges") == 1
    assert set(run.counts) >= {"refund", "tax_id"}
    assert "charge" not in run.counts
    assert models.Refund.objects.get(created__isnull=False, id=ids["refund"])
    assert not models.PaymentIntent.objects.exists()


def test_more_refunds_than_stripe_nests(stripe, ids):
    for _ in range(12):
        stripe.client.v1.refunds.create({"charge": ids["charge"], "amount": 10})
    sync()
    assert models.Refund.objects.filter(charge_id=ids["charge"]).count() == 14
    assert found_differences() == {}


def test_no_list_is_read_for_what_others_bring(stripe, ids):
    stripe.control("DELETE", "requests")
    sync()
    asked = {request["path"] for request in stripe.requests()}
    within = {spec.path for spec in SPECS if spec.within}
    assert not asked & within


def test_unknown_object_is_named(stripe):
    with pytest.raises(CommandError, match="InvoicePayment"):
        sync("Mandate")
