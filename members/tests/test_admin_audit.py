"""The audit trail as a membership secretary reads it."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest
from django.db import connections

from members.admin import words
from members.models import AuditEntry
from members.services import audit, coupons, subscriptions
from members.tests import club
from members.tests.signing_in import make_member
from reporting import mirror
from reporting.tests.faults import fail_on

pytestmark = pytest.mark.django_db(databases=["default", "reporting"])
LIST = "/admin/members/auditentry/"


def test_every_action_has_words():
    services = Path(__file__).parents[1] / "services"
    found = {
        action
        for file in services.rglob("*.py")
        for action in re.findall(r'(?:action=|lock\()"([a-z]+\.[a-z]+)"', file.read_text())
    }
    assert len(found) > 10
    assert {"customer.metadata", "subscription.metadata", *found} <= set(words.ACTIONS)


def test_it_is_read_filtered_and_leads_to_the_person(client):
    audit.record(actor="secretary@example.org", action="customer.update", object_id="cus_1")
    audit.record(actor="secretary@example.org", action="field.define", object_id="customer.shirt")
    everything = client.get(LIST).content.decode()
    assert "Details changed" in everything
    assert "customer.update" not in re.sub(r"[?&]action=[a-z.]+", "", everything)
    assert 'href="/admin/reporting/member/cus_1/change/"' in everything
    filtered = client.get(f"{LIST}?action=Field defined").content.decode()
    assert "customer.shirt" in filtered
    assert "cus_1" not in filtered


def test_search_finds_a_member_by_name(client):
    make_member("anna@example.org", name="Anna Alder", customer_id="cus_anna")
    audit.record(actor="x", action="subscription.start", object_id="sub_1", customer_id="cus_anna")
    audit.record(actor="x", action="subscription.start", object_id="sub_2", customer_id="cus_ben")
    found = client.get(f"{LIST}?q=anna alder").content.decode()
    assert "cus_anna" in found
    assert "cus_ben" not in found
    assert "cus_ben" in client.get(f"{LIST}?q=sub_2").content.decode()
    assert 'href="/admin/reporting/member/cus_anna/change/">Anna Alder<' in found
    page = f"{LIST}{AuditEntry.objects.get(object_id='sub_1').pk}/change/"
    for text in ("Anna Alder", "sub_1"):
        assert text in client.get(page).content.decode()


def test_what_was_done_in_stripe_is_told_apart_and_stands_on_the_members_page(client):
    make_member("anna@example.org", name="Anna Alder", customer_id="cus_anna")
    AuditEntry.objects.create(
        source="stripe",
        actor="In Stripe",
        action="charge.refunded",
        object_id="ch_1",
        after={"cancel_at": 1807099200, "amount_refunded": 2500, "currency": "gbp"},
        customer_id="cus_anna",
        event_id="evt_1",
    )
    audit.record(actor="x@example.org", action="customer.update", object_id="cus_anna")
    assert "£25.00" not in client.get(f"{LIST}?source__exact=here").content.decode()
    shown = client.get(f"{LIST}?source__exact=stripe").content.decode()
    assert "ends on: 7 Apr 2027" in shown
    assert "amount refunded: £25.00" in shown
    page = client.get("/admin/reporting/member/cus_anna/change/").content.decode()
    history = page[page.index("History") :]
    assert "Money paid back" in history
    assert "In Stripe</span>" in history
    assert "by x@example.org" in history


def test_a_membership_that_was_started_is_told_in_the_clubs_words(stripe, client):
    anna, price_id = club.person(), club.plan()
    coupon = stripe.client.v1.coupons.create({"name": "Old friends", "percent_off": 10, "duration": "once"})
    made = subscriptions.start(
        customer_id=anna,
        price_id=price_id,
        start_date=date(2024, 3, 1),
        collection_method="send_invoice",
        member_name="Cleo Archer",
        by="secretary@example.org",
    ).data
    mirror.refresh("coupon", coupon.id)
    subscriptions.change(subscription_id=made["id"], price_id=club.plan("Family", 20_000), by=club.BY)
    coupons.apply(subscription_id=made["id"], coupon_id=coupon.id, by=club.BY)
    shown = said(client.get(LIST))
    renewal = words.day(made["items"]["data"][0]["current_period_end"])
    for line in [
        "plan: Adult, £120.00 a year",
        "paid: by invoice",
        "days to pay an invoice: 14",
        "member since: 1 Mar 2024",
        "and 2 more",
        "plan: Adult, £120.00 a year → Family, £200.00 a year",
        "Price made Family, £200.00 a year",
        "discount: Old friends, 10 % off the next invoice",
    ]:
        assert line in shown
    for raw in ("price_", "proration", "send_invoice", "_date"):
        assert raw not in shown, re.findall(f".{{60}}{raw}.{{20}}", shown)
    entry = AuditEntry.objects.get(action="subscription.start")
    whole = said(client.get(f"{LIST}{entry.pk}/change/"))
    assert f"renews on: {renewal}" in whole
    assert "member name: Cleo Archer" in whole
    assert "subscription.start" not in whole
    assert "more" not in whole.partition("From → to")[2].partition("As it was written down")[0]


def test_without_the_mirror_the_trail_is_read_all_the_same(client):
    audit.record(
        actor="x", action="subscription.start", object_id="sub_1", after={"items": [{"price": "price_1"}]}
    )
    with connections["reporting"].execute_wrapper(fail_on("")):
        assert "plan: price_1" in said(client.get(LIST))


def said(answer) -> str:
    """The text of a page, without its tags and addresses."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", answer.content.decode()))
