"""Who may come in: whoever has a role, and whoever is a member by the mirror. Asked anew each time."""

from __future__ import annotations

from django.db import Error as DatabaseUnavailable

from cogento.emails import normalise_email
from cogento.errors import MirrorUnavailable
from members.models import RoleGrant, User
from reporting import queries
from reporting.models import Member


def has_role(email: str) -> bool:
    return RoleGrant.objects.active().filter(email=email).exists()


def members(email: str) -> list[Member]:
    """Every membership on exactly this address that lets its holder in.

    Raises:
        MirrorUnavailable: the reporting database is away.
    """
    try:
        return _exactly(email, queries.eligible_members(email))
    except DatabaseUnavailable as error:
        raise MirrorUnavailable from error


def known_members(email: str) -> list[Member]:
    """Every Customer on exactly this address, also without access. Raises as `members` does."""
    try:
        return _exactly(email, list(queries.members_with_email(email)))
    except DatabaseUnavailable as error:
        raise MirrorUnavailable from error


def may_come_in(user: User) -> bool:
    """A role is enough: only without one is the mirror asked. Raises as `members` does."""
    return user.role is not None or bool(members(user.email))


def is_member(user: User) -> bool:
    """For display and for choosing a page. False also while the mirror is away."""
    try:
        return bool(members(user.email))
    except MirrorUnavailable:
        return False


def _exactly(email: str, found: list[Member]) -> list[Member]:
    """However the database folds letters, a look-alike is another person."""
    return [member for member in found if normalise_email(member.email) == email]
