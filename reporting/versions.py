"""The ordering guard: which state of an object is the newest, by Stripe's clock alone."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from enum import Enum
from typing import NamedTuple

from django.db import connections

from reporting.batch import Batch, Result
from reporting.columns import Reference, Table
from reporting.models import ObjectVersion

VERSIONS = ObjectVersion._meta.db_table

# Classes of advisory locks. Whoever takes several takes them in the order MERGE, ALONE, OBJECT, PERSON,
# REFERENCES.
OBJECT, PERSON, MERGE, RUN, REFERENCES, ALONE = 7301, 7302, 7303, 7304, 7305, 7306


class Verdict(Enum):
    APPLY = "apply"
    FETCH = "fetch"
    DROP = "drop"


class Version(NamedTuple):
    """How recent an object is here. `mark` is PostgreSQL's own: it differs after every change."""

    as_of: int
    deleted: bool
    mark: str


@dataclass(frozen=True)
class Locked:
    """What is known once the object is locked, or that it is not: `refused` while a regeneration merges."""

    entered: Result
    versions: Result

    @property
    def refused(self) -> bool:
        return not self.entered.rows[0][0]

    @property
    def stored(self) -> Version | None:
        return Version(*self.versions.rows[0]) if self.versions.rows else None


def lock(batch: Batch, object_id: str, *, alone: bool = False, wait: float | None = None) -> Locked:
    """Wait for whoever else changes this object, lock it until the transaction ends, look how recent it is.

    Any number of objects change at once, but none while a regeneration merges, or somebody wants to be alone.
    A merge may take long: who has `wait` seconds waits no longer, with 0 not at all. Running out of them is
    a database error, `LockNotAvailable`.
    """
    if wait:
        batch.add("SELECT set_config('lock_timeout', %s, TRUE)", [f"{round(wait * 1000)}ms"])
    merge = "pg_advisory_xact_lock_shared(%s, 0) IS NOT NULL"
    entered = batch.add(
        f"SELECT {'pg_try_advisory_xact_lock_shared(%s, 0)' if wait == 0 else merge}, "
        f"pg_advisory_xact_lock{'' if alone else '_shared'}(%s, 0), pg_advisory_xact_lock(%s, hashtext(%s))",
        [MERGE, ALONE, OBJECT, object_id],
    )
    return Locked(
        entered,
        batch.add(f"SELECT as_of, deleted, xmin::text FROM {VERSIONS} WHERE id = %s", [object_id]),  # noqa: S608
    )


def lock_people(
    batch: Batch, people: Collection[str], *, owner_of: tuple[Table, str] | None = None
) -> Result:
    """Wait for whoever else changes something of these people; answer the ids of all that were locked.

    One person's objects refer to each other and make one row of the directory: changed at once, they would
    wait for each other for ever, or derive the row without the other's change. `owner_of` names a stored
    object whose Customer is locked as well.
    """
    ids, params = "SELECT unnest(%(people)s::text[]) AS id", {"people": sorted(people), "class": PERSON}
    if owner_of and (column := owner_of[0].column("customer_id")):
        key = column.target_column if isinstance(column, Reference) else "id"
        ids += f"""
            UNION SELECT c.id FROM {owner_of[0].name} o
            JOIN djstripe_customer c ON c.{key} = o.customer_id WHERE o.id = %(id)s
        """  # noqa: S608
        params["id"] = owner_of[1]
    return batch.add(
        f"""
        SELECT id, pg_advisory_xact_lock(%(class)s, hashtext(id))
        FROM ({ids} ORDER BY 1) people WHERE id <> ''
        """,  # noqa: S608
        params,
    )


def tombstone(batch: Batch, object_id: str) -> Result:
    """Add to a batch: a row if the object is known to be deleted."""
    return batch.add(f"SELECT 1 FROM {VERSIONS} WHERE id = %s AND deleted", [object_id])  # noqa: S608


def judge_event(stored: Version | None, as_of: int, *, deletion: bool, chosen: bool) -> Verdict:
    """What to do with an event: newer is applied, older dropped, and of the same second Stripe is asked.

    A deletion is final but for the few objects whose id a club has `chosen` and may use again: Stripe is
    asked. So it is where such an event is older, for what is stored may be of another kind's object.
    """
    if stored is None:
        return Verdict.APPLY
    if as_of < stored.as_of:
        return Verdict.FETCH if chosen else Verdict.DROP
    tied = as_of == stored.as_of or (stored.deleted and not deletion)
    return Verdict.FETCH if tied else Verdict.APPLY


def judge_answer(stored: Version | None, as_of: int, *, replayed: bool) -> Verdict:
    """What to do with what a write answered: it is new, or Stripe is asked."""
    return Verdict.APPLY if not replayed and (stored is None or as_of > stored.as_of) else Verdict.FETCH


def judge_fetched(
    stored: Version | None, as_of: int, *, before: Version | None, event_at: int | None
) -> Verdict:
    """What to do with what was fetched while nothing was locked; `before` is what was stored before that.

    What came in meanwhile may be newer or older. If it is later than the event for which was fetched, it
    knows of that event; else nobody can tell, and Stripe is asked once more.
    """
    if stored is None or stored == before or stored.as_of < as_of:
        return Verdict.APPLY
    return Verdict.DROP if event_at is not None and stored.as_of > event_at else Verdict.FETCH


def record(batch: Batch, object_id: str, as_of: int, *, deleted: bool) -> None:
    """Remember how recent the object is now. It never becomes less recent, and its mark is a new one."""
    batch.add(
        f"""
        INSERT INTO {VERSIONS} AS there (id, as_of, deleted) VALUES (%s, %s, %s)
        ON CONFLICT (id) DO UPDATE
        SET as_of = greatest(there.as_of, EXCLUDED.as_of), deleted = EXCLUDED.deleted
        """,  # noqa: S608
        [object_id, as_of, deleted],
    )


def lock_around(people: Collection[str]) -> None:
    """Lock these people, without an object of theirs."""
    with connections["reporting"].cursor() as cursor:
        batch = Batch(cursor)
        lock_people(batch, people)
        batch.run()
