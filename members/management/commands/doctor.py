from __future__ import annotations

import json
import sys
from argparse import RawDescriptionHelpFormatter
from typing import IO, Any, cast

from django.core.management.base import BaseCommand, CommandParser
from rich.console import Console
from rich.table import Table
from rich.text import Text

from members import doctor
from members.doctor import mail
from members.doctor.finding import Finding, Level

HELP = """Look at everything that this installation needs, and say what is wrong and what to do about it.

Settings, databases, Stripe's key and webhook endpoint, clock, mirror, worker, mail server, certificate, disk.

Written:  nothing, anywhere. No mail is sent, but for --mail-to.

Ends with 1 if anything is wrong; a warning is not. Secrets are never shown."""
COLOURS = {Level.OK: "green", Level.WARNING: "yellow", Level.WRONG: "bold red"}


class Command(BaseCommand):
    help = HELP
    requires_system_checks = []  # they are among what is looked at

    def create_parser(self, *args: Any, **kwargs: Any) -> CommandParser:
        return super().create_parser(*args, formatter_class=RawDescriptionHelpFormatter, **kwargs)

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--mail-to", metavar="ADDRESS", help="Also send a mail there.")
        parser.add_argument("--json", action="store_true", help="For programs.")

    def handle(self, *args: Any, **options: Any) -> None:
        found = doctor.examine()
        if options["mail_to"]:
            found.append(("Mail", mail.send(options["mail_to"])))
        if options["json"]:
            rows = [{"about": about, "level": each.level, "text": each.text} for about, each in found]
            self.stdout.write(json.dumps(rows, indent=2, ensure_ascii=False))
        elif self.stdout.isatty():
            self._table(found)
        else:
            for about, each in found:
                self.stdout.write(f"{each.level:8} {about}: {each.text}")
        wrong = sum(each.level == Level.WRONG for _, each in found)
        if wrong:
            things = "1 thing is" if wrong == 1 else f"{wrong} things are"
            self.stderr.write(f"{things} wrong.")
            sys.exit(1)
        if not options["json"]:
            self.stdout.write("Nothing is wrong.")

    def _table(self, found: list[tuple[str, Finding]]) -> None:
        table = Table(show_edge=False, expand=True)
        for heading in ("", "About", "What, and what to do"):
            table.add_column(heading, ratio=1 if heading.startswith("What") else None)
        before = ""
        for about, each in found:
            table.add_row(
                Text(each.level, COLOURS[each.level]), "" if about == before else about, Text(each.text)
            )
            before = about
        Console(file=cast(IO[str], self.stdout)).print(table)
