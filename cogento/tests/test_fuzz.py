"""The API held to its own schema by every role. This is the short form of `make fuzz CASES=10000`."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from django.core.signals import request_finished, request_started
from django.db import close_old_connections

from cogento.tests.fuzz import Walk
from members.models import FieldDefinition, User
from members.tests.factories import UserFactory, staff
from members.tests.objects import one_of_each

pytestmark = pytest.mark.django_db(databases=["default", "reporting"])

CASES = int(os.environ.get("COGENTO_FUZZ_CASES", "600"))  # of all roles together
MANY = 10**9


@pytest.fixture(autouse=True)
def _connections_stay() -> Iterator[None]:
    """Requests come in-process but not by Django's test client, which does the same."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


def nobody() -> None:
    return None


def member() -> User:
    """The one whose the objects are."""
    return UserFactory(email="anna@example.org")


def admin() -> User:
    return staff(email="secretary@example.org")


def superuser() -> User:
    return staff("superuser", email="treasurer@example.org")


@pytest.mark.parametrize("role", [nobody, member, admin, superuser])
def test_every_answer_is_one_that_the_schema_tells_of(stripe, settings, role):
    settings.API_THROTTLES = dict.fromkeys(settings.API_THROTTLES, MANY)
    settings.SIGN_IN_MAILS_PER_NETWORK = settings.SIGN_IN_MAILS_PER_MAILBOX = MANY
    for target in ("customer", "subscription"):
        FieldDefinition.objects.create(key="size", label="Size", target=target, writable_by="member")
    ids = one_of_each(stripe)
    walk = Walk(user=role(), ids=ids)
    walk.go(cases=CASES // 4)
    print(role.__name__, dict(sorted(walk.statuses.items())))
    assert not walk.wrong, "\n\n".join(f"{what}\n{shown}" for what, shown in walk.wrong.items())
