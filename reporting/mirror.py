"""The one entrance to the mirror: answers of writes, events and fetched objects all come in here."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.conf import settings
from django.db import DatabaseError, DataError, connections
from django.db.backends.utils import CursorWrapper
from django.db.transaction import set_rollback
from djstripe.models import Subscription
from psycopg.errors import LockNotAvailable, NotNullViolation

from cogento.errors import CogentoError, StripeBusy
from reporting import directory, patience, reader, stubs, versions, writer
from reporting.access import ENDED
from reporting.batch import Batch, Result, transaction
from reporting.columns import id_at, table_of
from reporting.event_types import OF_NOTHING
from reporting.objects import MIRRORED
from reporting.reader import Answer
from reporting.rows import rows_of
from reporting.spec import Mirrored, Nested
from reporting.versions import Verdict, Version

Data = dict[str, Any]
Judge = Callable[[Version | None], Verdict]
Claim = Callable[[Batch], Result]

# What reading an object of an impossible shape raises.
ODD = (AttributeError, IndexError, KeyError, TypeError, ValueError, OverflowError)

FETCHES = 5  # of one object, if others change it again and again meanwhile


class Unreadable(Exception):
    """What Stripe says of an object is of a shape that cannot be stored. Nothing was changed."""


class Merging(CogentoError):
    """A regeneration writes what it has read, which may take long. The mirror was not changed."""

    status_code = 503
    default_code = "mirror_merging"
    default_detail = (
        "The club's records are being rebuilt from Stripe just now, so that nothing can be taken over. Try "
        "again in a minute."
    )
    wait = 30


@dataclass(frozen=True)
class Content:
    """An object, and its rows unless it is to go."""

    data: Data
    rows: writer.Inline | None


def store(answer: Answer) -> None:
    """Put what a write answered into the mirror, so that whoever wrote reads it at once.

    Objects that are not mirrored, such as a portal session, pass without effect.

    Raises:
        Merging: a regeneration merges and `patience` is at an end. Nothing need be kept: the event of what
            was written comes meanwhile or later, and is applied when the regeneration has ended.
        errors.StripeUnavailable: Stripe had to be asked again and did not answer. The webhook will bring it.
    """
    data = answer.data
    spec = MIRRORED.get(data.get("object", ""))
    if spec is None:
        return
    judge = partial(versions.judge_answer, as_of=answer.as_of, replayed=answer.replayed)
    content = _content(spec, data) if _is_complete(spec, data) else None
    _bring_in(spec, data["id"], content, judge, as_of=answer.as_of)
    if spec.name == "customer" and data.get("deleted"):
        # Stripe has ended what they had as well, and the answer does not say so.
        running = Subscription.objects.filter(customer_id=data["id"], created__isnull=False)
        for id in running.exclude(stripe_data__status__in=ENDED).values_list("id", flat=True):
            refresh("subscription", id)


def refresh(object_name: str, id: str) -> None:
    """Fetch an object from Stripe and store it; one that is gone there goes here too.

    Raises:
        Merging: as `store`.
        errors.StripeError: Stripe did not answer.
    """
    _bring_in(MIRRORED[object_name], id, None, lambda stored: Verdict.FETCH)


def apply_event(event: Data, *, claim: Claim) -> None:
    """Apply a verified event. Asks Stripe only where the event alone cannot tell.

    `claim` adds a statement to the transaction. If it answers no row, the event was applied already.

    Raises:
        Unreadable: neither the event nor Stripe says anything about the object that can be stored.
        Merging: a regeneration merges; whoever keeps events does not wait for it.
        errors.StripeError: Stripe had to be asked and did not answer.
    """
    data = event["data"]["object"]
    spec = MIRRORED.get(data["object"]) if isinstance(data.get("object"), str) else None
    if spec is None or not data.get("id") or event["type"] == OF_NOTHING:
        _pass_over(claim)
        return
    if not isinstance(data["id"], str) or len(data["id"]) > 255:
        raise Unreadable("its object's id is no id")
    at = event["created"]
    # Whether it is mirrored at all, another version's fields do not tell.
    is_known = event.get("api_version") == settings.STRIPE_API_VERSION
    is_over = _is_deletion(spec, data) if is_known else bool(data.get("deleted"))
    deletion = event["type"] == spec.ends_with or is_over
    content = _content_of(spec, event, deletion=deletion)
    judge = partial(versions.judge_event, as_of=at, deletion=deletion, chosen=spec.chosen)
    _bring_in(spec, data["id"], content, judge, as_of=at, event_at=at, claim=claim)


def _bring_in(
    spec: Mirrored,
    id: str,
    content: Content | None,
    judge: Judge,
    *,
    as_of: int = 0,
    event_at: int | None = None,
    claim: Claim | None = None,
) -> None:
    """Store the content if it is judged to be the newest; if nobody can tell, what Stripe says now.

    Stripe is asked while nothing is locked, and what it answered is judged again under the lock. `as_of` is
    when something was known to have happened already: what is fetched now is no older.
    """
    before: Version | None = None
    for fetches in range(FETCHES + 1):
        if fetches:
            answer = reader.fetch(spec.name, id)
            content, as_of = _content(spec, answer.data), max(answer.as_of, as_of)
            judge = partial(versions.judge_fetched, as_of=as_of, before=before, event_at=event_at)
        try:
            with transaction() as cursor:
                verdict, before = _settle(cursor, spec, id, content, judge, as_of, claim)
                set_rollback(verdict is Verdict.FETCH, using="reporting")
        except DatabaseError as error:
            if isinstance(error.__cause__, LockNotAvailable):
                patience.lose()
                raise Merging from error
            if not isinstance(error, DataError) and not isinstance(error.__cause__, NotNullViolation):
                raise
            if fetches:
                raise Unreadable(type(error.__cause__).__name__) from error
            verdict = Verdict.FETCH
        if verdict is not Verdict.FETCH:
            return
    raise StripeBusy


def _settle(
    cursor: CursorWrapper,
    spec: Mirrored,
    id: str,
    content: Content | None,
    judge: Judge,
    as_of: int,
    claim: Claim | None,
) -> tuple[Verdict, Version | None]:
    """Judge under the lock, and apply; answer the verdict, and what was stored before.

    Locked are the object and the person it belongs to, as it says and as the mirror has it. A product may be
    part of any number of rows of the directory: it is changed while nothing else is.
    """
    owner = id if spec.member == "id" else content and id_at(content.data, ("customer",))
    batch = Batch(cursor, prepared=True)
    claimed = claim(batch) if claim else None
    wait = 0 if claim else patience.seconds_left()
    lock = versions.lock(batch, id, alone=spec.name == "product", wait=wait)
    people = versions.lock_people(batch, {owner} if owner else (), owner_of=(table_of(spec.model), id))
    seen = _look(batch, spec, content) if content else None
    batch.run()
    if lock.refused:
        raise Merging
    if claimed and not claimed.rows:
        return Verdict.DROP, None
    stored = lock.stored
    verdict = judge(stored)
    if verdict is Verdict.APPLY and content and seen:
        members = seen.members.rows if seen.members else people.rows if spec.member else ()
        _apply(Batch(cursor, prepared=True), content, seen, as_of, {row[0] for row in members})
    elif verdict is Verdict.APPLY:
        verdict = Verdict.FETCH
    return verdict, stored


@dataclass(frozen=True)
class Seen:
    """What must be known of the mirror before an object is written: to be read under the lock."""

    rows: writer.Seen | None
    leaving: list[stubs.Leaving]
    members: Result | None
    owner_gone: Result | None


def _look(batch: Batch, spec: Mirrored, content: Content) -> Seen:
    data, rows = content.data, content.rows
    members = owner_gone = None
    leaving: list[stubs.Leaving] = []
    if spec.name == "product":
        members = directory.with_plan(batch, data["id"], data.get("name") if rows else None)
    if owner := _owner(spec, data):
        owner_gone = versions.tombstone(batch, owner)
    if owner_gone or not rows:
        leaving = stubs.leaving(batch, table_of(spec.model), "SELECT %(id)s", {"id": data["id"]})
    return Seen(writer.look(batch, rows.offer(batch)) if rows else None, leaving, members, owner_gone)


def _apply(batch: Batch, content: Content, seen: Seen, as_of: int, people: Collection[str]) -> None:
    deleted = seen.rows is None or bool(seen.owner_gone and seen.owner_gone.rows)
    if seen.rows and not deleted:
        writer.put(batch, seen.rows)
    elif deleted:
        stubs.let_go(batch, seen.leaving)
    versions.record(batch, content.data["id"], as_of, deleted=deleted)
    changes = directory.add(batch, people)
    batch.run(last=True)
    directory.announce(changes)


def _pass_over(claim: Claim) -> None:
    with connections["reporting"].cursor() as cursor:
        batch = Batch(cursor, prepared=True)
        claim(batch)
        batch.run()


def _content_of(spec: Mirrored, event: Data, *, deletion: bool) -> Content | None:
    """What an event says of its object; None if only Stripe can say it."""
    data = event["data"]["object"]
    if deletion:
        return Content({**data, "deleted": True}, None)
    if event.get("api_version") != settings.STRIPE_API_VERSION:
        return None
    try:
        settled = spec.settles(data)
        return _content(spec, settled) if settled and _is_complete(spec, settled) else None
    except (Unreadable, *ODD):
        return None


def _content(spec: Mirrored, data: Data) -> Content:
    try:
        return Content(data, None if _is_deletion(spec, data) else writer.inline(rows_of(data)))
    except ODD as error:
        raise Unreadable(type(error).__name__) from error


def _is_deletion(spec: Mirrored, data: Data) -> bool:
    return bool(data.get("deleted")) or not spec.keeps(data)


def _owner(spec: Mirrored, data: Data) -> str | None:
    """The id of what this belongs to and dies with, if there is such a thing."""
    owner = MIRRORED.get(spec.within)
    if owner is None or not any(each.die for each in owner.includes if each.name == spec.name):
        return None
    return id_at(data, (owner.name,))


def _is_complete(spec: Mirrored, data: Data) -> bool:
    return data.get("deleted") or not any(_is_cut(nested, data) for nested in spec.nested)


def _is_cut(nested: Nested, data: Data) -> bool:
    """Whether Stripe left entries out, or sent the bare id of one that the mirror does not know."""
    if nested.known:
        named = {id for id in nested.entries(data) if isinstance(id, str)}
        return bool(named) and nested.model.objects.filter(id__in=named).count() < len(named)
    return bool((data.get(nested.container) or {}).get("has_more"))
