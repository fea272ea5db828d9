"""How the mirror is kept, as a volunteer reads it: rebuilds, checks and events, in words."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.test import Client
from django.utils import timezone

from reporting.models import InboxEvent, MirrorCheck, SyncRun

pytestmark = pytest.mark.django_db(databases=["default", "reporting"])


@pytest.fixture
def page(client: Client) -> Callable[[str], str]:
    """The text of a page, without its tags and addresses."""

    def text(path: str) -> str:
        answer = client.get(f"/admin/reporting/{path}")
        assert answer.status_code == 200
        return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))

    return text


def test_a_rebuild_says_what_it_found_and_shows_nothing_of_its_own_notes(page):
    run = SyncRun.objects.create(
        state="complete",
        ended_at=timezone.now(),
        calls=90,
        counts={
            "payment_intent": {"read": 832, "written": 3, "pruned": 1},
            "tax_id": {"read": 0, "written": 0, "pruned": 0},
        },
        cuts={"charge": [["ch_note"]]},
    )
    shown = page(f"syncrun/{run.pk}/change/")
    assert "Payment intents: 832 read, 3 new or changed, 1 no longer in Stripe" in shown
    assert "Tax ids" not in shown
    assert "ch_note" not in shown
    SyncRun.objects.create(state="failed", ended_at=timezone.now(), message="A list did not arrive whole.")
    assert "A list did not arrive whole." in page("syncrun/")


def test_a_check_says_what_differed(page):
    check = MirrorCheck.objects.create(
        started_at=timezone.now(),
        state="mended",
        differences=3,
        counts={"Customer": {"missing": 1, "stale": 2, "extra": 0}, "Price": {"missing": 0}},
    )
    shown = page(f"mirrorcheck/{check.pk}/change/")
    assert "Customers: 1 missing here, 2 older here" in shown
    assert "Prices" not in shown
    assert "1 check " in page("mirrorcheck/")


def test_events_say_what_happened_and_what_became_of_them(page):
    def event(id: str, type: str, **more: object) -> None:
        InboxEvent.objects.create(id=id, type=type, created_at=timezone.now(), payload={}, **more)

    event("evt_1", "customer.subscription.created", applied_at=timezone.now())
    event("evt_2", "invoice.payment_succeeded")
    event("evt_3", "customer.updated", set_aside="It has no object.")
    everything = page("inboxevent/")
    for text in ("Membership started", "Invoice payment succeeded", "Details changed"):
        assert text in everything
    for state, type in {
        "applied": "customer.subscription.created",
        "waits": "invoice.payment_succeeded",
        "set aside": "customer.updated",
    }.items():
        narrowed = page(f"inboxevent/?state={state}")
        assert re.search(rf" {type} .* {state.capitalize()} ", narrowed)
        assert " 1 " in narrowed[narrowed.index(type) :]
    assert "It has no object." in page("inboxevent/evt_3/change/")
