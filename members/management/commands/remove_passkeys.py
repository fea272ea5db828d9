from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from members.services import passkeys


class Command(BaseCommand):
    help = (
        "Removes every passkey of an address and signs it out everywhere: for the day when somebody has lost "
        "them all, or one is in wrong hands. Their role and membership are untouched; they sign in by mail "
        "(or by manage.py sign_in_link) and can add a new passkey. Safe to run again."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email", help="such as secretary@example.org")

    def handle(self, *args: Any, **options: Any) -> None:
        removed = passkeys.remove_all(email=options["email"], by="manage.py remove_passkeys")
        self.stdout.write(f"{removed} removed. {options['email']} is signed out everywhere.")
