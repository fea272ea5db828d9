"""Which keys stand in the metadata of mirrored Customers and Subscriptions, and how often."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import connections
from django.db.models import QuerySet
from djstripe.models import Customer, Subscription

MODELS: dict[str, Any] = {"customer": Customer, "subscription": Subscription}
# One row for each key of each object that is more than a stub.
_KEYS = """
    SELECT '{kind}' AS kind, id, key
    FROM {table}, jsonb_object_keys(
        CASE jsonb_typeof(stripe_data -> 'metadata') WHEN 'object' THEN stripe_data -> 'metadata' END
    ) AS key
    WHERE created IS NOT NULL
"""
_EVERY_KEY = " UNION ALL ".join(
    _KEYS.format(kind=kind, table=model._meta.db_table) for kind, model in MODELS.items()
)


@dataclass(frozen=True)
class KeyCount:
    """`count` objects of this kind carry the key."""

    kind: str
    key: str
    count: int


def key_counts() -> list[KeyCount]:
    """Every key there is, the most frequent first. One query, however many members there are."""
    rows = _query(
        f"SELECT kind, key, count(*) FROM ({_EVERY_KEY}) AS every "  # noqa: S608  # no value of anybody's
        "GROUP BY kind, key ORDER BY count(*) DESC, kind, key"
    )
    return [KeyCount(*row) for row in rows]


def most_keys_besides(kind: str, keys: Iterable[str]) -> int:
    """How many other keys the object has that has most of them."""
    rows = _query(
        f"SELECT count(*) FROM ({_EVERY_KEY}) AS every WHERE kind = %s AND key <> ALL(%s) "  # noqa: S608
        "GROUP BY id ORDER BY count(*) DESC LIMIT 1",
        [kind, list(keys)],
    )
    return int(rows[0][0]) if rows else 0


def carriers(kind: str, key: str) -> QuerySet[Any]:
    """Stripe's ids of the objects that carry a key."""
    found = MODELS[kind].objects.filter(created__isnull=False, stripe_data__metadata__has_key=key)
    return found.order_by("id").values_list("id", flat=True)


def _query(sql: str, params: list[Any] | None = None) -> list[tuple[Any, ...]]:
    with connections["reporting"].cursor() as cursor:
        cursor.execute(sql, params)
        return list(cursor.fetchall())
