"""The ordering guard: which state of an object is the newest, by Stripe's clock alone."""

from __future__ import annotations

from collections.abc import Collection
from enum import Enum

from django.db import connections

from reporting.models import ObjectVersion

# Classes of advisory locks. Whoever takes several takes them in the order MERGE, OBJECT, PERSON, REFERENCES.
OBJECT, PERSON, MERGE, RUN, REFERENCES = 7301, 7302, 7303, 7304, 7305


class Verdict(Enum):
    APPLY = "apply"
    FETCH = "fetch"
    DROP = "drop"


def lock(object_id: str) -> ObjectVersion | None:
    """Wait for whoever else changes this object, lock it until the transaction ends, say what is stored."""
    with connections["reporting"].cursor() as cursor:
        # Shared: any number of objects change at once, but none while a regeneration merges.
        cursor.execute(
            "SELECT pg_advisory_xact_lock_shared(%s, 0), pg_advisory_xact_lock(%s, hashtext(%s))",
            [MERGE, OBJECT, object_id],
        )
    return ObjectVersion.objects.filter(pk=object_id).first()


def lock_around(products: Collection[str], people: Collection[str]) -> None:
    """Wait for whoever else changes something of these people, or the plans that they are getting.

    One person's objects refer to each other and make one row of the directory: changed at once, they would
    wait for each other for ever, or derive the row without the other's change.
    """
    if not people:
        return
    with connections["reporting"].cursor() as cursor:
        cursor.execute(
            """
            SELECT pg_advisory_xact_lock_shared(%s, hashtext(id)) FROM unnest(%s::text[]) id
            UNION ALL SELECT pg_advisory_xact_lock(%s, hashtext(id)) FROM unnest(%s::text[]) id
            """,
            [OBJECT, sorted(products), PERSON, sorted(people)],
        )


def judge_event(stored: ObjectVersion | None, as_of: int, *, deletion: bool) -> Verdict:
    """What to do with an event: newer is applied, older dropped, and of the same second Stripe is asked.

    A deletion is final but for the few objects whose id a club chooses and may use again: Stripe is asked.
    """
    if stored is None:
        return Verdict.APPLY
    if as_of < stored.as_of:
        return Verdict.DROP
    tied = as_of == stored.as_of or (stored.deleted and not deletion)
    return Verdict.FETCH if tied else Verdict.APPLY


def judge_answer(stored: ObjectVersion | None, as_of: int, *, replayed: bool) -> Verdict:
    """What to do with what a write answered: it is new, or Stripe is asked."""
    return Verdict.APPLY if not replayed and (stored is None or as_of > stored.as_of) else Verdict.FETCH


def record(stored: ObjectVersion | None, object_id: str, as_of: int, *, deleted: bool) -> None:
    """Remember how recent the object is now. It never becomes less recent."""
    newest = max(as_of, stored.as_of) if stored else as_of
    if stored is None or (stored.as_of, stored.deleted) != (newest, deleted):
        row = ObjectVersion(id=object_id, as_of=newest, deleted=deleted)
        row.save(force_insert=stored is None, force_update=stored is not None)
