"""A change made here and the event that tells of it, written down in the same moment."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction
from django.db.models.signals import post_save

from members.models import AuditEntry
from members.services import audit, audit_events
from reporting.tests.deliveries import events_of

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "reporting"])
WAITING = """
    SELECT count(*) FROM pg_locks JOIN pg_database d ON d.oid = database AND datname = current_database()
    WHERE locktype = 'advisory' AND NOT granted
"""


def test_our_own_entry_takes_the_place_of_one_that_is_just_being_written(stripe):
    stripe.client.v1.customers.create({"name": "Ann"})
    [event] = events_of(stripe)
    written, go_on = threading.Event(), threading.Event()

    def told() -> None:
        with transaction.atomic():
            audit_events.note(events=[event])
            written.set()
            assert go_on.wait(60)
        connection.close()

    def done_here() -> None:
        request = event["request"]["id"]
        audit.record(actor="us", action="customer.create", object_id="cus_1", stripe_request_id=request)
        connection.close()

    with ThreadPoolExecutor(2) as pool:
        try:
            event_side = pool.submit(told)
            assert written.wait(60)
            own_side = pool.submit(done_here)
            until = time.monotonic() + 60
            while not own_side.done() and not waiting() and time.monotonic() < until:
                time.sleep(0.01)
        finally:
            go_on.set()
        event_side.result(60)
        own_side.result(60)
    assert [entry.actor for entry in AuditEntry.objects.all()] == ["us"]


def test_an_event_that_comes_while_our_own_entry_is_being_written_is_taken_out(stripe):
    stripe.client.v1.customers.create({"name": "Ann"})
    [event] = events_of(stripe)

    def told() -> None:
        audit_events.note(events=[event])
        connection.close()

    def meanwhile(created: bool, instance: AuditEntry, **kwargs: object) -> None:
        with ThreadPoolExecutor(1) as pool:
            pool.submit(told).result(60)
        assert AuditEntry.objects.filter(event_id=event["id"]).exists()

    post_save.connect(meanwhile, sender=AuditEntry)
    try:
        request = event["request"]["id"]
        audit.record(actor="us", action="customer.create", object_id="cus_1", stripe_request_id=request)
    finally:
        post_save.disconnect(meanwhile, sender=AuditEntry)
    assert [entry.actor for entry in AuditEntry.objects.all()] == ["us"]


def waiting() -> int:
    with connection.cursor() as cursor:
        cursor.execute(WAITING)
        return cursor.fetchone()[0]
