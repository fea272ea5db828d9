"""Two seasons of the club's past, made by test clocks."""

from __future__ import annotations

import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from threading import Thread
from typing import Any

import pytest

from demo import places
from demo.club import clocks
from demo.club.dates import months_after, now
from demo.club.people import PAID_BEFORE
from demo.preparation import write_history
from demo.stripe import Stripe
from demo.timekeeper import Timekeeper

DAY = 86400
Rows = list[dict[str, Any]]


@pytest.fixture(scope="module")
def stripe(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stripe]:
    state = tmp_path_factory.mktemp("history") / "stripe.sqlite"
    write_history(state)
    command = [sys.executable, "-m", "stripe_emulator", "--port", "0", "--state", str(state)]
    with subprocess.Popen(command, cwd=places.ROOT, stdout=subprocess.PIPE, text=True) as emulator:
        assert emulator.stdout is not None
        yield Stripe(emulator.stdout.readline().split()[-1])
        emulator.terminate()


@pytest.fixture(scope="module")
def club(stripe: Stripe) -> dict[str, Rows]:
    """What Stripe lists when the history is written."""
    found: dict[str, Rows] = {"clocks": list(stripe.all(clocks.PATH)), "customers": [], "subscriptions": []}
    for clock in found["clocks"]:
        found["customers"] += stripe.all("customers", test_clock=clock["id"])
        found["subscriptions"] += stripe.all("subscriptions", test_clock=clock["id"], status="all")
    for kind in ("invoices", "charges", "refunds", "disputes", "events"):
        found[kind] = list(stripe.all(kind))
    return found


def test_all_who_paid_by_card_live_on_clocks_that_stand_at_now(stripe: Stripe, club: dict[str, Rows]):
    assert len(club["customers"]) == sum(PAID_BEFORE.values())
    assert list(stripe.all("customers")) == []
    assert max(Counter(each["test_clock"] for each in club["customers"]).values()) == clocks.PEOPLE
    assert {clock["status"] for clock in club["clocks"]} == {"ready"}
    assert all(time.time() - clock["frozen_time"] < 600 for clock in club["clocks"])


def test_everybody_but_those_on_trial_joined_two_years_ago_or_earlier(club: dict[str, Rows]):
    first = {}
    for subscription in sorted(club["subscriptions"], key=lambda each: each["created"]):
        first.setdefault(subscription["customer"], subscription["created"])
    assert max(first.values()) < time.time() - 2 * 365 * DAY
    assert len(first) == len(club["customers"])


def test_they_end_as_the_club_knows_them(club: dict[str, Rows]):
    last = {}
    for subscription in sorted(club["subscriptions"], key=lambda each: each["created"]):
        last[subscription["customer"]] = subscription
    statuses = Counter(each["status"] for each in last.values())
    paying = PAID_BEFORE["paying"] + PAID_BEFORE["leaving"]
    assert statuses == {
        "active": paying,
        **{fate: PAID_BEFORE[fate] for fate in ("past_due", "paused", "canceled")},
    }
    leaving = [each for each in last.values() if each["cancel_at_period_end"] and each["status"] == "active"]
    assert len(leaving) == PAID_BEFORE["leaving"]


def test_failed_renewals_recovered(club: dict[str, Rows]):
    """A charge failed, and a later one for the same invoice's intent came in."""
    tried: dict[str, set[str]] = {}
    for charge in club["charges"]:
        tried.setdefault(charge["payment_intent"], set()).add(charge["status"])
    assert sum(1 for statuses in tried.values() if statuses == {"failed", "succeeded"}) >= 3
    assert sum(1 for statuses in tried.values() if statuses == {"failed"}) >= PAID_BEFORE["past_due"]


def test_money_was_given_back_in_full_and_in_part(club: dict[str, Rows]):
    refunded = [charge for charge in club["charges"] if charge["amount_refunded"]]
    assert {charge["refunded"] for charge in refunded} == {True, False}
    assert {refund["reason"] for refund in club["refunds"]} == {"requested_by_customer", "duplicate"}
    assert [dispute["status"] for dispute in club["disputes"]] == ["won"]


def test_invoices_have_every_fate(club: dict[str, Rows]):
    statuses = Counter(invoice["status"] for invoice in club["invoices"])
    assert statuses.keys() == {"paid", "open", "uncollectible", "void"}
    assert statuses["open"] == PAID_BEFORE["past_due"]
    paid = [invoice for invoice in club["invoices"] if invoice["status"] == "paid"]
    late = [
        each for each in paid if each["due_date"] and each["status_transitions"]["paid_at"] > each["due_date"]
    ]
    assert late
    assert any(each["total_discount_amounts"] for each in paid)
    assert any(each["billing_reason"] == "subscription_update" for each in paid)


def test_only_the_last_month_is_told_as_new(club: dict[str, Rows]):
    """Whoever reads Stripe's events of 30 days is not told two seasons."""
    renewed = [each for each in club["invoices"] if each["created"] > time.time() - 32 * DAY]
    told = [event for event in club["events"] if event["type"] == "invoice.created"]
    assert 0 < len(told) <= len(renewed)


def test_the_clocks_follow_real_time_until_they_are_stopped(stripe: Stripe):
    clock = clocks.create(stripe, at=months_after(now(), -3), name="behind")
    timekeeper = Timekeeper(stripe, every=0.05)
    said: list[str] = []
    thread = Thread(target=timekeeper.run, args=[said.append])
    thread.start()
    until = time.monotonic() + 60
    while stripe.get(f"{clocks.PATH}/{clock['id']}")["frozen_time"] < time.time() - 60:
        assert time.monotonic() < until, "The clock stands still."
        time.sleep(0.05)
    timekeeper.stop()
    thread.join(60)
    assert not thread.is_alive()
    assert said == []
