"""Compares the mirror with Stripe, and mends just what differs."""

from __future__ import annotations

from argparse import RawDescriptionHelpFormatter
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DataError

from cogento.errors import StripeError
from reporting.compare import Finding
from reporting.mirror import Unreadable
from reporting.models import MirrorCheck
from reporting.objects import MIRRORED, chosen
from reporting.proof import are_to_be_mended, prove
from reporting.sync.merge import PruneRefused
from reporting.sync.progress import shown
from reporting.sync.run import why

HELP = """Compare Stripe and the mirror field by field, and the directory with the mirror.

missing:  Stripe has it and the mirror does not.
stale:    both have it, and a field differs.
extra:    the mirror has it and Stripe does not.

Written:  what was found, for the admin's home; with --repair, just the rows that differ.
Spared:   the application database and everything in Stripe. If more of an object would go than
          MIRROR_PRUNE_PERCENT allows, nothing is mended: that is for djstripe_sync_models --allow-prune.

The worker does this every night by itself, and mends up to CHECK_MENDS_UP_TO objects.

Ends with 1 if anything differs, or could not be mended."""


class Command(BaseCommand):
    help = HELP

    def create_parser(self, *args: Any, **kwargs: Any) -> CommandParser:
        return super().create_parser(*args, formatter_class=RawDescriptionHelpFormatter, **kwargs)

    def add_arguments(self, parser: CommandParser) -> None:
        names = ", ".join(spec.model.__name__ for spec in MIRRORED.values())
        parser.add_argument("models", nargs="*", metavar="MODEL", help=f"Only these: {names}.")
        parser.add_argument("--repair", action="store_true", help="Mend what differs, then compare again.")

    def handle(self, *args: Any, models: list[str], **options: Any) -> None:
        try:
            specs = chosen(models)
            with shown(specs, self.stdout) as progress:
                done = prove(
                    specs,
                    mends=lambda found: options["repair"] and are_to_be_mended(found),
                    progress=progress,
                    show=self._show,
                )
        except (StripeError, PruneRefused, Unreadable, ValueError) as error:
            raise CommandError(str(error)) from error
        except DataError as error:  # its own words may hold a person's data
            raise CommandError(why(error)) from error
        if done.state == MirrorCheck.State.DIFFERENT:
            differ = "differs" if done.differences == 1 else "differ"
            raise CommandError(
                f"{_objects(done.differences)} {differ}. Run djstripe_sync_models, or check_mirror --repair."
            )
        if done.state == MirrorCheck.State.MENDED:
            self.stdout.write(f"Mended {_objects(done.differences)}.")
        self.stdout.write("The mirror says what Stripe says.")

    def _show(self, findings: list[Finding]) -> None:
        self.stdout.write(f"{'':18}{'in Stripe':>10}{'in mirror':>12}{'missing':>10}{'stale':>8}{'extra':>8}")
        for f in findings:
            self.stdout.write(
                f"{f.name:18}{f.in_stripe:>10}{f.in_mirror:>12}"
                f"{len(f.missing):>10}{len(f.stale):>8}{len(f.extra):>8}"
            )


def _objects(count: int) -> str:
    return "1 object" if count == 1 else f"{count} objects"
