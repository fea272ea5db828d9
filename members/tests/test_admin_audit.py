"""The audit trail as a membership secretary reads it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.test import Client

from members.admin import words
from members.models import AuditEntry
from members.services import audit
from members.tests.factories import staff
from members.tests.signing_in import make_member

pytestmark = pytest.mark.django_db(databases=["default", "reporting"])
LIST = "/admin/members/auditentry/"


@pytest.fixture
def client() -> Client:
    client = Client()
    client.force_login(staff(email="secretary@example.org"))
    return client


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
    assert "sub_1" in found


def test_what_was_done_in_stripe_is_told_apart_and_stands_on_the_members_page(client):
    make_member("anna@example.org", name="Anna Alder", customer_id="cus_anna")
    AuditEntry.objects.create(
        source="stripe",
        actor="In Stripe",
        action="charge.refunded",
        object_id="ch_1",
        after={"cancel_at": 1807099200, "amount_refunded": 2500},
        customer_id="cus_anna",
        event_id="evt_1",
    )
    audit.record(actor="x@example.org", action="customer.update", object_id="cus_anna")
    assert "ch_1" not in client.get(f"{LIST}?source__exact=here").content.decode()
    shown = client.get(f"{LIST}?source__exact=stripe").content.decode()
    assert "ch_1" in shown
    assert "cancel at: 7 Apr 2027" in shown
    assert "amount refunded: 2500" in shown
    page = client.get("/admin/reporting/member/cus_anna/change/").content.decode()
    history = page[page.index("History") :]
    assert "Money paid back" in history
    assert "In Stripe</span>" in history
    assert "by x@example.org" in history
