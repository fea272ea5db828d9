from __future__ import annotations

import sys
import time
from argparse import FileType
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db.models import Case, When
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

from cogento.errors import CogentoError
from members.models import ImportBatch, ImportRow
from members.services import bulk
from members.services.bulk.columns import in_order, labels, stored_layout
from members.services.bulk.tasks import wait_seconds

BY = "manage.py bulk_load"
LINE_EVERY = 50
Verdict = ImportRow.Verdict
TROUBLE_FIRST = Case(
    When(verdict=Verdict.ERROR, then=0),
    When(verdict=Verdict.UPDATE, then=1),
    When(verdict=Verdict.CREATE, then=2),
    default=3,
)


class Command(BaseCommand):
    help = (
        "Adds members from a CSV or XLSX file to Stripe, or changes them. First it shows what would become "
        "of each row, and writes nothing; then it asks. Writes Customers and Subscriptions to Stripe, and "
        "what was done to the imports and the audit trail. Sends no mail, makes no prices, never gives a "
        "second membership to somebody who has one. The same file again changes nothing more."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=FileType("rb"), help="CSV or XLSX; - reads standard input")
        parser.add_argument(
            "--mode",
            choices=ImportBatch.Mode.values,
            default=ImportBatch.Mode.FILL_EMPTY,
            help="people who are in Stripe already: leave them, fill what is empty (default), overwrite",
        )
        parser.add_argument("--yes", action="store_true", help="do not ask")
        parser.add_argument("--wait", action="store_true", help="do it here and now, without a worker")
        parser.add_argument("--all-rows", action="store_true", help="show every row of the plan, not 20")

    def handle(self, *args: Any, **options: Any) -> None:
        self.console = Console(file=getattr(self.stdout, "_out", None))
        with options["file"] as file:
            content, name = file.read(), getattr(file, "name", "standard input")
        try:
            batch = bulk.plan(
                content=content, file_name=str(name).rsplit("/", 1)[-1], mode=options["mode"], by=BY
            )
        except CogentoError as error:
            raise CommandError(error.text) from error
        progress = bulk.progress(batch)
        self._show_plan(batch, most=None if options["all_rows"] else 20)
        todo = progress.verdicts[Verdict.CREATE] + progress.verdicts[Verdict.UPDATE]
        if todo and not (options["yes"] or self._asked(todo)):
            raise CommandError("Nothing was written. Say --yes to carry it out.")
        here = options["wait"] or not todo
        batch = bulk.confirm(batch_id=batch.pk, by=BY, queue=not here)
        if here:
            self._carry_out(batch)
        else:
            self.stdout.write(f"Import {batch.pk} is queued; a worker carries it out. See it in the admin.")
        self._end(batch)

    def _asked(self, todo: int) -> bool:
        if not (sys.stdin.isatty() and self.stdout.isatty()):
            return False
        return input(f"Write {todo} rows to Stripe? [y/N] ").strip().lower() in ("y", "yes")

    def _show_plan(self, batch: ImportBatch, *, most: int | None) -> None:
        names = labels(stored_layout(batch.columns).definitions)
        table = Table("Row", "", "Who", "What", box=None)
        rows = batch.rows.order_by(TROUBLE_FIRST, "number") if most else batch.rows.all()
        for row in rows[:most]:
            table.add_row(str(row.number), row.get_verdict_display(), _who(row), _what(row, names))
        if batch.message:
            self.stdout.write(batch.message)
        self.console.print(table)
        counts = bulk.progress(batch).verdicts
        parts = [f"{counts[value]} {label.lower()}" for value, label in Verdict.choices]
        self.stdout.write(f"{sum(counts.values())} rows: {', '.join(parts)}.")

    def _carry_out(self, batch: ImportBatch) -> None:
        counts = bulk.progress(batch)
        with _Line(self.stdout, self.console, counts.done, counts.total) as line:
            attempts = 0
            while True:
                try:
                    if not bulk.run(batch.pk, on_row=lambda row: line.advance()).is_moving:
                        return
                    time.sleep(1)  # a worker has taken it up meanwhile
                except bulk.Paused as pause:
                    line.say(f"{pause} Trying again in {wait_seconds(attempts)} s.")
                    time.sleep(wait_seconds(attempts))
                    attempts += 1

    def _end(self, batch: ImportBatch) -> None:
        batch.refresh_from_db()
        outcomes = bulk.progress(batch).outcomes
        done = ", ".join(f"{outcomes[o]} {o.label.lower()}" for o in ImportRow.Outcome if outcomes[o])
        self.stdout.write(f"{batch.get_state_display()}: {done}.")
        for problem, numbers in bulk.grouped(batch):
            shown = ", ".join(str(number) for number in numbers[:10]) + (" …" if len(numbers) > 10 else "")
            self.stderr.write(f"Row {shown}: {problem}")
        if batch.state in (ImportBatch.State.STOPPED, ImportBatch.State.CANCELED):
            raise CommandError(batch.message)
        if failed := bulk.failed(batch).count():
            what = "1 row was" if failed == 1 else f"{failed} rows were"
            raise CommandError(
                f"{what} not imported; the others are safe. Mend what is wrong and load it again."
            )


class _Line:
    """A progress bar on a terminal, a line every so many rows elsewhere."""

    def __init__(self, out: Any, console: Console, done: int, total: int) -> None:
        self.out, self.done, self.total = out, done, total
        columns = (TextColumn("Loading"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
        self.bar = Progress(*columns, console=console) if out.isatty() else None

    def __enter__(self) -> _Line:
        if self.bar:
            self.bar.start()
            self.task = self.bar.add_task("", total=self.total, completed=self.done)
        return self

    def __exit__(self, *args: object) -> None:
        if self.bar:
            self.bar.stop()

    def advance(self) -> None:
        self.done += 1
        if self.bar:
            self.bar.advance(self.task)
        elif self.done % LINE_EVERY == 0 or self.done == self.total:
            self.out.write(f"{self.done} of {self.total} rows")

    def say(self, text: str) -> None:
        self.bar.console.print(text) if self.bar else self.out.write(text)


def _who(row: ImportRow) -> str:
    values = [change[1] for column, change in row.changes.items() if column in ("name", "email")]
    return " ".join(values) or row.customer_id


def _what(row: ImportRow, names: dict[str, str]) -> str:
    if row.verdict == Verdict.UPDATE:
        changes = [
            f"{names.get(c, c)}: {before or '(empty)'} → {after or '(empty)'}"
            for c, (before, after) in in_order(row.changes)
        ]
        return "; ".join(changes)
    plan = row.changes.get("plan")
    return plan[1] if plan else row.message
