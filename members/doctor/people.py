"""Somebody must be able to grant roles."""

from __future__ import annotations

from collections.abc import Iterator

from members.doctor.finding import Finding, ok, wrong
from members.models import RoleGrant


def check() -> Iterator[Finding]:
    superusers = RoleGrant.objects.active().filter(role=RoleGrant.Role.SUPERUSER).count()
    if not superusers:
        yield wrong("There is no superuser. Run: manage.py grant_role you@example.org superuser")
    elif superusers == 1:
        yield ok("There is one superuser. A second one helps when the first is away.")
    else:
        yield ok(f"There are {superusers} superusers.")
