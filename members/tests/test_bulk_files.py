"""Reading files as real offices make them (checklist 38 to 40)."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import datetime

import openpyxl
import pytest

from cogento.spreadsheets import escape, unescape
from members.models import FieldDefinition, ImportBatch
from members.services import bulk
from members.services.bulk import cells, reading
from members.tests.loading import plan, rows, sheet, someone, verdicts

pytestmark = pytest.mark.django_db(databases=["default", "reporting"])

TABLE = 'name,email\nZoë Müller,zoe@example.org\n"Anna\nArcher",anna@example.org\n'


@pytest.mark.parametrize(
    "content",
    [
        TABLE.encode("utf-8"),
        TABLE.encode("utf-8-sig"),
        TABLE.encode("utf-16"),
        TABLE.encode("utf-16-le"),
        TABLE.encode("utf-16-be"),
        TABLE.encode("cp1252"),
        TABLE.replace(",", ";").encode(),
        TABLE.replace(",", "\t").encode(),
        ("sep=;\n" + TABLE.replace(",", ";")).encode(),
        TABLE.replace("\n", "\r\n").encode(),
        TABLE.replace("\n", "\r").encode(),
        TABLE.replace("\n", "\n\n", 1).encode(),
    ],
    ids=[
        "utf8",
        "bom",
        "utf16",
        "utf16le",
        "utf16be",
        "cp1252",
        "semicolon",
        "tab",
        "sep",
        "crlf",
        "cr",
        "blank-line",
    ],
)
def test_encodings_separators_and_line_breaks_are_read(content):
    batch = plan(content)
    assert [row.changes["name"][1] for row in rows(batch)] == ["Zoë Müller", "Anna Archer"]
    assert [row.changes["email"][1] for row in rows(batch)] == ["zoe@example.org", "anna@example.org"]


def test_a_workbook_gives_dates_and_numbers_as_text():
    FieldDefinition.objects.create(key="locker", label="Locker", type="number")
    book = openpyxl.Workbook()
    book.active.append(["Name", "E-mail", "Mobile", "Locker", "Joined", None])
    book.active.append(["Anna", "anna@example.org", 447700900123, 12.0, datetime(2020, 4, 1)])
    book.active.append(["Ben", "ben@example.org"])
    out = io.BytesIO()
    book.save(out)
    first, second = rows(plan(out.getvalue(), file_name="members.xlsx"))
    assert first.data == {
        "Name": "Anna",
        "E-mail": "anna@example.org",
        "Mobile": "447700900123",
        "Locker": "12",
        "Joined": "2020-04-01",
    }
    assert first.changes["metadata.locker"] == ["", "12"]
    assert second.data["Locker"] == ""


def saved(book: openpyxl.Workbook) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def changed(workbook: bytes, old: bytes, new: bytes) -> bytes:
    """The workbook as another program might have written it."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook)) as parts, zipfile.ZipFile(out, "w") as written:
        for part in parts.infolist():
            written.writestr(part.filename, parts.read(part).replace(old, new))
    return out.getvalue()


def test_it_is_said_which_sheet_of_a_workbook_was_read():
    book = openpyxl.Workbook()
    book.active.title = "Members"
    for row in (["name", "email"], ["Anna", "anna@example.org"]):
        book.active.append(row)
    assert plan(saved(book)).message == ""
    book.create_sheet("Notes").append(["Telephone tree"])
    assert 'Read from the sheet "Members"' in plan(saved(book)).message
    book.active = 1
    with pytest.raises(bulk.FileRefused) as refused:
        plan(saved(book))
    assert refused.value.problems[-1].startswith('Read from the sheet "Notes"')
    assert 'not from "Members"' in refused.value.problems[-1]


def test_a_workbook_with_a_wrong_size_is_read_whole():
    """As some programs write it that export a list of members."""
    book = openpyxl.Workbook()
    for row in (["name", "email"], ["Anna", "anna@example.org"], ["Ben", "ben@example.org"]):
        book.active.append(row)
    content = changed(saved(book), b'ref="A1:B3"', b'ref="A1"')
    assert verdicts(plan(content)) == ["create", "create"]


@pytest.mark.parametrize(
    ("old", "new"), [(b"</sheetData>", b""), (b'r="2"', b'r="two"'), (b'r="A2"', b'r="!"')]
)
def test_a_workbook_that_breaks_in_the_middle_is_refused(old, new):
    book = openpyxl.Workbook()
    for row in (["name", "email"], ["Anna", "anna@example.org"]):
        book.active.append(row)
    with pytest.raises(bulk.FileRefused, match="workbook cannot be read"):
        plan(changed(saved(book), old, new))


def test_rows_are_numbered_as_a_spreadsheet_numbers_them():
    batch = plan(b'name,email\n\n"A\nB",a@example.org\n,,\n\nC,c@example.org\n'.replace(b",,", b","))
    assert [row.number for row in rows(batch)] == [3, 6]


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"", "empty"),
        (b" \n ", "empty"),
        (b"name,email\n", "no rows below"),
        (b"name,email,E-Mail\nA,a@example.org,b@example.org\n", '"email" and "E-Mail" are the same column'),
        (b"name,phone\nA,1\n", 'no column "email"'),
        (
            b"name,email,phoen\nA,a@example.org,1\n",
            '"phoen" is a column that nobody knows. Did you mean "phone"?',
        ),
        (b"name,email,xyzzy\nA,a@example.org,1\n", '"xyzzy" is a column that nobody knows. Rename it'),
        (b"name,,email\nA,,a@example.org\n", "Column 2 has no header"),
        (b"name,email\nA,a@example.org\nB\n", "Row 3 has 1 cells, the header has 2"),
        (b"name,email\nA,a@example.org,x\n", "Row 2 has 3 cells, the header has 2"),
        (b"name,email\nA\x00,a@example.org\n", "Row 2 holds a NUL"),
        (b'name,email\n"A,a@example.org\n', "Row 2 cannot be read"),
        (b"\xd0\xcf\x11\xe0old", "old Excel file"),
        (b"PK\x03\x04not a workbook", "workbook cannot be read"),
        (b"\x81\x8d\xff,\n", "not a table"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_whole(content, problem):
    with pytest.raises(bulk.FileRefused) as refused:
        plan(content)
    assert problem in refused.value.text
    assert not ImportBatch.objects.exists()


def test_all_that_is_wrong_with_the_headers_is_said_at_once():
    with pytest.raises(bulk.FileRefused) as refused:
        plan(b"name,adress,emial\nA,b,c\n")
    assert len(refused.value.problems) == 3


def test_too_many_rows_and_too_many_bytes_are_refused(monkeypatch):
    with pytest.raises(bulk.FileRefused, match="more than 2 rows"):
        plan(sheet(someone(1), someone(2), someone(3)), max_rows=2)
    monkeypatch.setattr(reading, "MAX_BYTES", 10)
    with pytest.raises(bulk.FileRefused, match="larger than"):
        plan(sheet(someone(1)))


@pytest.mark.parametrize(
    ("header", "column"),
    [
        ("E-mail", "email"),
        ("EMAIL ADDRESS", "email"),
        ("Post code", "postcode"),
        ("Mobile", "phone"),
        ("Town/City", "city"),
        ("Membership type", "plan"),
        ("Date joined", "start_date"),
        ("Membership No.", "member_number"),
        ("Shirt Size", "metadata.shirt_size"),
        ("shirt_size", "metadata.shirt_size"),
        ("Locker", "metadata.locker"),
        ("subscription.locker", "subscription.locker"),
    ],
)
def test_headers_are_forgiving(header, column):
    FieldDefinition.objects.create(key="shirt_size", label="Shirt size")
    FieldDefinition.objects.create(key="locker", label="Locker")
    FieldDefinition.objects.create(key="locker", label="Locker", target="subscription")
    key = "customer" if column == "email" else "email"
    value = "cus_1" if key == "customer" else "a@example.org"
    batch = plan(f"{key},{header}\n{value},x\n".encode())
    assert batch.columns[1] == [header, column]


def test_first_and_last_name_become_the_name():
    batch = plan(b"Forename,Surname,Email\nAnna,Archer,anna@example.org\n")
    assert rows(batch)[0].changes["name"] == ["", "Anna Archer"]


@pytest.mark.parametrize("text", ["=1+1", "+44 20 7946 0000", "-3", "@home", "'=x", "''", "O'Brien", "\tx"])
def test_escaping_is_taken_back_exactly(text):
    assert unescape(escape(text)) == text
    assert escape(text)[0] not in "=+-@\t"


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("2024-04-03", "2024-04-03"),
        ("03/04/2024", "2024-04-03"),
        ("3.4.2024", "2024-04-03"),
        ("3 April 2024", "2024-04-03"),
        ("03-Apr-2024", "2024-04-03"),
        ("3rd Apr 2024", "2024-04-03"),
        ("April 3, 2024", "2024-04-03"),
        ("03/04/2024 00:00", "2024-04-03"),
        ("2024-04-03T00:00:00", "2024-04-03"),
    ],
)
def test_dates_are_iso_or_british(text, iso):
    assert cells.day(text).isoformat() == iso


@pytest.mark.parametrize(
    "text", ["04/30/2024", "30/04/24", "30-Apr-24", "45412", "2024-13-01", "31/02/2024", "soon"]
)
def test_other_dates_are_refused_with_how_to_write_them(text):
    with pytest.raises(cells.CellInvalid, match="2024-04-30 or 30/04/2024"):
        cells.day(text)


def test_a_row_with_a_wrong_date_is_named_and_the_others_go_on():
    batch = plan(sheet(someone(1, start_date="04/30/2024"), someone(2, start_date="30/04/2024")))
    assert verdicts(batch) == ["error", "create"]
    assert '"start_date" is "04/30/2024"' in rows(batch)[0].message


@pytest.mark.parametrize(
    ("column", "text", "problem"),
    [
        ("name", "#N/A", "a formula failed"),
        ("phone", "#REF!", "a formula failed"),
        ("Locker", "#VALUE!", "a formula failed"),
        ("phone", "4.47701E+11", "cut it off"),
        ("member_number", "1,20E+12", "cut it off"),
    ],
)
def test_what_a_spreadsheet_has_spoilt_is_refused(column, text, problem):
    FieldDefinition.objects.create(key="locker", label="Locker")
    batch = plan(sheet(someone(1, **{column: text})))
    assert verdicts(batch) == ["error"]
    assert f'"{column}" is "{text}"' in rows(batch)[0].message
    assert problem in rows(batch)[0].message


def workbook_with(document_type: str, cell: str) -> bytes:
    """A workbook whose one cell and its document type were written by hand."""
    made, mended = io.BytesIO(), io.BytesIO()
    openpyxl.Workbook().save(made)
    with zipfile.ZipFile(made) as parts, zipfile.ZipFile(mended, "w", zipfile.ZIP_DEFLATED) as copy:
        for part in parts.namelist():
            content = parts.read(part).decode()
            if part == "xl/worksheets/sheet1.xml":
                row = f'<row r="1"><c r="A1" t="inlineStr"><is><t>{cell}</t></is></c></row>'
                content = re.sub(
                    r"<sheetData\s*/>|<sheetData>.*</sheetData>", f"<sheetData>{row}</sheetData>", content
                )
                content = document_type + content
            copy.writestr(part, content)
    return mended.getvalue()


@pytest.mark.parametrize(
    ("document_type", "cell"),
    [
        ('<!DOCTYPE a [<!ENTITY one "name">]>', "&one;"),
        ('<!DOCTYPE a [<!ENTITY one SYSTEM "file:///etc/passwd">]>', "&one;"),
        (f'<!DOCTYPE a [<!ENTITY one "{"x" * 50_000}">]>', "&one;" * 20_000),
    ],
    ids=["grows", "reads a file", "a gigabyte"],
)
def test_a_workbook_with_entities_of_its_own_is_refused(document_type, cell):
    """They could hold a whole disk, or read one."""
    assert list(reading.rows(workbook_with("", "name"))) == [(1, ["name"])]
    with pytest.raises(bulk.FileRefused, match="cannot be read"):
        list(reading.rows(workbook_with(document_type, cell)))
