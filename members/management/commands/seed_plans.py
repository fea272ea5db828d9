from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from cogento.errors import CogentoError
from members.services.plans import seeding

BY = "manage.py seed_plans"


class Command(BaseCommand):
    help = (
        "Makes and changes plans in Stripe so that it has those of a file; docs/plans.yaml is an example. "
        "Writes Products and Prices. Plans that are not in the file are left alone, and nobody's membership "
        "changes unless the file says so. Run again, it finds nothing to do."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="such as plans.yaml")
        parser.add_argument("--dry-run", action="store_true", help="say what would be done, and do nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            text = options["file"].read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise CommandError(f"{options['file']} cannot be read: {error}") from error
        try:
            steps = seeding.steps(seeding.wanted(text), by=BY)
            for step in steps:
                self.stdout.write(step.text)
                if not options["dry_run"]:
                    step.act()
        except CogentoError as error:
            raise CommandError(error.text) from error
        if not steps:
            self.stdout.write("Stripe has all of it. Nothing to do.")
        elif options["dry_run"]:
            self.stdout.write("Nothing was done. Leave out --dry-run to do it.")
