from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from cogento.errors import CogentoError
from members.models import RoleGrant
from members.services import roles


class Command(BaseCommand):
    help = (
        "Takes a role from an email address. It counts from the person's next request, also in an open "
        "session; their membership is untouched. The row stays, with when it was revoked. The last superuser "
        "cannot be revoked."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email", help="such as secretary@example.org")
        parser.add_argument("role", choices=RoleGrant.Role.values)

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            grant = roles.revoke(email=options["email"], role=options["role"], by="manage.py revoke_role")
        except CogentoError as error:
            raise CommandError(error.text) from error
        self.stdout.write(f"{grant.email} is not {grant.get_role_display().lower()} any more.")
