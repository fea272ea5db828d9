"""Files for the bulk load, and short ways to plan and carry them out."""

from __future__ import annotations

import csv
import io
from typing import Any

from members.models import ImportBatch, ImportRow
from members.services import bulk

BY = "secretary@example.org"


def sheet(*rows: dict[str, str]) -> bytes:
    """A CSV with every column that any of the rows has."""
    headers = list(dict.fromkeys(header for row in rows for header in row))
    out = io.StringIO()
    writer = csv.DictWriter(out, headers, restval="")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode()


def someone(number: int = 1, **more: str) -> dict[str, str]:
    return {"name": f"Person {number}", "email": f"person{number}@example.org", **more}


def plan(
    content: bytes, *, mode: str = "fill_empty", file_name: str = "members.csv", **more: Any
) -> ImportBatch:
    return bulk.plan(content=content, file_name=file_name, mode=mode, by=BY, **more)


def load(content: bytes, **more: Any) -> ImportBatch:
    """Plan a file, confirm it and carry it out in this process."""
    return carry_out(plan(content, **more))


def carry_out(batch: ImportBatch) -> ImportBatch:
    bulk.confirm(batch_id=batch.pk, by=BY, queue=False)
    return bulk.run(batch.pk)


def rows(batch: ImportBatch) -> list[ImportRow]:
    return list(batch.rows.all())


def verdicts(batch: ImportBatch) -> list[str]:
    return [row.verdict for row in rows(batch)]


def outcomes(batch: ImportBatch) -> list[str]:
    return [row.outcome for row in rows(batch)]


def writes(stripe: Any) -> list[dict]:
    """What Stripe was asked to change."""
    return [request for request in stripe.requests() if request["method"] != "GET"]


def people(stripe: Any) -> list[Any]:
    return list(stripe.client.v1.customers.list({"limit": 100}).auto_paging_iter())


def memberships(stripe: Any) -> list[Any]:
    return list(stripe.client.v1.subscriptions.list({"limit": 100, "status": "all"}).auto_paging_iter())
