"""Who may do what: roles are granted to email addresses, by superusers and by the operator's commands."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction
from django.utils import timezone

from cogento.emails import normalise_email
from cogento.errors import CogentoError, Conflict, NotAllowed
from members.models import RoleGrant
from members.services import audit
from members.sign_in import addresses

SUPERUSER = RoleGrant.Role.SUPERUSER


class EmailInvalid(CogentoError):
    default_code = "email_invalid"
    default_detail = "This is not one email address. Write it like name@example.org."


class RoleUnknown(CogentoError):
    default_code = "role_unknown"
    default_detail = "There is no such role. It is either superuser or admin."


class NotGranted(CogentoError):
    status_code = 404
    default_code = "not_granted"
    default_detail = "This address does not have this role."


class LastSuperuser(Conflict):
    default_code = "last_superuser"
    default_detail = "This is the last superuser. Make somebody else a superuser first."


def grant(*, email: str, role: str, by: str) -> RoleGrant:
    """Give a role to an address. If it has the role already, nothing changes.

    Args:
        by: A superuser's email address, or the name of a command, whose operator has the whole machine.

    Raises:
        NotAllowed: `by` is not a superuser.
        EmailInvalid, RoleUnknown: what was given cannot be granted.
    """
    if role not in RoleGrant.Role.values:
        raise RoleUnknown
    try:
        address = addresses.parse(email)
    except addresses.AddressInvalid:
        raise EmailInvalid from None
    with _one_at_a_time():
        _demand_superuser(by)
        if there := RoleGrant.objects.active().filter(email=address, role=role).first():
            return there
        made = RoleGrant.objects.create(email=address, role=role, granted_by=by)
        audit.record(actor=by, action="role.grant", object_id=str(made.pk), after=_shown(made))
        return made


def revoke(*, email: str, role: str, by: str) -> RoleGrant:
    """Take a role from an address. Its next request is judged without it.

    Raises:
        NotAllowed: `by` is neither a superuser nor a command.
        NotGranted: there is nothing to revoke.
        LastSuperuser: nobody would be left to grant roles.
    """
    with _one_at_a_time():
        _demand_superuser(by)
        active = RoleGrant.objects.active()
        there = active.filter(email=normalise_email(email), role=role).first()
        if there is None:
            raise NotGranted
        if role == SUPERUSER and not active.filter(role=SUPERUSER).exclude(pk=there.pk).exists():
            raise LastSuperuser
        there.revoked_at, there.revoked_by = timezone.now(), by
        there.save(update_fields=["revoked_at", "revoked_by"])
        audit.record(actor=by, action="role.revoke", object_id=str(there.pk), before=_shown(there))
        return there


@contextmanager
def _one_at_a_time() -> Iterator[None]:
    """Two superusers who revoke each other at once must not leave the club without one."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("LOCK TABLE members_rolegrant IN SHARE ROW EXCLUSIVE MODE")
        yield


def _demand_superuser(by: str) -> None:
    is_command = "@" not in by
    if (
        not is_command
        and not RoleGrant.objects.active().filter(email=normalise_email(by), role=SUPERUSER).exists()
    ):
        raise NotAllowed("Only a superuser may grant or revoke roles.")


def _shown(grant: RoleGrant) -> dict[str, str]:
    return {"email": grant.email, "role": str(grant.role)}
