"""Every write with every fault (checklist 35 to 37): never two objects, never a lost one, an honest trail."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from collections.abc import Iterator
from typing import Any

import pytest

import members.services
from cogento.errors import StripeObjectNotFound, StripeUnavailable
from members.models import AuditEntry, PendingWrite
from members.services import deleting
from members.tests import club, membership_writes, other_writes, plan_writes, till, writes
from members.tests.faults import PASSING, killed_after

pytestmark = pytest.mark.django_db(databases=["default", "reporting"])
WRITES = [*writes.WRITES, *membership_writes.WRITES, *plan_writes.WRITES, *other_writes.WRITES]
CALLS = [
    pytest.param(write, call, id=f"{write.name}: {' '.join(call)}")
    for write in WRITES
    for call in write.calls
]
EACH = [pytest.param(write, id=write.name) for write in WRITES]


@pytest.fixture(autouse=True)
def _quick(settings, monkeypatch):
    """A second is long enough, nobody waits between tries, and a double click is never the reason."""
    settings.STRIPE_TIMEOUT_SECONDS = 1
    monkeypatch.setattr("reporting.reader.time.sleep", lambda seconds: None)


def name_of(order):
    return "-".join(str(value) for value in order.values())


def recorded(write):
    return AuditEntry.objects.filter(action=write.action, actor="secretary@example.org")


def run(write, kwargs):
    return write.run(**kwargs, by="secretary@example.org")


@pytest.fixture(autouse=True)
def _secretary(db):
    """Who may also write what no field is defined for."""
    club.staff("superuser", email="secretary@example.org")


def services() -> Iterator[Any]:
    """What writes to Stripe and takes a caller's key."""
    for module in pkgutil.walk_packages(members.services.__path__, "members.services."):
        for name, function in vars(importlib.import_module(module.name)).items():
            is_its_own = inspect.isfunction(function) and function.__module__ == module.name
            if name.startswith("_") or not is_its_own:
                continue
            if {"by", "idempotency_key"} <= set(inspect.signature(function).parameters):
                yield function


def test_every_service_that_writes_is_tried():
    last_step_of_others = {deleting.remove}  # of `delete` and `merge`
    assert {write.run for write in WRITES} >= set(services()) - last_step_of_others


@pytest.mark.parametrize("order", PASSING, ids=name_of)
@pytest.mark.parametrize(("write", "call"), CALLS)
def test_a_hiccup_is_got_over_in_one_go(stripe, write, call, order):
    kwargs = write.prepare(stripe)
    stripe.control("POST", "faults", method=call[0], path=call[1], **order)
    run(write, kwargs)
    write.check(stripe, kwargs)
    assert recorded(write).count() == 1


@pytest.mark.parametrize("kind", ["reset_after", "reset_before"])
@pytest.mark.parametrize(("write", "call"), CALLS)
def test_no_answer_ever_and_the_same_again_finds_what_the_first_did(stripe, write, call, kind):
    kwargs = write.prepare(stripe)
    stripe.control("POST", "faults", method=call[0], path=call[1], kind=kind, count=-1)
    with pytest.raises(StripeUnavailable):
        run(write, kwargs)
    stripe.control("DELETE", "faults")
    _again(write, kwargs)
    till.deliver(stripe)
    write.check(stripe, kwargs)


@pytest.mark.parametrize("write", EACH)
def test_the_process_is_killed_after_any_call_and_the_same_again_goes_on(stripe, write):
    number = 0
    while True:
        number += 1
        stripe.control("POST", "reset")
        _forget()
        kwargs = write.prepare(stripe)
        AuditEntry.objects.all().delete()
        PendingWrite.objects.all().delete()
        with killed_after(number) as calls:
            run(write, kwargs)
        if len(calls) < number:
            break
        _again(write, kwargs)
        till.deliver(stripe)
        write.check(stripe, kwargs)
    assert number > 1


def _again(write, kwargs):
    """What was deleted already is not there to be deleted again, and that is said."""
    try:
        run(write, kwargs)
    except StripeObjectNotFound:
        assert write.name.startswith("delete")


def _forget():
    """What the mirror still has from the round before."""
    from djstripe.models import Charge, Customer, Invoice, Price, Product, Subscription

    from reporting.models import Member, ObjectVersion

    for model in (Charge, Invoice, Subscription, Price, Product, Customer, Member, ObjectVersion):
        model.objects.all().delete()
