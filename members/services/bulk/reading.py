"""A file's bytes as rows of text: CSV in the encodings and with the separators of real offices, or XLSX."""

from __future__ import annotations

import codecs
import csv
import io
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time
from typing import Any

from members.services.bulk.errors import FileRefused

MAX_BYTES = 25 * 1024 * 1024
MAX_UNPACKED_BYTES = 250 * 1024 * 1024
SAVE_AS = "Save it as CSV (UTF-8) or as an Excel workbook (.xlsx) and try again."
BROKEN_WORKBOOK = f"This workbook cannot be read. {SAVE_AS}"

Row = tuple[int, list[str]]


def rows(content: bytes) -> Iterator[Row]:
    """Each row that is not empty, with its number as a spreadsheet shows it; the header is the first.

    Raises:
        FileRefused: empty, too large, of another kind, or broken; the text names the row where it can.
    """
    if len(content) > MAX_BYTES:
        raise FileRefused(
            f"The file is larger than {MAX_BYTES // 1024 // 1024} MB. Split it and import the parts."
        )
    if not content.strip():
        raise FileRefused("The file is empty.")
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        raise FileRefused(f"This is an old Excel file (.xls), which cannot be read. {SAVE_AS}")
    found = _workbook(content) if _is_workbook(content) else _text(decode(content))
    for number, cells in found:
        for cell in cells:
            if "\x00" in cell:
                raise FileRefused(f"Row {number} holds a NUL character, so the file is damaged. {SAVE_AS}")
        if any(cell.strip() for cell in cells):
            yield number, cells


def decode(content: bytes) -> str:
    """UTF-8 with or without a mark, UTF-16, else Windows-1252, as Excel writes it in Britain."""
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encodings = ["utf-16"]
    elif (bare := _utf16_without_mark(content)) is not None:
        encodings = [bare]
    else:
        encodings = ["utf-8-sig", "cp1252"]
    for encoding in encodings:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise FileRefused(f"This is not a table that can be read. {SAVE_AS}")


def _utf16_without_mark(content: bytes) -> str | None:
    head = content[:400]
    half = len(head) // 2
    if half and head[1::2].count(0) > 0.6 * half:
        return "utf-16-le"
    if half and head[0::2].count(0) > 0.6 * half:
        return "utf-16-be"
    return None


def _text(text: str) -> Iterator[Row]:
    first, _, rest = text.partition("\n")
    if first.strip().lower().startswith("sep=") and len(first.strip()) == 5:  # Excel's own hint
        separator, text = first.strip()[-1], rest
    else:
        separator = _separator(text)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    number = 0
    while True:
        number += 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise FileRefused(
                f"Row {number} cannot be read ({error}). "
                "Look for a quotation mark that is opened and not closed."
            ) from error
        yield number, cells


def _separator(text: str) -> str:
    """The comma, semicolon or tab that stands most often outside quotation marks in the header."""
    counts = dict.fromkeys(",;\t", 0)
    quoted = False
    for character in text:
        if character == '"':
            quoted = not quoted
        elif not quoted and character in "\r\n":
            if any(counts.values()):
                break
        elif not quoted and character in counts:
            counts[character] += 1
    return max(counts, key=lambda separator: counts[separator])


def sheet_note(content: bytes) -> str:
    """Which sheet of a workbook is read, where there are others."""
    if not _is_workbook(content):
        return ""
    book = _opened(content)
    others = [f'"{name}"' for name in book.sheetnames if name != book.active.title]
    if not others:
        return ""
    return (
        f'Read from the sheet "{book.active.title}", which was in front when the workbook was saved; '
        f"not from {', '.join(others)}."
    )


def _is_workbook(content: bytes) -> bool:
    return content.startswith(b"PK\x03\x04")


def _opened(content: bytes) -> Any:
    """The workbook, with a sheet in front that has cells."""
    import openpyxl

    refused = FileRefused(BROKEN_WORKBOOK)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            if sum(part.file_size for part in parts.infolist()) > MAX_UNPACKED_BYTES:
                raise FileRefused("The workbook is too large. Split it and import the parts.")
        book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True)
    except FileRefused:
        raise
    except Exception as error:  # openpyxl raises whatever it stumbles over
        raise refused from error
    if book.active is None or not hasattr(book.active, "iter_rows"):
        raise refused
    return book


def _workbook(content: bytes) -> Iterator[Row]:
    sheet = _opened(content).active
    sheet.reset_dimensions()  # some programs write a size that is not the sheet's
    try:
        yield from _rows_of(sheet)
    except Exception as error:  # a sheet is read only now, and may break anywhere
        raise FileRefused(BROKEN_WORKBOOK) from error


def _rows_of(sheet: Any) -> Iterator[Row]:
    width = 0
    for number, values in enumerate(sheet.iter_rows(values_only=True), start=1):
        cells = [_cell(value) for value in values]
        while cells and not cells[-1]:
            cells.pop()
        width = width or len(cells)
        yield number, cells + [""] * (width - len(cells))


def _cell(value: Any) -> str:
    """A cell's value as it is written in a CSV."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)
