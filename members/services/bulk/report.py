"""What an import says about itself: counts, grouped problems, and a file of what could not be imported."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from cogento.spreadsheets import csv_lines, escape
from members.models import ImportBatch, ImportRow

PROBLEM = "problem"
Outcome = ImportRow.Outcome
Verdict = ImportRow.Verdict


@dataclass(frozen=True)
class Progress:
    """Rows by verdict and by outcome, with a zero where there is none."""

    verdicts: dict[str, int]
    outcomes: dict[str, int]

    @property
    def total(self) -> int:
        return sum(self.verdicts.values())

    @property
    def waiting(self) -> int:
        return sum(self.outcomes[outcome] for outcome in ImportRow.WAITING)

    @property
    def done(self) -> int:
        return self.total - self.waiting

    @property
    def percent(self) -> int:
        return 100 * self.done // self.total if self.total else 0


def progress(batch: ImportBatch) -> Progress:
    rows = batch.rows.values_list("verdict", "outcome").annotate(n=Count("pk")).order_by()
    verdicts, outcomes = dict.fromkeys(Verdict.values, 0), dict.fromkeys(Outcome.values, 0)
    for verdict, outcome, n in rows:
        verdicts[verdict] += n
        outcomes[outcome] += n
    return Progress(verdicts, outcomes)


def failed(batch: ImportBatch) -> QuerySet[ImportRow]:
    """Rows that cannot be imported, or could not."""
    return batch.rows.filter(Q(outcome=Outcome.FAILED) | Q(verdict=Verdict.ERROR, outcome=Outcome.PENDING))


def grouped(batch: ImportBatch, *, most: int = 50) -> list[tuple[str, list[int]]]:
    """Each problem with the numbers of its rows, the most frequent first."""
    found: dict[str, list[int]] = {}
    for number, message in failed(batch).values_list("number", "message"):
        for problem in message.split("\n"):
            found.setdefault(problem, []).append(number)
    frequent = Counter({problem: len(numbers) for problem, numbers in found.items()}).most_common(most)
    return [(problem, found[problem]) for problem, _ in frequent]


def error_file(batch: ImportBatch) -> Iterator[str]:
    """The failed rows as CSV with a column that says why: it can be mended and imported as it is."""
    return csv_lines(_with_problems(batch))


def _with_problems(batch: ImportBatch) -> Iterator[list[str]]:
    headers = [header for header, column in batch.columns if column != PROBLEM]
    yield [*headers, PROBLEM]
    for row in failed(batch).iterator(chunk_size=500):
        problem = row.message.replace("\n", " ")
        yield [escape(row.data.get(header, "")) for header in headers] + [escape(problem)]
