"""Reads the events that Stripe could not deliver."""

from __future__ import annotations

from argparse import RawDescriptionHelpFormatter
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.timezone import localtime

from cogento.errors import StripeError
from reporting.catch_up import catch_up, regeneration_is_due
from reporting.models import CatchUp

HELP = """Read Stripe's events since they were last read, and apply those that were never delivered.

Written:  the mirror, the directory and the list of events in the reporting database.
Spared:   the application database and everything in Stripe.

The worker does this every hour by itself. Stripe lists events for 30 days: if the last reading is longer ago,
this says that a regeneration is due, and ends with 1."""


class Command(BaseCommand):
    help = HELP

    def create_parser(self, *args: Any, **kwargs: Any) -> CommandParser:
        return super().create_parser(*args, formatter_class=RawDescriptionHelpFormatter, **kwargs)

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            done = catch_up()
        except StripeError as error:
            raise CommandError(str(error)) from error
        since = f"since {localtime(done.since):%d %B %Y %H:%M}" if done.since else "that Stripe still lists"
        self.stdout.write(f"Read {done.read} events {since}: {done.new} had never come.")
        if done.waiting:
            raise CommandError(f"{done.waiting} could not be applied yet. They are tried again every minute.")
        if regeneration_is_due(CatchUp.objects.first()):
            raise CommandError(
                "Stripe lists events for 30 days, and they were last read longer ago than that. "
                "Run djstripe_sync_models."
            )
