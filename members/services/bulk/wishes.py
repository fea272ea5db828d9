"""What one row asks for: its cells checked, with all that is wrong in it said at once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.utils import timezone

from cogento.emails import normalise_email
from cogento.errors import FieldInvalid
from members.services import metadata, periods
from members.services.bulk import cells
from members.services.bulk.cells import CLEAR, CellInvalid
from members.services.bulk.columns import INFORMATION, PERSON, Layout
from members.services.bulk.plans import Catalogue
from reporting.queries import Plan


@dataclass
class Wish:
    """`values` by column, only of cells that are not empty; an empty text means: erase.

    `doubts`, by column, holds cells that cannot be stored, as [text, problem]: a problem unless Stripe has
    that very text already, as an export of old records may have it.
    """

    number: int
    customer_id: str = ""
    values: dict[str, str] = field(default_factory=dict)
    plan: Plan | None = None
    start_date: date | None = None
    trial_days: int | None = None
    doubts: dict[str, tuple[str, str]] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)
    shares_address: bool = False

    @property
    def is_due_today(self) -> bool:
        """The membership would begin with something to pay at once."""
        return not self.trial_days and (not self.start_date or self.start_date == timezone.localdate())

    @property
    def email(self) -> str:
        return normalise_email(self.values.get("email", ""))

    @property
    def member_number(self) -> str:
        return self.values.get("member_number", "")


def shared_addresses(rows: Iterable[dict[str, str]], layout: Layout) -> frozenset[str]:
    """The email addresses that stand in more than one row, as those of families do."""
    if "email" not in layout.columns:
        return frozenset()
    header = layout.header("email")
    seen: set[str] = set()
    shared: set[str] = set()
    for data in rows:
        address = normalise_email(cells.one_line(cells.clean(data.get(header, ""))))
        (shared if address in seen else seen).add(address)
    return frozenset(shared - {""})


def read(number: int, data: dict[str, str], layout: Layout, catalogue: Catalogue) -> Wish:
    """Read the cells of one row, given by the file's headers."""
    texts = {column: cells.clean(data.get(header, "")) for header, column in layout.pairs}
    if "first_name" in texts or "last_name" in texts:
        parts = [texts.pop(part, "") for part in ("first_name", "last_name")]
        texts["name"] = texts.get("name") or " ".join(part for part in parts if part and part != CLEAR)
    wish = Wish(number)
    for column, text in texts.items():
        if not text or column in INFORMATION:
            continue
        try:
            _read_cell(wish, column, text, layout, catalogue)
        except CellInvalid as problem:
            wish.doubts[column] = text, f'"{layout.header(column)}" {problem}'
        except FieldInvalid as error:
            wish.doubts[column] = text, error.text
    if wish.start_date and wish.trial_days:
        trial_end = wish.start_date + timedelta(days=wish.trial_days)
        if trial_end > timezone.localdate() + periods.FURTHEST_AHEAD:
            wish.problems.append(
                f'"{layout.header("trial_days")}" is {wish.trial_days}, so the trial would end on '
                f"{trial_end.isoformat()}. Stripe takes at most two years from now; shorten it."
            )
    return wish


def _read_cell(wish: Wish, column: str, text: str, layout: Layout, catalogue: Catalogue) -> None:
    cells.check_spreadsheet(column, text)
    if column == "customer":
        if not text.startswith("cus_"):
            raise CellInvalid(f"is {cells.shown(text)}. Stripe's customer ids begin with cus_.")
        wish.customer_id = text
    elif column == "plan":
        wish.plan = catalogue.find(cells.one_line(text))
    elif column == "start_date":
        wish.start_date = cells.start_date(text, today=timezone.localdate())
    elif column == "trial_days":
        wish.trial_days = cells.trial_days(text)
    elif text == CLEAR:
        if column in ("name", "email", "member_number"):
            raise CellInvalid("cannot be erased. Leave the cell empty to keep what is there.")
        wish.values[column] = ""
    elif column in PERSON:
        wish.values[column] = cells.person(column, text)
    else:
        wish.values[column] = _metadata_value(column, text, layout)


def _metadata_value(column: str, text: str, layout: Layout) -> str:
    if column not in layout.definitions:
        return cells.person(column, text)  # member_number, where the club has not defined it
    definition = layout.definitions[column]
    if definition.type == definition.Type.DATE:
        text = cells.day(text).isoformat()
    return metadata.validate(definition, text)
