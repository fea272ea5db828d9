"""Fills in what Stripe sends no event of: a charge names its balance transaction, and nothing says more."""

from __future__ import annotations

from django.db import connections

from reporting import mirror, reader, stubs
from reporting.columns import table_of
from reporting.models import ObjectVersion
from reporting.objects import SPECS
from reporting.spec import Mirrored

ONE_BY_ONE = 100


def fill() -> int:
    """Read what stands as a stub although Stripe has more to say of it; answer how many were filled.

    Raises:
        errors.StripeError: Stripe did not answer; what was filled before stays.
    """
    return sum(_fill(spec) for spec in SPECS if spec.late) + sum(_find(spec) for spec in SPECS if spec.single)


def _find(spec: Mirrored) -> int:
    """The one that there is, if it has not come in yet."""
    if spec.model.objects.exists():
        return 0
    mirror.store(reader.get(spec.listed))
    return 1


def _fill(spec: Mirrored) -> int:
    wanted = _awaited(spec)
    total = len(wanted)
    # They are young, so that the newest pages have nearly all of them.
    listed = reader.list_pages(spec.path) if wanted else iter(())
    for _, page in zip(range(total // reader.PAGE_SIZE + 1), listed, strict=False):
        for data in page.data["data"]:
            if data["id"] in wanted:
                mirror.store(reader.Answer(data, page.as_of))
                wanted.remove(data["id"])
        if not wanted:
            return total
    for id in sorted(wanted)[:ONE_BY_ONE]:
        mirror.refresh(spec.name, id)
    return total - max(0, len(wanted) - ONE_BY_ONE)


def _awaited(spec: Mirrored) -> set[str]:
    table = table_of(spec.model)
    versions = ObjectVersion._meta.db_table
    with connections["reporting"].cursor() as cursor:
        cursor.execute(
            f"""
            SELECT t.id FROM {table.name} t LEFT JOIN {versions} v ON v.id = t.id
            WHERE {stubs.is_stub("t")} AND v.deleted IS NOT TRUE
            """  # noqa: S608
        )
        return {id for (id,) in cursor.fetchall()}
