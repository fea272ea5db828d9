"""A busy day at DEBUG, with a Stripe that fails: no secret in any log or event. Checklist 18, 24, 56."""

from __future__ import annotations

import io
import json
import logging
from contextlib import suppress

import pytest
from django.conf import settings as installed

from cogento.error_reports import Masked
from members import gateway
from members.models import AuditEntry
from members.services import bulk
from members.tests import club, till
from members.tests.loading import load, outcomes, sheet, someone
from members.tests.signing_in import Browser, code_in, link_in, mail_to, token_of
from reporting import inbox, reader
from reporting.models import InboxEvent
from reporting.tests.deliveries import deliver, events_of

pytestmark = pytest.mark.django_db(databases=["default", "reporting"])
FAILING = [500, 429, 401]


@pytest.fixture(autouse=True)
def _no_patience(monkeypatch):
    monkeypatch.setattr(reader, "BUSY_RETRIES", 0)
    monkeypatch.setattr(reader, "NETWORK_RETRIES", 0)


class Written:
    """What an operator reads who sets LOG_LEVEL=DEBUG, and each line as it was before it was masked."""

    def __init__(self) -> None:
        self.lines, self.messages = io.StringIO(), []
        self.handler = logging.StreamHandler(self.lines)
        self.handler.setFormatter(Masked(installed.LOGGING["formatters"]["line"]["format"], style="{"))
        self.handler.addFilter(self.note)

    def note(self, record: logging.LogRecord) -> bool:
        self.messages.append(record.getMessage())
        return True


@pytest.fixture
def written():
    """Set to DEBUG as the variable does it: loggers that have a level of their own keep it."""
    root, written = logging.getLogger(), Written()
    before = root.level
    root.setLevel(logging.DEBUG)
    root.addHandler(written.handler)
    yield written
    root.removeHandler(written.handler)
    root.setLevel(before)


def office_work(stripe, admin) -> list[str]:
    """An import with a bad row, a payment, refunds, one of them too large. Answers what is secret."""
    good, bad = someone(1, email="imported.secret@example.org"), someone(2, email="no secret address")
    assert sorted(outcomes(load(sheet(good, bad)))) == ["created", "failed"]
    payer, _ = club.member("Petra Payer", "payer.secret@example.org")
    till.card(stripe, payer)
    charge = till.paid(stripe, 2500, payer)
    assert admin.post("/stripe/refunds", {"charge_id": charge, "amount_cents": 500}).status_code == 201
    assert admin.post("/stripe/refunds", {"charge_id": charge, "amount_cents": 9999}).status_code == 400
    [card] = stripe.client.v1.payment_methods.list({"customer": payer, "type": "card"}).data
    intents = stripe.client.v1.payment_intents.list({"customer": payer}).data
    return [card.card.fingerprint, "4242424242424242", *(intent.client_secret for intent in intents)]


def deliveries(stripe) -> None:
    """Each event twice, and forged, of another shape, and with a word too many."""
    for event in events_of(stripe):
        assert {deliver(event).status_code for _ in range(2)} == {200}
    assert deliver(event, secret="whsec_forged_secret").status_code == 400
    assert deliver(json.dumps({"email": "forged.secret@example.org"}).encode()).status_code == 400


def failing_work(stripe, admin, status: int) -> None:
    """The same while Stripe fails: a write, an import, and an event about which Stripe must be asked."""
    stripe.client.v1.customers.create({"email": f"late.secret{status}@example.org"})
    event = events_of(stripe)[-1] | {"api_version": "2020-01-01"}  # so that it is fetched
    stripe.control("POST", "faults", kind="status", status=status, path="/v1/*", count=-1)
    someone_new = {"name": "New", "email": "new.secret@example.org"}
    assert admin.post("/stripe/customers", someone_new).status_code == 503
    with suppress(bulk.Paused):
        load(sheet(someone(3, email=f"row.secret{status}@example.org")))
    assert deliver(event).status_code == 503
    assert "late.secret" in str(InboxEvent.waiting.get().payload)  # kept for as long as it waits
    stripe.control("DELETE", "faults")
    assert inbox.apply_pending() == 1


def signing_in() -> list[str]:
    browser = Browser()
    browser.ask("payer.secret@example.org")
    message = mail_to("payer.secret@example.org")
    return [token_of(link_in(message)), code_in(message), browser.cookies["sign_in"].value]


def test_nothing_secret_is_written_on_a_busy_day(written, stripe, monkeypatch):
    admin = club.admin()
    secrets = [*office_work(stripe, admin), *signing_in()]
    deliveries(stripe)
    for status in FAILING:
        failing_work(stripe, admin, status)
    secrets += [
        installed.SECRET_KEY,
        installed.STRIPE_SECRET_KEY,
        *installed.STRIPE_WEBHOOK_SECRETS,
        "whsec_forged_secret",
    ]
    for place in ("".join(written.messages), audit_trail(), events()):
        for secret in secrets:
            assert secret not in place
    for place in ("".join(written.messages), events()):
        for name in ("imported", "payer", "forged", "late", "row", "new"):
            assert f"{name}.secret" not in place
    assert "/stripe/refunds" in written.lines.getvalue()
    assert "imported.secret@example.org" in audit_trail()  # who it was about stands there, and there alone


def test_a_traceback_of_anything_is_masked(written, stripe, monkeypatch):
    def broken(**kwargs: object) -> None:
        raise RuntimeError(f"{installed.STRIPE_SECRET_KEY} {installed.STRIPE_WEBHOOK_SECRETS} {kwargs}")

    monkeypatch.setattr(gateway, "create_customer", broken)
    admin = club.admin()
    body = {"name": "Anna", "email": "anna.secret@example.org"}
    assert admin.post("/stripe/customers", body).status_code == 500
    lines = written.lines.getvalue()
    assert "RuntimeError: sk_test_…" in lines
    for secret in (installed.STRIPE_SECRET_KEY, *installed.STRIPE_WEBHOOK_SECRETS, "anna.secret"):
        assert secret not in lines


def audit_trail() -> str:
    return str(list(AuditEntry.objects.values()))


def events() -> str:
    """What is left of events that were applied."""
    assert not InboxEvent.waiting.exists()
    return str(list(InboxEvent.objects.values()))
