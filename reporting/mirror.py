"""The one entrance to the mirror: answers of writes, events and fetched objects all come in here."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.db import connections, transaction
from djstripe.models import Subscription

from reporting import directory, reader, stubs, versions
from reporting.access import ENDED
from reporting.columns import Table, id_at, table_of
from reporting.models import Member, ObjectVersion
from reporting.objects import MIRRORED
from reporting.reader import Answer
from reporting.rows import Row, rows_of
from reporting.spec import Mirrored, Nested
from reporting.versions import Verdict
from reporting.writer import inline, write

Data = dict[str, Any]


def store(answer: Answer) -> None:
    """Put what a write answered into the mirror, so that whoever wrote reads it at once.

    Objects that are not mirrored, such as a portal session, pass without effect.

    Raises:
        errors.StripeUnavailable: Stripe had to be asked again and did not answer. The webhook will bring it.
    """
    data = answer.data
    spec = MIRRORED.get(data.get("object", ""))
    if spec is None:
        return
    with transaction.atomic(using="reporting"):
        stored = versions.lock(data["id"])
        verdict = versions.judge_answer(stored, answer.as_of, replayed=answer.replayed)
        if verdict is Verdict.FETCH or not _is_complete(spec, data):
            _fetch(spec, data["id"], stored, since=answer.as_of)
        else:
            _apply(spec, data, answer.as_of, stored)
    if spec.name == "customer" and data.get("deleted"):
        # Stripe has ended what they had as well, and the answer does not say so.
        running = Subscription.objects.filter(customer_id=data["id"], created__isnull=False)
        for id in running.exclude(stripe_data__status__in=ENDED).values_list("id", flat=True):
            refresh("subscription", id)


def refresh(object_name: str, id: str) -> None:
    """Fetch an object from Stripe and store it; one that is gone there goes here too."""
    with transaction.atomic(using="reporting"):
        _fetch(MIRRORED[object_name], id, versions.lock(id))


def apply_event(event: Data) -> None:
    """Apply a verified event. Asks Stripe only where the event alone cannot tell."""
    data = event["data"]["object"]
    spec = MIRRORED.get(data.get("object", ""))
    if spec is None or not data.get("id"):
        return
    deletion = event["type"] == spec.ends_with or _is_deletion(spec, data)
    with transaction.atomic(using="reporting"):
        stored = versions.lock(data["id"])
        verdict = versions.judge_event(stored, event["created"], deletion=deletion)
        settled = spec.settles(data) if event.get("api_version") == settings.STRIPE_API_VERSION else None
        if verdict is Verdict.DROP:
            return
        if deletion and verdict is Verdict.APPLY:
            _apply(spec, {**data, "deleted": True}, event["created"], stored)
        elif verdict is Verdict.FETCH or settled is None or not _is_complete(spec, settled):
            _fetch(spec, data["id"], stored, since=event["created"])
        else:
            _apply(spec, settled, event["created"], stored)


def _fetch(spec: Mirrored, id: str, stored: ObjectVersion | None, *, since: int = 0) -> None:
    """`since` is when something was known to have happened already: what is fetched now is no older."""
    answer = reader.fetch(spec.name, id)
    _apply(spec, answer.data, max(answer.as_of, since), stored)


def _apply(spec: Mirrored, data: Data, as_of: int, stored: ObjectVersion | None) -> None:
    table = table_of(spec.model)
    deleted = _is_deletion(spec, data) or _died_before(spec, data)
    people = _people(spec, data)
    customer = id_at(data, ("customer",))
    versions.lock_around(_products(data), people | {customer} if customer else people)
    with connections["reporting"].cursor() as cursor:
        if deleted:
            stubs.discard(cursor, table, [data["id"]])
        else:
            write(cursor, {table: inline(table, rows) for table, rows in _by_table(rows_of(data)).items()})
    versions.record(stored, data["id"], as_of, deleted=deleted)
    directory.derive(people)


def _by_table(rows: Iterable[Row]) -> dict[Table, list[Row]]:
    found: dict[Table, list[Row]] = {}
    for row in rows:
        found.setdefault(row.table, []).append(row)
    return found


def _people(spec: Mirrored, data: Data) -> set[str]:
    """Whose directory rows this object has a part in: as it says, and as the mirror has it."""
    if spec.name == "product":
        return set(Member.objects.filter(plan_id=data["id"]).values_list("customer_id", flat=True))
    if spec.member == "id":
        return {data["id"]}
    if spec.member:
        stored = spec.model.objects.filter(id=data["id"]).values_list(f"{spec.member}_id", flat=True)
        return {id for id in (*stored, id_at(data, (spec.member,))) if id}
    return set()


def _products(data: Data) -> set[str]:
    """The plans that a subscription is for."""
    items = (data.get("items") or {}).get("data", [])
    return {id for item in items if (id := id_at(item, ("price.product",)))}


def _is_deletion(spec: Mirrored, data: Data) -> bool:
    return bool(data.get("deleted")) or not spec.keeps(data)


def _died_before(spec: Mirrored, data: Data) -> bool:
    """Whether what this belongs to is gone, and this with it."""
    owner = MIRRORED.get(spec.within)
    if owner is None or not any(each.die for each in owner.includes if each.name == spec.name):
        return False
    return ObjectVersion.objects.filter(pk=id_at(data, (owner.name,)), deleted=True).exists()


def _is_complete(spec: Mirrored, data: Data) -> bool:
    return data.get("deleted") or not any(_is_cut(nested, data) for nested in spec.nested)


def _is_cut(nested: Nested, data: Data) -> bool:
    """Whether Stripe left entries out, or sent the bare id of one that the mirror does not know."""
    if nested.known:
        named = {id for id in nested.entries(data) if isinstance(id, str)}
        return bool(named) and nested.model.objects.filter(id__in=named).count() < len(named)
    return bool((data.get(nested.container) or {}).get("has_more"))
