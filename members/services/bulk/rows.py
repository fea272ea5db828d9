"""Rows that came as data, as the file that they would be: planned, reported and mended as one."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from typing import Any

from cogento.spreadsheets import escape
from members.services.bulk import cells
from members.services.bulk.columns import KEYS

PREFIXES = {"metadata": "metadata", "subscription_metadata": "subscription"}


def as_file(rows: Sequence[Mapping[str, Any]]) -> bytes:
    """A CSV with a column for whatever any row has. None becomes the word that erases.

    Args:
        rows: Each with `customer`, `member_number` or `email`, and texts by key in `metadata` and
            `subscription_metadata`.
    """
    flat = [_flat(row) for row in rows]
    headers = list(dict.fromkeys(header for row in flat for header in row))
    out = io.StringIO()
    writer = csv.DictWriter(out, headers, restval="")
    writer.writeheader()
    writer.writerows(flat)
    return out.getvalue().encode()


def _flat(row: Mapping[str, Any]) -> dict[str, str]:
    found = {key: escape(row[key]) for key in KEYS if key in row}
    for name, prefix in PREFIXES.items():
        for key, value in (row.get(name) or {}).items():
            found[f"{prefix}.{key}"] = cells.CLEAR if value is None else escape(value)
    return found
