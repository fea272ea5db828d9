"""One cell's text, checked and in the form in which it is kept."""

from __future__ import annotations

import re
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from cogento.spreadsheets import unescape
from members.services import periods

CLEAR = "CLEAR"
LIMITS = {"name": 256, "email": 512, "phone": 20, "member_number": 500}  # Stripe's
_COUNTRIES = {
    "unitedkingdom": "GB", "uk": "GB", "greatbritain": "GB", "britain": "GB", "england": "GB",
    "scotland": "GB", "wales": "GB", "northernireland": "GB", "ireland": "IE",
    "republicofireland": "IE", "france": "FR", "germany": "DE", "deutschland": "DE",
    "spain": "ES", "italy": "IT", "netherlands": "NL", "belgium": "BE",
    "switzerland": "CH", "austria": "AT", "portugal": "PT", "denmark": "DK", "sweden": "SE", "norway": "NO",
    "poland": "PL", "usa": "US", "unitedstates": "US", "unitedstatesofamerica": "US", "canada": "CA",
    "australia": "AU", "newzealand": "NZ", "jersey": "JE", "guernsey": "GG", "isleofman": "IM",
}  # fmt: skip
_DAY_FIRST = re.compile(r"^(\d{1,2})[/.\-](\d{1,2})[/.\-](\d{4})$")
_WRITTEN = ("%Y-%m-%d", "%Y/%m/%d", "%d %B %Y", "%d %b %Y", "%B %d %Y", "%b %d %Y", "%Y-%m-%d %H:%M:%S")
_MIDNIGHT = re.compile(r"[ T]00:00(:00(\.0+)?)?$")
_ORDINAL = re.compile(r"(?<=\d)(st|nd|rd|th)\b", re.IGNORECASE)
_MONTH_BY_NAME = re.compile(r"[A-Za-z]{3}")
_FORMULA_FAILED = ("#N/A", "#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "#NULL!", "#NUM!", "#SPILL!", "#CALC!")
_DIGITS_CUT_OFF = re.compile(r"\d([.,]\d+)?E\+?\d+", re.IGNORECASE)


class CellInvalid(Exception):
    """The text completes the sentence that begins with the column's name in quotation marks."""


def clean(text: str) -> str:
    """Spaces around are dropped, hard spaces are spaces, an escaped formula is what it was."""
    return unescape(text.replace("\xa0", " ").strip()).strip()


def check_spreadsheet(column: str, text: str) -> None:
    """Refuse what a spreadsheet has spoilt before it came here."""
    if text in _FORMULA_FAILED:
        raise CellInvalid(f"is {shown(text)}: a formula failed in the spreadsheet. Enter the value itself.")
    if column in ("phone", "member_number") and _DIGITS_CUT_OFF.fullmatch(text):
        raise CellInvalid(
            f"is {shown(text)}: the spreadsheet took it for a large number and cut it off. "
            "Format the column as text there and enter it again."
        )


def one_line(text: str) -> str:
    return " ".join(text.split())


def person(column: str, text: str) -> str:
    """A name, email address, phone, member number or a line of an address."""
    text = one_line(text)
    if column == "email":
        try:
            validate_email(text)
        except ValidationError:
            raise CellInvalid(f"is {shown(text)}. Enter one address such as anna@example.org.") from None
    if column == "country":
        text = country(text)
    limit = LIMITS.get(column, 500)
    if len(text) > limit:
        raise CellInvalid(f"has {len(text)} characters. Shorten it to {limit}.")
    return text


def country(text: str) -> str:
    code = _COUNTRIES.get(re.sub("[^a-z]", "", text.casefold()), text.upper())
    if not (len(code) == 2 and code.isascii() and code.isalpha()):
        raise CellInvalid(f"is {shown(text)}. Enter two letters such as GB.")
    return code


def day(text: str) -> date:
    """ISO (2024-04-30), British (30/04/2024) or with the month's name (30-Apr-2024); nothing is guessed."""
    text = written = _MIDNIGHT.sub("", one_line(text))
    if _MONTH_BY_NAME.search(text):
        written = one_line(_ORDINAL.sub("", text).replace("-", " ").replace(",", " "))
    if found := _DAY_FIRST.match(text):
        first, second, year = (int(part) for part in found.groups())
        try:
            return date(year, second, first)
        except ValueError:
            raise CellInvalid(
                f"is {shown(text)}, which is no date with the day first. Write 2024-04-30 or 30/04/2024."
            ) from None
    for form in _WRITTEN:
        try:
            return datetime.strptime(written, form).date()
        except ValueError:
            continue
    raise CellInvalid(
        f"is {shown(text)}. Write the date as 2024-04-30 or 30/04/2024, with all four digits of the year."
    )


def start_date(text: str, *, today: date) -> date:
    value = day(text)
    if value < periods.EARLIEST_START:
        raise CellInvalid(
            f"is {value.isoformat()}. Stripe knows no date before {periods.EARLIEST_START.isoformat()}. "
            "Enter that one, and keep the true one in a field of your own."
        )
    if value > today + periods.FURTHEST_AHEAD:
        raise CellInvalid(f"is {value.isoformat()}. Enter a date within the next two years.")
    return value


def trial_days(text: str) -> int:
    """How many; 0 is no trial."""
    if not (text.isascii() and text.isdigit() and int(text[:9]) <= periods.FURTHEST_AHEAD.days):
        raise CellInvalid(f"is {shown(text)}. Enter a number of days up to {periods.FURTHEST_AHEAD.days}.")
    return int(text)


def shown(text: str) -> str:
    return f'"{text[:40]}…"' if len(text) > 40 else f'"{text}"'
