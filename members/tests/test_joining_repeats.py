"""Asking to join twice: the same request is one mail, for people who are not signed in too."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connections
from rest_framework.test import APIClient

from members.models import AuditEntry, JoinRequest, KeptRequest
from members.tests import club
from members.tests.faults import Killed
from members.tests.signing_in import at_once
from members.views.base import REPLAYED

pytestmark = pytest.mark.django_db(databases=["default", "reporting"])


@pytest.fixture(autouse=True)
def _queue(empty_queue):
    """No job of another test."""


def ask(price_id: str, email: str = "newcomer@example.org", key: str = "", **client: Any) -> Any:
    headers = {"Idempotency-Key": key} if key else {}
    body = {"email": email, "price_id": price_id}
    return APIClient(**client).post("/stripe/joinings", body, format="json", headers=headers)


def mails() -> int:
    return JoinRequest.objects.count()


@pytest.mark.parametrize("key", ["", "k1", "x" * 3000])
def test_twice_is_one_mail_and_the_same_answer(stripe, key):
    price_id = club.plan()
    first, again = (ask(price_id, key=key) for _ in range(2))
    assert (first.status_code, first.content) == (again.status_code, again.content)
    assert first.status_code == 202
    assert REPLAYED not in first.headers
    assert again.headers[REPLAYED] == "true"
    assert mails() == 1


def test_a_key_that_came_with_another_address_is_refused(stripe):
    price_id = club.plan()
    ask(price_id, key="k1")
    answer = ask(price_id, email="other@example.org", key="k1")
    assert (answer.status_code, club.code_of(answer)) == (409, "idempotency_conflict")
    assert mails() == 1


def test_the_same_key_on_another_network_is_another_request(stripe):
    price_id = club.plan()
    for network in ("192.0.2.1", "198.51.100.1"):
        assert REPLAYED not in ask(price_id, key="k1", REMOTE_ADDR=network).headers
    assert mails() == 2


def test_a_later_wish_is_another(stripe):
    price_id = club.plan()
    ask(price_id)
    club.later()
    ask(price_id)
    assert mails() == 2


def test_a_process_that_is_killed_after_the_mail_is_queued_sends_no_second_one(stripe, monkeypatch):
    price_id = club.plan()
    ended = KeptRequest.objects.none().__class__.update

    def killed(rows: Any, **values: Any) -> int:
        if "status" in values:
            raise Killed
        return int(ended(rows, **values))

    with monkeypatch.context() as patch:
        patch.setattr(KeptRequest.objects.none().__class__, "update", killed)
        with pytest.raises(Killed):
            ask(price_id, key="k1")
    assert mails() == 1
    assert ask(price_id, key="k1").status_code == 202
    assert mails() == 1
    assert not AuditEntry.objects.filter(action="request.complete").exists()


def test_neither_address_nor_network_is_kept_with_the_request(stripe):
    ask(club.plan(), key="k1", REMOTE_ADDR="192.0.2.77")
    kept = str(KeptRequest.objects.values().get())
    assert "newcomer" not in kept
    assert "192.0.2.77" not in kept


@pytest.mark.django_db(databases=["default", "reporting"], transaction=True)
def test_many_at_the_same_moment_are_one_mail(stripe):
    price_id = club.plan()
    connections.close_all()
    answers = at_once(6, lambda number: ask(price_id, key="k1"))
    assert {answer.status_code for answer in answers} == {202}
    assert mails() == 1


def test_what_is_no_object_is_refused_as_ever(stripe):
    for body in ([], "x", 5):
        answer = APIClient().post("/stripe/joinings", body, format="json", headers={"Idempotency-Key": "k"})
        assert answer.status_code == 400
    assert not KeptRequest.objects.exists()
