"""Fills in what Stripe sends no event of.

A charge names its balance transaction, and nothing says more. A credit note on an open invoice, and a part
that is paid of one, change what the payment asks for that waits for it.
"""

from __future__ import annotations

from django.db import connections

from reporting import mirror, reader, stubs
from reporting.columns import table_of
from reporting.models import ObjectVersion
from reporting.objects import SPECS
from reporting.spec import Mirrored

ONE_BY_ONE = 100
# Payments that wait, if a credit note on an open invoice of the same Customer, or an open invoice paid in
# part, was read as late as they were. Who owes something is found in an index.
ASKED_LESS = r"""
    SELECT DISTINCT p.id
    FROM (
        SELECT id, customer_id FROM reporting_creditnote
        WHERE stripe_data -> 'pre_payment_amount' <> '0'
        UNION ALL
        SELECT i.id, i.customer_id FROM reporting_member m
        JOIN djstripe_invoice i ON i.customer_id = m.customer_id
        WHERE m.amount_due_cents > 0
        AND i.stripe_data ->> 'status' = 'open' AND i.stripe_data -> 'amount_paid' <> '0'
    ) less
    JOIN reporting_objectversion given ON given.id = less.id
    JOIN djstripe_paymentintent p ON p.customer_id = less.customer_id
    JOIN reporting_objectversion asked ON asked.id = p.id AND NOT asked.deleted
    WHERE given.as_of >= asked.as_of AND p.stripe_data ->> 'status' LIKE 'requires\_%'
    ORDER BY p.id
"""


def fill() -> int:
    """Read what stands as a stub although Stripe has more to say of it, and what has changed without a word.

    Answers how many were read.

    Raises:
        errors.StripeError: Stripe did not answer; what was filled before stays.
    """
    found = sum(_fill(spec) for spec in SPECS if spec.late) + _read_payments()
    return found + sum(_find(spec) for spec in SPECS if spec.single)


def _read_payments() -> int:
    """Payments that wait, and whose amount a credit note or another payment may have changed."""
    ids = _column(ASKED_LESS)[:ONE_BY_ONE]
    for id in ids:
        mirror.refresh("payment_intent", id)
    return len(ids)


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
    query = f"""
        SELECT t.id FROM {table.name} t LEFT JOIN {versions} v ON v.id = t.id
        WHERE {stubs.is_stub("t")} AND v.deleted IS NOT TRUE
    """  # noqa: S608
    return set(_column(query))


def _column(query: str) -> list[str]:
    with connections["reporting"].cursor() as cursor:
        cursor.execute(query)
        return [value for (value,) in cursor.fetchall()]
