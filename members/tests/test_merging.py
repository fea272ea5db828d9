"""Two records of one person become one: said beforehand, done once, nothing lost."""

import pytest

from members.models import AuditEntry
from members.services import merging, subscriptions
from members.tests import club, till
from members.tests.factories import staff
from reporting import queries

pytestmark = pytest.mark.django_db(databases=["default", "reporting"])


def two(stripe, **more):
    """One with a card who stays, one who goes."""
    return till.payer(stripe), club.person("Anna A.", "anna@work.example", **more)


def post(stays, goes, verb="merge", client=None, **more):
    body = {"other_id": goes, **more}
    return (client or club.superuser()).post(f"/stripe/customers/{stays}/{verb}", body)


def test_the_preview_says_all_and_writes_nothing(stripe):
    stays, goes = two(stripe, phone="+44 1", metadata={"shirt": "M", "locker": "7"})
    stripe.client.v1.customers.update(stays, {"metadata": {"shirt": "L"}})
    subscription = club.membership(goes)
    stripe.client.v1.customers.balance_transactions.create(goes, {"amount": -700, "currency": "gbp"})
    before = len([each for each in stripe.requests() if each["method"] != "GET"])
    shown = post(stays, goes, "merge-preview").json()
    assert (shown["possible"], shown["problems"]) == (True, [])
    assert shown["metadata"] == {"locker": "7"}
    assert shown["differing"] == [{"key": "shirt", "survivor": "L", "other": "M", "kept": "survivor"}]
    assert shown["details"] == {"phone": "+44 1"}
    assert [each["subscription_id"] for each in shown["memberships"]] == [subscription]
    assert (shown["credit_cents"], shown["currency"]) == (700, "gbp")
    assert len([each for each in stripe.requests() if each["method"] != "GET"]) == before


def test_all_that_a_membership_is_for_is_said_and_goes_over(stripe):
    stays, goes = two(stripe)
    adult, locker = club.plan(), club.plan("Locker", 900)
    old = club.membership(goes, adult)
    stripe.client.v1.subscription_items.create(
        {"subscription": old, "price": locker, "quantity": 2, "proration_behavior": "none"}
    )
    [shown] = post(stays, goes, "merge-preview").json()["memberships"]
    assert {each.pop("price_id"): each for each in shown["items"]} == {
        adult: {"amount_cents": 12_000, "quantity": 1},
        locker: {"amount_cents": 900, "quantity": 2},
    }
    page = club.superuser().get(f"/admin/reporting/member/{stays}/merge/", {"other_id": goes})
    for said in ("Adult, £120.00 a year", "2 × Locker, £9.00 a year", "; paid until "):
        assert said in page.content.decode()
    assert post(stays, goes).status_code == 200
    [new] = stripe.client.v1.subscriptions.list({"customer": stays}).data
    assert {each.price.id: each.quantity for each in new["items"].data} == {adult: 1, locker: 2}


def test_values_memberships_and_credit_go_over_and_the_other_is_gone(stripe):
    stays, goes = two(stripe, phone="+44 1", metadata={"shirt": "M", "locker": "7"})
    stripe.client.v1.customers.update(stays, {"metadata": {"shirt": "L"}})
    price = club.plan()
    old = stripe.client.v1.subscriptions.retrieve(club.membership(goes, price))
    stripe.client.v1.subscriptions.update(old.id, {"metadata": {"court": "3"}})
    stripe.client.v1.customers.balance_transactions.create(goes, {"amount": -700, "currency": "gbp"})
    response = post(stays, goes, take_from_other=["shirt"])
    assert response.status_code == 200, response.content
    held = stripe.client.v1.customers.retrieve(stays)
    assert (held.name, held.phone, held.balance) == ("Anna Archer", "+44 1", -700)
    assert dict(held.metadata) == {"shirt": "M", "locker": "7"}
    (new,) = stripe.client.v1.subscriptions.list({"customer": stays}).data
    assert dict(new.metadata) == {"court": "3", "moved_from": old.id}
    item, was = new["items"].data[0], old["items"].data[0]
    assert (item.price.id, item.quantity) == (price, 1)
    assert (item.current_period_end, new.start_date) == (was.current_period_end, old.start_date)
    assert stripe.client.v1.subscriptions.retrieve(old.id).status == "canceled"
    assert stripe.client.v1.customers.retrieve(goes).deleted
    assert stripe.client.v1.charges.list().data == []  # what was paid is not asked for again
    assert stripe.client.v1.refunds.list().data == []
    member = queries.members().get()
    assert (member.customer_id, member.status, member.metadata) == (stays, "active", dict(held.metadata))
    entry = AuditEntry.objects.get(action="customer.merge")
    assert (entry.object_id, entry.before, entry.actor) == (stays, {"other": goes}, "chair@example.org")


def test_done_twice_it_is_done_once(stripe):
    stays, goes = two(stripe)
    club.membership(goes)
    answers = [post(stays, goes).json() for _ in range(2)]
    assert answers[0]["id"] == answers[1]["id"] == stays
    assert len(stripe.client.v1.subscriptions.list({"customer": stays}).data) == 1
    assert AuditEntry.objects.filter(action="customer.merge").count() == 1


def test_without_a_card_it_goes_on_by_invoice(stripe):
    stays, goes = club.person(), till.payer(stripe, "Anna A.", "anna@work.example")
    club.membership(goes)
    assert "by invoice" in " ".join(post(stays, goes, "merge-preview").json()["notes"])
    assert post(stays, goes).status_code == 200
    (new,) = stripe.client.v1.subscriptions.list({"customer": stays}).data
    assert (new.collection_method, new.days_until_due, new.status) == ("send_invoice", 14, "active")


def test_a_trial_a_coming_end_and_a_discount_go_over_too(stripe):
    stays, goes = two(stripe)
    old = subscriptions.start(customer_id=goes, price_id=club.plan(), trial_days=20, by=club.BY).data
    coupon = stripe.client.v1.coupons.create({"percent_off": 50, "duration": "forever"})
    change = {"discounts": [{"coupon": coupon.id}], "cancel_at_period_end": True}
    stripe.client.v1.subscriptions.update(old["id"], change)
    assert post(stays, goes).status_code == 200
    (new,) = stripe.client.v1.subscriptions.list({"customer": stays, "expand": ["data.discounts"]}).data
    assert (new.status, new.trial_end, new.cancel_at_period_end) == ("trialing", old["trial_end"], True)
    assert [each.source.coupon for each in new.discounts] == [coupon.id]


def refusal(stripe, stays, goes):
    before = len(stripe.client.v1.events.list({"limit": 100}).data)
    response = post(stays, goes)
    assert (response.status_code, club.code_of(response)) == (409, "cannot_merge")
    assert len(stripe.client.v1.events.list({"limit": 100}).data) == before
    return response.json()["errors"][0]["detail"]


def test_both_with_the_same_plan_is_refused(stripe):
    (stays, goes), price = two(stripe), club.plan()
    for customer in (stays, goes):
        club.membership(customer, price)
    assert "same plan" in refusal(stripe, stays, goes)


def test_a_price_that_is_no_longer_offered_is_said_beforehand(stripe):
    (stays, goes), price = two(stripe), club.plan()
    club.membership(goes, price)
    stripe.client.v1.prices.update(price, {"active": False})
    assert "no longer offered" in refusal(stripe, stays, goes)
    stripe.client.v1.prices.update(price, {"active": True})
    assert post(stays, goes).status_code == 200


@pytest.mark.parametrize("what", ["deleted", "used up"])
def test_a_discount_that_cannot_be_given_anew_is_said_beforehand(stripe, what):
    stays, goes = two(stripe)
    order = {"percent_off": 50, "duration": "forever"} | ({"max_redemptions": 1} if what == "used up" else {})
    coupon = stripe.client.v1.coupons.create(order).id
    subscription = club.membership(goes)
    stripe.client.v1.subscriptions.update(subscription, {"discounts": [{"coupon": coupon}]})
    if what == "deleted":
        stripe.client.v1.coupons.delete(coupon)
    assert "discount" in refusal(stripe, stays, goes)
    stripe.client.v1.subscriptions.update(subscription, {"discounts": ""})
    assert post(stays, goes).status_code == 200


def test_an_open_invoice_is_settled_first(stripe):
    stays, goes = two(stripe)
    invoice = till.billed(goes)
    assert "£16.00" in refusal(stripe, stays, goes)
    stripe.client.v1.invoices.void_invoice(invoice)
    assert post(stays, goes).status_code == 200


def test_different_currencies_are_refused(stripe):
    stays, goes = two(stripe)
    till.paid(stripe, customer_id=stays)
    club.membership(stays)
    stripe.client.v1.customers.balance_transactions.create(goes, {"amount": -700, "currency": "eur"})
    assert "different currencies" in refusal(stripe, stays, goes)


def test_what_rests_or_waits_is_refused(stripe):
    stays, goes = two(stripe)
    subscription = club.membership(goes)
    stripe.client.v1.subscriptions.update(subscription, {"pause_collection": {"behavior": "void"}})
    assert "rests" in refusal(stripe, stays, goes)
    stripe.client.v1.subscriptions.update(subscription, {"pause_collection": ""})
    item = stripe.client.v1.invoice_items.create({"customer": goes, "amount": 5, "currency": "gbp"})
    assert "next invoice" in refusal(stripe, stays, goes)
    stripe.client.v1.invoice_items.delete(item.id)
    assert post(stays, goes).status_code == 200


def test_themselves_and_missing_ones(stripe):
    stays, goes = two(stripe)
    for verb in ("merge", "merge-preview"):
        assert post(stays, stays, verb).status_code == 400
        assert post(stays, "cus_missing", verb).status_code == 404
        assert post("cus_missing", goes, verb).status_code == 404


def test_who_may_merge(stripe):
    customer, _ = club.member()
    goes, chair = club.person("B", "b@example.org"), club.person("Chair", "chair@example.org")
    staff("superuser", email="chair@example.org")
    for verb in ("merge", "merge-preview"):
        assert post(customer, goes, verb, club.APIClient()).status_code == 401
        assert post(customer, goes, verb, club.member_client()).status_code == 403
        assert post(customer, chair, verb, club.admin()).status_code == 403
        assert post(chair, customer, verb, club.admin()).status_code == 403
    assert len(stripe.client.v1.customers.list().data) == 3


def test_what_begins_meanwhile_for_the_one_who_goes_is_not_ended_unasked(stripe, monkeypatch):
    """Somebody starts a membership between the last look and the deletion."""
    stays, goes = two(stripe)
    price, record = club.plan(), merging.doing._record

    def begun_meanwhile(plan, *, by):
        record(plan, by=by)
        club.membership(goes, price)

    monkeypatch.setattr(merging.doing, "_record", begun_meanwhile)
    response = post(stays, goes)
    assert (response.status_code, club.code_of(response)) == (409, "memberships_running")
    assert len(stripe.client.v1.subscriptions.list({"customer": goes}).data) == 1
    monkeypatch.undo()
    assert post(stays, goes).status_code == 200
    assert len(stripe.client.v1.subscriptions.list({"customer": stays}).data) == 1


def test_two_merges_of_the_same_person_at_once_do_not_mix(stripe):
    """The lock of the first is held by another connection."""
    from django.db import connections

    stays, goes = two(stripe)
    other = connections["default"].copy()
    try:
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(hashtextextended(%s, 0))", [f"merge:{goes}"])
        assert post(stays, goes).status_code == 409
    finally:
        other.close()
    assert not stripe.client.v1.customers.retrieve(goes).get("deleted")
