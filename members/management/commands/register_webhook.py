from __future__ import annotations

from argparse import RawDescriptionHelpFormatter
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from cogento.errors import CogentoError
from members.services import webhook_endpoint

HELP = """Make or mend the webhook endpoint in Stripe, so that Stripe tells of every change.

Written:  the endpoint of PUBLIC_URL in Stripe (its events and, when it is made, its API version), and a row
          of the audit trail.
Spared:   endpoints of other addresses, and the mirror.

Safe to run again. Where the endpoint is made, its signing secret is printed once: put it into .env."""


class Command(BaseCommand):
    help = HELP

    def create_parser(self, *args: Any, **kwargs: Any) -> CommandParser:
        return super().create_parser(*args, formatter_class=RawDescriptionHelpFormatter, **kwargs)

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            done = webhook_endpoint.register(by="manage.py register_webhook")
        except CogentoError as error:
            raise CommandError(error.text) from error
        did = "was made" if done.created else "was mended" if done.changed else "is as it should be"
        self.stdout.write(f"The endpoint {done.url} ({done.id}) {did}.")
        if done.secret and settings.STRIPE_WEBHOOK_SECRETS:
            self.stdout.write("In .env, add to STRIPE_WEBHOOK_SECRETS, after a comma, and start again:")
            self.stdout.write(done.secret)
        elif done.secret:
            self.stdout.write("Put this into .env, and start again:")
            self.stdout.write(f"STRIPE_WEBHOOK_SECRETS={done.secret}")
        elif not settings.STRIPE_WEBHOOK_SECRETS:
            self.stdout.write(
                "STRIPE_WEBHOOK_SECRETS is empty: copy the signing secret from Stripe's dashboard into .env."
            )
        for id in done.outdated:
            self.stdout.write(
                f"{id} has the same address and another API version: once the new secret is in use, delete "
                "it in Stripe's dashboard."
            )
