"""The membership secretary's spreadsheet: `python -m demo.club.spreadsheet` writes it anew."""

from __future__ import annotations

import csv
import io
from pathlib import Path

from demo.club.people import Person, people

FILE = Path(__file__).parent.parent / "riverside-tennis-club.csv"
FIELDS = ["shirt_size", "emergency_contact", "date_of_birth", "locker", "newsletter"]
COLUMNS = ["member_number", "name", "email", "phone", "line1", "line2", "city", "postcode", "country"]
COLUMNS += ["plan", "start_date", "trial_days", *FIELDS]
WITHOUT_PLAN = ("canceled", "never")


def row(person: Person) -> dict[str, str]:
    return {
        "member_number": person.number,
        "name": person.name,
        "email": person.email,
        "phone": person.phone,
        "line1": person.line1,
        "line2": person.line2,
        "city": person.city,
        "postcode": person.postcode,
        "country": "GB",
        "plan": "" if person.fate in WITHOUT_PLAN else person.plan,
        "start_date": person.start_date.isoformat() if person.start_date else "",
        "trial_days": str(person.trial_days or ""),
        **{key: person.fields.get(key, "") for key in FIELDS},
    }


def text() -> str:
    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(row(person) for person in people())
    return out.getvalue()


if __name__ == "__main__":
    FILE.write_text(text(), encoding="utf-8")
