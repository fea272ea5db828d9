from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from cogento.errors import CogentoError
from members.services import sign_in
from members.sign_in.errors import NobodyToLetIn


class Command(BaseCommand):
    help = (
        "Prints a link that signs this address in once: for the first superuser, and for the day when mail "
        "does not arrive. Works without the mail server and, for staff, without the reporting database. "
        "Whoever has the link is that person: hand it over carefully. Writes the person, if they never "
        "signed in before; changes nothing else."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email", help="an address with a role, or of a current member")

    def handle(self, *args: Any, **options: Any) -> None:
        email = options["email"]
        try:
            link = sign_in.link_for(email=email)
        except NobodyToLetIn as error:
            raise CommandError(
                f"{email} has no role and no current membership. Grant a role first: "
                f"manage.py grant_role {email} admin"
            ) from error
        except CogentoError as error:
            raise CommandError(f"{email} has no role, and: {error.text}") from error
        self.stdout.write(link)
        self.stderr.write(f"It works once, for {settings.SIGN_IN_SECONDS // 60} minutes.")
