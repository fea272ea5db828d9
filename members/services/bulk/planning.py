"""From a file to a plan: what would become of each row, with nothing written to Stripe."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from django.db import DatabaseError, transaction

from cogento.emails import normalise_email
from cogento.errors import MirrorUnavailable
from members.models import ImportBatch, ImportRow
from members.services import authority
from members.services.bulk import reading
from members.services.bulk.columns import Layout, only_fields, read_headers
from members.services.bulk.deciding import Decision, Verdict, decide
from members.services.bulk.errors import FileRefused
from members.services.bulk.matching import Known, Mirror
from members.services.bulk.plans import Catalogue
from members.services.bulk.wishes import Wish, read, shared_addresses

MAX_ROWS = 100_000
MAX_ROWS_IN_BROWSER = 5_000
MAX_PROBLEMS_SHOWN = 20
CHUNK = 500


@transaction.atomic
def plan(*, content: bytes, file_name: str, mode: str, by: str, max_rows: int = MAX_ROWS) -> ImportBatch:
    """Read a file and keep what it would do, row by row. Stripe is not asked and not written to.

    Raises:
        FileRefused: the file as a whole cannot be imported; nothing is kept of it.
        MirrorUnavailable: nobody can say who is in Stripe already.
    """
    if mode not in ImportBatch.Mode.values:
        raise FileRefused(f'There is no mode "{mode}". Choose {", ".join(ImportBatch.Mode.values)}.')
    rows = reading.rows(content)
    _, headers = next(rows, (0, []))
    note = reading.sheet_note(content)
    try:
        layout = read_headers(headers)
        if mode == ImportBatch.Mode.METADATA:
            layout = only_fields(layout)
    except FileRefused as error:
        raise FileRefused(*error.problems, *filter(None, [note])) from error
    batch = ImportBatch.objects.create(
        file_name=file_name[-255:],
        mode=mode,
        created_by=by,
        columns=layout.pairs,
        message=_notes(note, layout),
    )
    catalogue = _catalogue()
    seen = _Seen(_shared(content, layout))
    count = 0
    for chunk in _chunks(_even(rows, layout)):
        count += len(chunk)
        if count > max_rows:
            raise FileRefused(
                f"The file has more than {max_rows:,} rows. Split it, or ask whoever runs this installation "
                "to load it with: manage.py bulk_load FILE"
            )
        _plan_chunk(batch, chunk, layout, catalogue, seen)
    if not count:
        raise FileRefused("The file has a header and no rows below it.")
    return batch


def _catalogue() -> Catalogue:
    try:
        return Catalogue.load()
    except DatabaseError as error:
        raise MirrorUnavailable from error


def _plan_chunk(
    batch: ImportBatch,
    chunk: list[tuple[int, dict[str, str]]],
    layout: Layout,
    catalogue: Catalogue,
    seen: _Seen,
) -> None:
    wishes = [read(number, data, layout, catalogue) for number, data in chunk]
    for wish in wishes:
        wish.shares_address = wish.email in seen.shared
    mirror = Mirror(wishes, with_subscriptions=needs_subscriptions(layout))
    closed = authority.addresses_closed_to(batch.created_by)
    rows = []
    for wish, (number, data) in zip(wishes, chunk, strict=True):
        matches = mirror.match(wish)
        wish.problems += seen.problems(wish, [known.customer_id for known in matches])
        decision = decide(wish, matches, mode=batch.mode, layout=layout, catalogue=catalogue)
        rows.append(_row(batch, number, data, _permitted(decision, matches, closed)))
    ImportRow.objects.bulk_create(rows)


def _permitted(decision: Decision, matches: Sequence[Known], closed: set[str]) -> Decision:
    """The services would refuse the row as well; here it is said before anything is written."""
    if decision.changes and any(known.email in closed for known in matches):
        return Decision(Verdict.ERROR, {}, authority.RECORD_CLOSED)
    if normalise_email(decision.changes.get("email", ["", ""])[1]) in closed:
        return Decision(Verdict.ERROR, {}, authority.ADDRESS_CLOSED)
    return decision


def needs_subscriptions(layout: Layout) -> bool:
    return any(column.startswith("subscription.") for column in layout.columns)


def _row(batch: ImportBatch, number: int, data: dict[str, str], decision: Decision) -> ImportRow:
    return ImportRow(
        batch=batch,
        number=number,
        data=data,
        verdict=decision.verdict,
        changes=decision.changes,
        message=decision.message,
        customer_id=decision.known.customer_id if decision.known else "",
    )


class _Seen:
    """The addresses, numbers and Customers of the rows so far: each may be meant by one row only."""

    def __init__(self, shared: frozenset[str]) -> None:
        self.shared = shared
        self.emails: dict[str, list[tuple[int, str]]] = {}
        self.numbers: dict[str, int] = {}
        self.customers: dict[str, int] = {}

    def problems(self, wish: Wish, customer_ids: list[str]) -> list[str]:
        found = []
        if (
            wish.member_number
            and (other := self.numbers.setdefault(wish.member_number, wish.number)) != wish.number
        ):
            found.append(
                f"The member number {wish.member_number} stands in row {other} too. Keep one of the rows."
            )
        elif same := self._same_address(wish):
            found.append(
                f"The same email address stands in row {same} too. Keep one of the rows; a family that "
                "shares an address needs a member number for each person."
            )
        elif (
            len(customer_ids) == 1
            and (other := self.customers.setdefault(customer_ids[0], wish.number)) != wish.number
        ):
            found.append(f"This is the same member as in row {other}. Keep one of the rows.")
        if wish.email:
            self.emails.setdefault(wish.email, []).append(
                (wish.number, wish.member_number or wish.customer_id)
            )
        return found

    def _same_address(self, wish: Wish) -> int | None:
        """The first row on the same address from which this one cannot be told apart."""
        own = wish.member_number or wish.customer_id
        for number, other in self.emails.get(wish.email, []) if wish.email else []:
            if not own or not other or own == other:
                return number
        return None


def _shared(content: bytes, layout: Layout) -> frozenset[str]:
    rows = (dict(zip(layout.headers, row, strict=False)) for _, row in reading.rows(content))
    return shared_addresses(rows, layout)


def _even(rows: Iterable[reading.Row], layout: Layout) -> Iterator[tuple[int, dict[str, str]]]:
    """Each row by header. Raises FileRefused at the end if any row is longer or shorter than the header."""
    width, problems = len(layout.headers), []
    for number, cells in rows:
        while len(cells) > width and not cells[-1].strip():
            cells.pop()
        if len(cells) != width:
            problems.append(f"Row {number} has {len(cells)} cells, the header has {width}.")
            if len(problems) >= MAX_PROBLEMS_SHOWN:
                break
        else:
            yield number, dict(zip(layout.headers, cells, strict=True))
    if problems:
        raise FileRefused(*problems)


def _chunks(rows: Iterator[tuple[int, dict[str, str]]]) -> Iterator[list[tuple[int, dict[str, str]]]]:
    while chunk := list(islice(rows, CHUNK)):
        yield chunk


def _notes(sheet: str, layout: Layout) -> str:
    ignored = f"Not read, as Stripe alone knows it: {', '.join(layout.ignored)}." if layout.ignored else ""
    return " ".join(filter(None, [sheet, ignored]))
