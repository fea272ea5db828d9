"""What Stripe's dashboard shows beside a delivery, and who hears of it here."""

import pytest
from django.db import connections

from reporting.inbox import EventMalformed
from reporting.signals import events_told
from reporting.tests.deliveries import deliver, events_of
from reporting.tests.faults import fail_on

pytestmark = pytest.mark.django_db(databases=["default", "reporting"])


@pytest.fixture
def event(stripe):
    stripe.client.v1.customers.create({"name": "Ann Able", "email": "ann@example.org"})
    [created] = events_of(stripe)
    return created


@pytest.fixture
def told():
    """What the rest of the code hears of, for which one that fails is no reason to fail."""
    heard = []

    def hear(sender, events, **kwargs):
        heard.append([event["id"] for event in events])
        raise ValueError("somebody else's mistake")

    events_told.connect(hear)
    yield heard
    events_told.disconnect(hear)


def test_received(event, told):
    response = deliver(event)
    assert (response.status_code, told) == (200, [[event["id"]]])
    assert response.json() == {"code": "received", "detail": "The event is in the mirror."}


def test_refused(told):
    for body, status, code, detail in (
        (b" " * 1_000_001, 413, "too_large", "The body is larger than any event."),
        (b" " * 1_000_000, 400, "event_malformed", EventMalformed.default_detail),
    ):
        response = deliver(body)
        assert response.status_code == status
        error = {"code": code, "detail": detail, "attr": None}
        assert response.json() == {"type": "client_error", "errors": [error]}
    assert told == []


def test_waiting(event, told, caplog):
    with connections["reporting"].execute_wrapper(fail_on("djstripe_customer")):
        response = deliver(event)
    detail = "The event could not be applied yet. Deliver it again."
    error = {"code": "not_applied", "detail": detail, "attr": None}
    assert (response.status_code, told) == (503, [])
    assert response.json() == {"type": "server_error", "errors": [error]}
    assert f"Event {event['id']} waits: OperationalError" in caplog.text
