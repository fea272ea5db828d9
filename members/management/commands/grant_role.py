from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from cogento.errors import CogentoError
from members.models import RoleGrant
from members.services import roles


class Command(BaseCommand):
    help = (
        "Gives a role to an email address. A superuser may do everything; an admin runs the membership, but "
        "never grants roles. The person need not be a member. Writes one row of roles and one of the audit "
        "trail; running it again changes nothing. Nothing is mailed: see sign_in_link."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email", help="such as secretary@example.org")
        parser.add_argument("role", choices=RoleGrant.Role.values)

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            grant = roles.grant(email=options["email"], role=options["role"], by="manage.py grant_role")
        except CogentoError as error:
            raise CommandError(error.text) from error
        self.stdout.write(f"{grant.email} is {grant.get_role_display().lower()}.")
