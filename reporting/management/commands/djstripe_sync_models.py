"""Rebuilds the mirror from Stripe. Takes the place of dj-stripe's command of the same name."""

from __future__ import annotations

import gc
from argparse import RawDescriptionHelpFormatter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DataError

from cogento.errors import StripeError
from reporting.mirror import Unreadable
from reporting.models import SyncRun
from reporting.objects import SPECS, chosen
from reporting.sync.merge import PruneRefused
from reporting.sync.progress import shown
from reporting.sync.run import AlreadyRunning, regenerate, why

HELP = """Rebuild the mirror and the directory from Stripe alone.

Written:  dj-stripe's tables, invoice payments, credit notes and the directory in the reporting database. Rows
          that differ are updated, what is gone in Stripe is pruned, in one transaction: readers see the old
          state or the new one.
Spared:   the application database (people, roles, sessions, imports) and everything in Stripe. A row that is
          as it should be is not touched, and neither is one that an event has brought further meanwhile.

Safe to run at any time, to stop and to run again. It stops before it changes anything if a list does not
arrive whole, or if more of an object would be pruned than MIRROR_PRUNE_PERCENT allows."""


@contextmanager
def few_collections() -> Iterator[None]:
    """Look seldom for what refers to itself: nothing that comes from JSON does, and there is much of it."""
    before = gc.get_threshold()
    gc.freeze()
    gc.set_threshold(100_000, 50, 10)
    try:
        yield
    finally:
        gc.set_threshold(*before)
        gc.unfreeze()


class Command(BaseCommand):
    help = HELP

    def create_parser(self, *args: Any, **kwargs: Any) -> CommandParser:
        return super().create_parser(*args, formatter_class=RawDescriptionHelpFormatter, **kwargs)

    def add_arguments(self, parser: CommandParser) -> None:
        names = ", ".join(spec.model.__name__ for spec in SPECS)
        parser.add_argument("models", nargs="*", metavar="MODEL", help=f"Only these: {names}.")
        parser.add_argument(
            "--api-keys",
            nargs="*",
            action="extend",
            metavar="KEY",
            help="As dj-stripe's command has it; the one key that is accepted is STRIPE_SECRET_KEY.",
        )
        parser.add_argument(
            "--allow-prune", action="store_true", help="Prune even more than MIRROR_PRUNE_PERCENT allows."
        )

    def handle(
        self, *args: Any, models: list[str], api_keys: list[str] | None, allow_prune: bool, **options: Any
    ) -> None:
        for key in api_keys or []:
            if key != settings.STRIPE_SECRET_KEY:
                raise CommandError(
                    f"The key {key[:8]}…{key[-4:]} is not this installation's, which mirrors one account, "
                    "that of STRIPE_SECRET_KEY: leave --api-keys out, or change the key in .env."
                )
        try:
            specs = chosen(models)
            with shown(specs, self.stdout) as progress, few_collections():
                run = regenerate(specs, allow_prune=allow_prune, progress=progress)
        except AlreadyRunning:
            raise CommandError("Another run is under way. Wait for it to end.") from None
        except (StripeError, PruneRefused, Unreadable, ValueError) as error:
            raise CommandError(str(error)) from error
        except DataError as error:  # its own words may hold a person's data
            raise CommandError(why(error)) from error
        self._report(run)

    def _report(self, run: SyncRun) -> None:
        self.stdout.write(f"{'':22}{'read':>8}{'written':>9}{'pruned':>8}")
        for name, count in run.counts.items():
            self.stdout.write(f"{name:22}{count['read']:>8}{count['written']:>9}{count['pruned']:>8}")
        self.stdout.write(f"Done in {run.seconds:.1f} s with {run.calls} calls to Stripe.")
