"""The three doors, by themselves; which route has which is in test_access.py. Checklist 20."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from django.contrib.auth.models import AnonymousUser

from cogento.permissions import IsAdmin, IsSignedIn, IsSuperuser


def person(*, staff: bool = False, superuser: bool = False) -> SimpleNamespace:
    return SimpleNamespace(is_authenticated=True, is_staff=staff, is_superuser=superuser)


@pytest.mark.parametrize(
    ("who", "signed_in", "admin", "superuser"),
    [
        (None, False, False, False),
        (AnonymousUser(), False, False, False),
        (SimpleNamespace(is_authenticated=False, is_staff=True, is_superuser=True), False, False, False),
        (person(), True, False, False),
        (person(staff=True), True, True, False),
        (person(staff=True, superuser=True), True, True, True),
    ],
    ids=["no user", "nobody", "not authenticated", "member", "admin", "superuser"],
)
def test_who_gets_through_which_door(who, signed_in, admin, superuser):
    request = SimpleNamespace(user=who)
    doors = (IsSignedIn, IsAdmin, IsSuperuser)
    assert [door().has_permission(request, None) for door in doors] == [signed_in, admin, superuser]
