"""The audit trail's entrance. Checklist 18."""

import pytest

from members.models import AuditEntry
from members.services import audit

pytestmark = pytest.mark.django_db


def test_a_row_says_who_did_what():
    audit.record(
        actor="anna@example.org",
        action="customer.update",
        object_id="cus_1",
        before={"name": "Ann"},
        after={"name": "Anna"},
        stripe_request_id="req_1",
    )
    row = AuditEntry.objects.values("actor", "action", "object_id", "before", "after", "stripe_request_id")
    assert list(row) == [
        {
            "actor": "anna@example.org",
            "action": "customer.update",
            "object_id": "cus_1",
            "before": {"name": "Ann"},
            "after": {"name": "Anna"},
            "stripe_request_id": "req_1",
        }
    ]


def test_secrets_are_removed_wherever_they_stand():
    before = {"client_secret": "pi_1_secret_2", "deep": [{"token": "abc", "note": "key sk_live_abc123 here"}]}
    entry = audit.record(actor="x", action="x", object_id="x", before=before, after={"w": "whsec_abc"})
    assert entry.before == {
        "client_secret": "[removed]",
        "deep": [{"token": "[removed]", "note": "key [removed] here"}],
    }
    assert entry.after == {"w": "[removed]"}


def test_arguments_are_named():
    with pytest.raises(TypeError):
        audit.record("anna@example.org", "customer.update", "cus_1")
