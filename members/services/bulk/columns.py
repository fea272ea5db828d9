"""Which column of a file is what. Headers are forgiving; a header that nobody knows is not."""

from __future__ import annotations

import difflib
import re
from collections.abc import Sequence
from dataclasses import dataclass

from members.models import FieldDefinition
from members.services.bulk.errors import FileRefused

ADDRESS = {
    "line1": "line1",
    "line2": "line2",
    "city": "city",
    "county": "state",
    "postcode": "postal_code",
    "country": "country",
}
PERSON = ("name", "email", "phone", *ADDRESS)
KEYS = ("customer", "member_number", "email")
MEMBERSHIP = ("plan", "start_date", "trial_days")
PARTS = ("first_name", "last_name")
INFORMATION = (
    "status",
    "renewal_date",
    "amount",
    "currency",
    "last_plan",
    "problem",
)  # in our own exports; not read
COLUMNS = tuple(dict.fromkeys((*KEYS, *PERSON, *MEMBERSHIP, *PARTS, *INFORMATION)))
TEMPLATE = ("member_number", *PERSON, *MEMBERSHIP)

ALIASES = {
    "customer": "customerid stripeid stripecustomer stripecustomerid",
    "member_number": "membershipnumber memberno membershipno memberid membershipid number",
    "name": "fullname member membername",
    "first_name": "forename forenames firstnames givenname christianname",
    "last_name": "surname familyname lastnames",
    "email": "emailaddress mail emails",
    "phone": "telephone tel mobile phonenumber telephonenumber mobilenumber mobilephone contactnumber",
    "line1": "addressline1 address1 address street streetaddress",
    "line2": "addressline2 address2",
    "city": "town towncity cityortown posttown",
    "county": "state region province",
    "postcode": "postalcode zip zipcode",
    "plan": "membership membershiptype membershipplan type tier",
    "start_date": "start started joined datejoined joindate joiningdate membersince since",
    "trial_days": "trial trialperiod",
    "renewal_date": "renewal renews",
}
_BY_ALIAS = {word: column for column, words in ALIASES.items() for word in words.split()}
_CANONICAL = {re.sub("[^a-z0-9]", "", column): column for column in COLUMNS if column not in INFORMATION}
_INFORMATION = {re.sub("[^a-z0-9]", "", column): column for column in INFORMATION}


@dataclass(frozen=True)
class Layout:
    """What each column of one file is read as, and the definitions of its metadata fields."""

    headers: list[str]
    columns: list[str]
    definitions: dict[str, FieldDefinition]

    def header(self, column: str) -> str:
        """The column's name as the file has it, for messages."""
        return self.headers[self.columns.index(column)] if column in self.columns else column

    @property
    def pairs(self) -> list[list[str]]:
        return [list(pair) for pair in zip(self.headers, self.columns, strict=True)]

    @property
    def ignored(self) -> list[str]:
        return [header for header, column in self.pairs if column in INFORMATION]


def read_headers(headers: Sequence[str]) -> Layout:
    """
    Raises:
        FileRefused: a header is missing, unknown or there twice; all that is wrong is named at once.
    """
    headers = [header.strip() for header in headers]
    while headers and not headers[-1]:
        headers.pop()
    definitions = {column_of(definition): definition for definition in FieldDefinition.objects.all()}
    columns: list[str] = []
    problems: list[str] = []
    for position, header in enumerate(headers, start=1):
        column = _resolve(header, definitions) if header else ""
        if not header:
            problems.append(f"Column {position} has no header. Name it, or delete it.")
        elif not column:
            problems.append(f'"{header}" is a column that nobody knows.{_suggest(header, definitions)}')
        elif column in columns:
            problems.append(
                f'"{headers[columns.index(column)]}" and "{header}" are the same column. Keep one of them.'
            )
        columns.append(column)
    if not any(key in columns for key in KEYS):
        problems.append(
            'There is no column "email". It tells who is who. The first row must name the columns.'
        )
    if problems:
        raise FileRefused(*problems)
    return Layout(headers, columns, definitions)


def only_fields(layout: Layout) -> Layout:
    """The layout of a file that changes the club's own fields and nothing else.

    Raises:
        FileRefused: it has columns for more than that, or for no field at all.
    """
    problems = [
        f'"{header}" is not one of the club\'s own fields. Delete the column, or import the file '
        "with another choice of what happens to people who are in Stripe already."
        for header, column in layout.pairs
        if not is_field(column) and column not in (*KEYS, *INFORMATION)
    ]
    if not any(is_field(column) for column in layout.columns):
        problems.append("There is no column for any of the club's own fields, so there is nothing to change.")
    if problems:
        raise FileRefused(*problems)
    return layout


def is_field(column: str) -> bool:
    return column.startswith(("metadata.", "subscription."))


def stored_layout(pairs: list[list[str]]) -> Layout:
    """The layout of a batch that was planned before, with today's definitions."""
    definitions = {column_of(definition): definition for definition in FieldDefinition.objects.all()}
    return Layout([header for header, _ in pairs], [column for _, column in pairs], definitions)


def labels(definitions: dict[str, FieldDefinition]) -> dict[str, str]:
    """What people read for each column."""
    texts = {
        "line1": "Address",
        "line2": "Address, second line",
        "city": "Town or city",
        "customer": "Stripe customer",
        "member_number": "Member number",
        "start_date": "Start date",
        "trial_days": "Trial days",
    }
    known = {column: texts.get(column, column.replace("_", " ").capitalize()) for column in COLUMNS}
    return known | {column: definition.label for column, definition in definitions.items()}


def in_order(changes: dict[str, list[str]]) -> list[tuple[str, list[str]]]:
    """Changes as a person reads them: who, where, which membership, then the club's own fields."""
    order = {column: position for position, column in enumerate(TEMPLATE)}
    return sorted(changes.items(), key=lambda change: (order.get(change[0], len(order)), change[0]))


def column_of(definition: FieldDefinition) -> str:
    if definition.target == FieldDefinition.Target.SUBSCRIPTION:
        return f"subscription.{definition.key}"
    return definition.key if definition.key == "member_number" else f"metadata.{definition.key}"


def _plain(text: str) -> str:
    return re.sub(r"[^\w]|_", "", text.casefold())


def _resolve(header: str, definitions: dict[str, FieldDefinition]) -> str:
    prefix, dot, rest = header.casefold().partition(".")
    if dot and prefix.strip() in ("subscription", "membership", "metadata"):
        wanted = "metadata" if prefix.strip() == "metadata" else "subscription"
        return next((c for c in _named(rest, definitions) if c.startswith(f"{wanted}.")), "")
    plain = _plain(header)
    if plain in _CANONICAL:
        return _CANONICAL[plain]
    found = sorted(_named(header, definitions))  # metadata.… before subscription.…
    return found[0] if found else _BY_ALIAS.get(plain) or _INFORMATION.get(plain) or ""


def _named(text: str, definitions: dict[str, FieldDefinition]) -> list[str]:
    plain = _plain(text)
    return [
        c
        for c, definition in definitions.items()
        if plain in (_plain(definition.key), _plain(definition.label))
    ]


def _suggest(header: str, definitions: dict[str, FieldDefinition]) -> str:
    names = {_plain(name): name for name in (*COLUMNS, *(d.label for d in definitions.values()))}
    near = difflib.get_close_matches(_plain(header), names, n=1, cutoff=0.6)
    if near:
        return f' Did you mean "{names[near[0]]}"?'
    return " Rename it, delete it, or define it first as a field."
