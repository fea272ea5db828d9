"""Turns one of Stripe's objects into rows: its own, those of its nested lists, and of objects inside it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from reporting.columns import CONTEXT, Table, table_of
from reporting.objects import MIRRORED

Data = dict[str, Any]

# Stripe sends these whole at the top of an object; anything else there with an id was expanded on request.
SENT_WHOLE = {"discount", "source", "plan", "price"}

# What can change of a price with no event of whatever it stands in; its own row knows.
SILENT_IN_PRICES = {"active", "lookup_key", "metadata", "nickname", "tax_behavior"}


@dataclass(frozen=True)
class Row:
    """A row on its way to a table.

    `owner` is the id of the object that it came with. A row that only `fills` was found inside another
    object: it is written where there is nothing or a stub, because its own object says more.
    """

    table: Table
    owner: str
    fills: bool
    values: dict[str, Any]


def tidy(data: Data) -> Data:
    """The object with nothing expanded and without silent fields, so that each way leads to the same row."""
    spec = MIRRORED[data["object"]]
    left_out = {*spec.silent, *(each.path for each in spec.includes if each.many)}
    plain = {name: _plain_value(name, value) for name, value in data.items() if name not in left_out}
    for name in ("items", "lines"):
        if isinstance(listed := plain.get(name), dict) and spec.nested:
            plain[name] = {**listed, "data": [_tidy_entry(entry) for entry in listed["data"]]}
    if spec.name == "dispute" and (moved := plain.get("balance_transactions")):
        # They settle with no event.
        plain["balance_transactions"] = [{k: v for k, v in entry.items() if k != "status"} for entry in moved]
    return plain


def _plain_value(name: str, value: Any) -> Any:
    if isinstance(value, list):
        return [entry["id"] if _is_discount(entry) else entry for entry in value]
    whole = isinstance(value, dict) and "object" in value and "id" in value
    return value["id"] if whole and name not in SENT_WHOLE else value


def _is_discount(entry: Any) -> bool:
    return isinstance(entry, dict) and entry.get("object") == "discount"


def _tidy_entry(entry: Data) -> Data:
    prices = {name: entry[name] for name in ("price", "plan") if isinstance(entry.get(name), dict)}
    return entry | {
        name: {key: value for key, value in price.items() if key not in SILENT_IN_PRICES}
        for name, price in prices.items()
    }


def rows_of(data: Data) -> Iterator[Row]:
    """The rows of a mirrored object."""
    spec = MIRRORED[data["object"]]
    owner = data["id"]
    own = _row(table_of(spec.model), tidy(data), owner, {})
    yield own
    yield from _inside(own, data)
    around = {**_context(own.values), data["object"]: owner}
    for nested in spec.nested:
        for entry in nested.entries(data):
            if not isinstance(entry, dict):
                continue  # the mirror has it already
            row = _row(table_of(nested.model), _tidy_entry(entry), owner, around)
            yield row
            yield from _inside(row, entry)


def _inside(row: Row, data: Data) -> Iterator[Row]:
    """Whole objects that stand where an id would do, such as the price of a subscription's item."""
    for column in row.table.references:
        whole = data.get(column.name.removesuffix("_id"))
        if not isinstance(whole, dict) or whole.get("object") not in MIRRORED:
            continue
        if MIRRORED[whole["object"]].keeps(whole) and not whole.get("deleted"):
            yield _row(column.table, tidy(whole), row.owner, _context(row.values), fills=True)


def _row(table: Table, data: Data, owner: str, around: Data, *, fills: bool = False) -> Row:
    values = {column.name: column.read(data) for column in table.columns}
    for name in CONTEXT:
        values[f"context_{name}"] = values.get(f"{name}_id") or around.get(name)
    for need in table.needs:
        values[need.name] = values[need.name] or values.get(f"context_{need.name.removesuffix('_id')}")
    return Row(table, owner, fills, values)


def _context(values: Data) -> Data:
    return {name: values[f"context_{name}"] for name in CONTEXT}


def as_json(value: Any) -> str:
    return json.dumps(value, default=_plain)


def _plain(value: Any) -> str:
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    raise TypeError(type(value).__name__)
