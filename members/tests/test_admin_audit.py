"""The audit trail as a membership secretary reads it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.test import Client

from members.admin import words
from members.services import audit
from members.tests.factories import staff

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
    filtered = client.get(f"{LIST}?action=field.define").content.decode()
    assert "customer.shirt" in filtered
    assert "cus_1" not in filtered
