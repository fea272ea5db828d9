"""Stripe away, keys revoked, processes killed, two at once (checklist 35, 36, 45)."""

from __future__ import annotations

import threading

import pytest
from django.db import connection, connections
from procrastinate.contrib.django.models import ProcrastinateJob

from members.models import AuditEntry, ImportBatch, ImportRow
from members.services import bulk, customers, writing
from members.services.bulk import applying, running, tasks
from members.tests import club
from members.tests.loading import (
    BY,
    carry_out,
    load,
    memberships,
    outcomes,
    people,
    plan,
    rows,
    sheet,
    someone,
)
from reporting import queries, reader

pytestmark = pytest.mark.django_db(databases=["default", "reporting"])


@pytest.fixture(autouse=True)
def _no_patience(monkeypatch):
    monkeypatch.setattr(reader, "BUSY_RETRIES", 0)
    monkeypatch.setattr(reader, "NETWORK_RETRIES", 0)
    reader._client.cache_clear()
    yield
    reader._client.cache_clear()


def confirmed(content: bytes) -> ImportBatch:
    return bulk.confirm(batch_id=plan(content).pk, by=BY, queue=False)


@pytest.mark.parametrize(
    "fault",
    [
        {"kind": "status", "status": 429},
        {"kind": "status", "status": 500},
        {"kind": "reset_after"},
        {"kind": "reset_before"},
    ],
    ids=["429", "500", "broken-after", "broken-before"],
)
def test_rows_wait_while_stripe_is_away_and_are_made_once(stripe, fault):
    batch = confirmed(sheet(someone(1), someone(2)))
    stripe.control("POST", "faults", method="POST", path="/v1/customers", count=1, **fault)
    with pytest.raises(bulk.Paused):
        bulk.run(batch.pk)
    batch.refresh_from_db()
    assert (batch.state, "goes on by itself" in batch.message) == ("running", True)
    assert outcomes(bulk.run(batch.pk)) == ["created", "created"]
    assert sorted(p.email for p in people(stripe)) == ["person1@example.org", "person2@example.org"]


def test_a_broken_connection_after_the_membership_began_makes_one_membership(stripe):
    club.plan("Adult")
    batch = confirmed(sheet(someone(1, plan="Adult", trial_days="9")))
    stripe.control("POST", "faults", method="POST", path="/v1/subscriptions", count=1, kind="reset_after")
    with pytest.raises(bulk.Paused):
        bulk.run(batch.pk)
    assert outcomes(bulk.run(batch.pk)) == ["created"]
    assert (len(people(stripe)), len(memberships(stripe))) == (1, 1)
    assert rows(batch)[0].subscription_id == memberships(stripe)[0].id


def test_a_row_that_stripe_never_takes_fails_in_the_end_and_blocks_nobody(stripe, monkeypatch):
    monkeypatch.setattr(running, "MAX_ATTEMPTS", 2)
    batch = confirmed(sheet(someone(1), someone(2)))
    stripe.control("POST", "faults", method="GET", path="/v1/customers", count=1, kind="status", status=500)
    with pytest.raises(bulk.Paused):
        bulk.run(batch.pk)
    ImportRow.objects.filter(batch=batch, number=3).update(attempts=5)
    stripe.control("POST", "faults", method="GET", path="/v1/customers", count=9, kind="status", status=500)
    assert outcomes(bulk.run(batch.pk)) == ["failed", "failed"]
    assert "Import the row again later" in rows(batch)[0].message


def test_no_row_fails_because_stripe_is_away_for_long(stripe, monkeypatch):
    monkeypatch.setattr(running, "MAX_ATTEMPTS", 2)
    batch = confirmed(sheet(someone(1)))
    stripe.control("POST", "faults", path="/v1/*", count=-1, kind="status", status=500)
    for _ in range(5):
        with pytest.raises(bulk.Paused):
            bulk.run(batch.pk)
    stripe.control("DELETE", "faults")
    assert outcomes(bulk.run(batch.pk)) == ["created"]


def test_a_revoked_key_stops_the_import_at_once_and_says_so(stripe):
    batch = confirmed(sheet(*(someone(n) for n in range(5))))
    stripe.control("POST", "faults", path="/v1/*", count=99, kind="status", status=401)
    before = len(stripe.requests())
    batch = bulk.run(batch.pk)
    assert batch.state == "stopped"
    assert "STRIPE_SECRET_KEY" in batch.message
    assert len(stripe.requests()) - before <= 2
    stripe.control("DELETE", "faults")
    assert set(outcomes(carry_out(batch))) == {"created"}


class Killed(BaseException):
    """What no `except Exception` sees, as no code sees a SIGKILL."""


@pytest.mark.parametrize("step", ["create", "save", "start"])
@pytest.mark.parametrize("a_day_later", [False, True])
def test_killed_in_the_middle_of_a_row_and_resumed(stripe, monkeypatch, step, a_day_later):
    club.plan("Adult")
    content = sheet(*(someone(n, plan="Adult", trial_days="9") for n in range(3)))
    batch = confirmed(content)
    name = {"create": "_create", "save": "_finish", "start": "_start"}[step]
    real = getattr(applying, name)

    def killed(row, *args, **more):
        answer = None if step == "save" and row.number == 3 else real(row, *args, **more)
        if row.number == 3:
            raise Killed
        return answer

    monkeypatch.setattr(applying, name, killed)
    with pytest.raises(Killed):
        bulk.run(batch.pk)
    monkeypatch.setattr(applying, name, real)
    if a_day_later:  # Stripe has forgotten its idempotency keys
        now = stripe.control("GET", "health")["now"]
        stripe.control("POST", "clock", now=now + 25 * 3600)
    batch = bulk.run(batch.pk)
    assert (batch.state, outcomes(batch)) == ("done", ["created"] * 3)
    assert (len(people(stripe)), len(memberships(stripe))) == (3, 3)
    assert {m.customer for m in memberships(stripe)} == {p.id for p in people(stripe)}
    assert all(row.customer_id and row.subscription_id for row in rows(batch))
    assert set(outcomes(load(content))) == {"unchanged"}


@pytest.mark.parametrize("action", ["customer.create", "subscription.start"])
def test_killed_after_stripe_did_it_and_before_anything_here_knew(stripe, monkeypatch, action):
    club.plan("Adult")
    batch = confirmed(sheet(*(someone(n, plan="Adult", trial_days="9") for n in range(2))))
    real = writing.finish

    def killed(answer, **more):
        if more["action"] == action:
            raise Killed
        return real(answer, **more)

    monkeypatch.setattr(writing, "finish", killed)
    with pytest.raises(Killed):
        bulk.run(batch.pk)
    monkeypatch.setattr(writing, "finish", real)
    assert outcomes(bulk.run(batch.pk)) == ["created", "created"]
    assert (len(people(stripe)), len(memberships(stripe))) == (2, 2)
    assert [member.status for member in queries.members()] == ["trialing", "trialing"]
    assert all(row.subscription_id for row in rows(batch))
    for name in ("customer.create", "subscription.start"):
        assert AuditEntry.objects.filter(action=name, actor=BY).count() == 2


def test_an_unforeseen_error_fails_its_row_alone(stripe, monkeypatch):
    batch = confirmed(sheet(someone(1), someone(2)))
    real = customers.create

    def create(**values):
        if values["name"] == "Person 1":
            raise RuntimeError("a defect")
        return real(**values)

    monkeypatch.setattr(applying.customers, "create", create)
    assert outcomes(bulk.run(batch.pk)) == ["failed", "created"]


def test_confirming_queues_one_job(stripe):
    batch = plan(sheet(someone(1)))
    bulk.confirm(batch_id=batch.pk, by=BY)
    job = ProcrastinateJob.objects.get(task_name="members.bulk.apply_import")
    assert job.args == {"batch_id": batch.pk}
    tasks.apply_import(batch_id=batch.pk)
    assert outcomes(batch) == ["created"]


def test_an_import_whose_worker_died_is_queued_again(stripe):
    batch = confirmed(sheet(someone(1)))
    tasks.resume_imports(0)
    tasks.resume_imports(0)
    assert ProcrastinateJob.objects.filter(task_name="members.bulk.apply_import", status="todo").count() == 1
    bulk.run(batch.pk)
    ProcrastinateJob.objects.all().delete()
    tasks.resume_imports(0)
    assert not ProcrastinateJob.objects.filter(task_name="members.bulk.apply_import").exists()


@pytest.mark.django_db(databases=["default", "reporting"], transaction=True)
def test_two_people_import_the_same_file_at_once(stripe):
    club.plan("Adult")
    content = sheet(*(someone(n, plan="Adult", trial_days="9") for n in range(12)))
    batches = [confirmed(content), confirmed(content)]
    start = threading.Barrier(2)

    def go(batch_id: int) -> None:
        start.wait()
        try:
            bulk.run(batch_id)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=go, args=(batch.pk,)) for batch in batches]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(people(stripe)), len(memberships(stripe))) == (12, 12)
    both = [row.outcome for batch in batches for row in rows(batch)]
    assert (both.count("created"), both.count("unchanged")) == (12, 12)


@pytest.mark.django_db(databases=["default", "reporting"], transaction=True)
def test_a_second_worker_leaves_a_running_import_alone(stripe):
    batch = confirmed(sheet(someone(1)))
    taken, done = threading.Event(), threading.Event()

    def hold() -> None:
        with running.locks.held(running.lock_name(batch.pk)):
            taken.set()
            done.wait(10)
        connection.close()

    holder = threading.Thread(target=hold)
    holder.start()
    taken.wait(10)
    bulk.run(batch.pk)
    assert outcomes(batch) == ["pending"]
    done.set()
    holder.join()
    bulk.run(batch.pk)
    assert outcomes(batch) == ["created"]
