"""The mirror's entrance: what a write answered is there at once."""

import pytest
from djstripe.models import Customer, Invoice, LineItem, PaymentMethod, Price, Subscription, SubscriptionItem

from reporting import mirror, queries, reader
from reporting.models import Member, ObjectVersion
from reporting.rows import tidy
from reporting.tests.club import plain, plan_of, subscribe, with_card

pytestmark = pytest.mark.django_db(databases=["default", "reporting"])


def create_customer(**fields):
    answer = reader.call(reader.client().v1.customers.create, fields, {"idempotency_key": str(fields)})
    mirror.store(answer)
    return answer.data


def test_writer_reads_own_write(stripe):
    customer = create_customer(name="Ann Able", email="Ann@Example.org", metadata={"shirt_size": "M"})

    row = Customer.objects.get(id=customer["id"])
    assert row.stripe_data == tidy(customer)
    assert row.metadata == {"shirt_size": "M"}
    assert row.created.timestamp() == customer["created"]
    [member] = queries.members_with_email("ann@example.ORG ")
    assert (member.name, member.status, member.metadata) == ("Ann Able", "none", {"shirt_size": "M"})


def test_second_answer_of_the_same_second_is_what_stripe_holds(stripe):
    customer = create_customer(name="Ann Able")
    first = reader.call(
        reader.client().v1.customers.update, customer["id"], {"name": "Ann B"}, {"idempotency_key": "1"}
    )
    second = reader.call(
        reader.client().v1.customers.update, customer["id"], {"name": "Ann C"}, {"idempotency_key": "2"}
    )
    mirror.store(second)
    mirror.store(first)
    assert Member.objects.get().name == "Ann C"


def test_replayed_answer_is_not_believed(stripe):
    create = reader.client().v1.customers.create
    once = reader.call(create, {"name": "Ann Able"}, {"idempotency_key": "same"})
    stripe.client.v1.customers.update(once.data["id"], {"name": "Ann Married"})
    again = reader.call(create, {"name": "Ann Able"}, {"idempotency_key": "same"})
    assert again.replayed
    mirror.store(again)
    assert Member.objects.get().name == "Ann Married"


def test_subscription_brings_its_items_and_price(stripe):
    plan = plan_of(stripe, name="Adult", amount=24000)
    customer = create_customer(name="Ann Able", email="ann@example.org")
    subscription = subscribe(stripe, customer["id"], plan)
    mirror.refresh("product", plan["product"])
    mirror.refresh("subscription", subscription["id"])

    item = SubscriptionItem.objects.get(subscription_id=subscription["id"])
    assert item.price == Price.objects.get(id=plan["id"])
    assert item.price.nickname == ""
    member = Member.objects.get()
    assert (member.status, member.plan_name, member.amount_cents) == ("active", "Adult", 24000)
    assert member.subscription_id == subscription["id"]
    assert member.current_period_end_at > member.current_period_start_at


def test_what_is_referred_to_and_unknown_becomes_a_stub(stripe):
    plan = plan_of(stripe)
    customer = stripe.client.v1.customers.create({"name": "Ann Able"})
    subscription = subscribe(stripe, customer.id, plan)
    before = len(stripe.requests())
    mirror.refresh("invoice", subscription["latest_invoice"])

    assert Customer.objects.get(id=customer.id).stripe_data == {"id": customer.id, "object": "customer"}
    assert Subscription.objects.get(id=subscription["id"]).customer_id == customer.id
    invoice = Invoice.objects.get()
    assert invoice.subscription_id == subscription["id"]
    assert LineItem.objects.get().subscription_item.subscription_id == subscription["id"]
    assert not Member.objects.exists()
    assert len(stripe.requests()) == before + 1


def test_deleted_answer_leaves_a_tombstone(stripe):
    customer = create_customer(name="Ann Able")
    mirror.store(
        reader.call(reader.client().v1.customers.delete, customer["id"], None, {"idempotency_key": "d"})
    )
    assert not Customer.objects.exists()
    assert not Member.objects.exists()
    assert ObjectVersion.objects.get(id=customer["id"]).deleted


def test_deleting_a_customer_ends_their_memberships_here_at_once(stripe):
    customer = create_customer(name="Ann Able")["id"]
    subscription = subscribe(stripe, customer, plan_of(stripe))["id"]
    mirror.refresh("subscription", subscription)
    assert Member.objects.get().status == "active"
    mirror.store(reader.call(reader.client().v1.customers.delete, customer, None, {"idempotency_key": "d"}))
    assert Subscription.objects.get(id=subscription).stripe_data["status"] == "canceled"
    assert not Member.objects.exists()


def test_characters_that_cannot_be_stored_are_left_out(stripe):
    customer = create_customer(name="Ann\0 Able", metadata={"note": "a\0b"})
    assert (customer["name"], customer["metadata"]) == ("Ann Able", {"note": "ab"})
    assert Member.objects.get().name == "Ann Able"


def test_what_is_gone_and_was_expanded_is_a_stub(stripe):
    """Stripe sends a deleted Customer in full where an expanded one stands, and cards that were detached."""
    ann = stripe.client.v1.customers.create({"name": "Ann Able"})
    card = with_card(stripe, ann.id)
    stripe.client.v1.payment_intents.create(
        {"amount": 500, "currency": "gbp", "customer": ann.id, "payment_method": card, "confirm": True}
    )
    stripe.client.v1.payment_methods.detach(card)
    stripe.client.v1.customers.delete(ann.id)
    [charge] = stripe.client.v1.charges.list({"expand": ["data.customer"]}).data
    assert charge.customer.deleted
    method = plain(stripe.client.v1.payment_methods.retrieve(card))
    mirror.store(reader.Answer({**plain(charge), "payment_method": method}, charge.created))
    assert Customer.objects.get().stripe_data == {"id": ann.id, "object": "customer"}
    assert PaymentMethod.objects.get().stripe_data == {"id": card, "object": "payment_method"}
