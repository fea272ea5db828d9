"""Carries a merge out. Whoever tries again after a crash at any point goes on where it stopped.

Each step looks in Stripe for what an earlier try has done: a new Subscription names the one in whose place it
stands, an entry of credit the record that it came from. Nothing old is ended before its successor runs, and
the other record is deleted last.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from functools import partial

from cogento.errors import AlreadySubscribed, CannotMerge, Conflict
from members import gateway
from members.models import AuditEntry
from members.services import audit, credit, deleting, writing
from members.services.bulk import locks
from members.services.merging.again import same_plan
from members.services.merging.plan import Data, Move, Plan, preview
from members.services.subscriptions import RUNNING, only_one_writer
from reporting.reader import Answer

ACTION = "customer.merge"
MERGED_FROM, MERGED_INTO = "merged_from", "merged_into"  # metadata of entries of credit


def merge(
    *,
    survivor_id: str,
    other_id: str,
    by: str,
    take_from_other: Collection[str] = (),
    idempotency_key: str | None = None,
) -> Answer:
    """Let `other_id` go up in `survivor_id`; answers the Customer who stays.

    Values of the one who stays win, but for the metadata keys in `take_from_other`. Running memberships are
    begun again with the time that is paid, credit is carried over, the other is deleted. The keys of its
    calls come from the pair, so `idempotency_key` adds nothing: the same merge is always the same request.

    Raises:
        CannotMerge: saying what has to be settled first; nothing was changed.
        NotAllowed: one of them is a superuser's, and `by` is not one.
        StripeUnavailable: Stripe is away in the middle. Nothing is lost; merge them again to go on.
    """
    with _alone(survivor_id, other_id):
        if _was_done(survivor_id, other_id):
            return gateway.retrieve_customer(customer_id=survivor_id)
        plan = preview(survivor_id=survivor_id, other_id=other_id, by=by, take_from_other=take_from_other)
        if plan.problems:
            raise CannotMerge(" ".join(plan.problems))
        _write_values(plan, by=by)
        for move in plan.moves:
            _move(move, plan, by=by)
        _carry_credit(plan, by=by)
        _record(plan, by=by)
        deleting.remove(plan.other, by=by)
        return gateway.retrieve_customer(customer_id=survivor_id)


@contextmanager
def _alone(*ids: str) -> Iterator[None]:
    """One merge at a time for each of them, without one transaction around all the steps."""
    first, second = sorted(ids)
    with locks.tried(f"merge:{first}") as one, locks.tried(f"merge:{second}") as two:
        if not (one and two):
            raise Conflict("One of these records is being merged at this moment. Reload in a minute.")
        yield


def _was_done(survivor_id: str, other_id: str) -> bool:
    recorded = AuditEntry.objects.filter(action=ACTION, object_id=survivor_id, before__other=other_id)
    return recorded.exists() and bool(gateway.retrieve_customer(customer_id=other_id).data.get("deleted"))


def _write_values(plan: Plan, *, by: str) -> None:
    params: Data = dict(plan.details)
    if plan.metadata:
        params["metadata"] = plan.metadata
    if params:
        answer = gateway.update_customer(
            customer_id=plan.survivor["id"], params=params, idempotency_key=writing.fresh_key()
        )
        kept = plan.survivor.get("metadata") or {}
        before = {"metadata": {key: kept.get(key, "") for key in plan.metadata}}
        writing.finish(answer, by=by, action="customer.update", before=before, after=params)


def _move(move: Move, plan: Plan, *, by: str) -> None:
    if move.begun is None:
        _begin(move, plan.survivor["id"], by=by)
    old_id = move.old["id"]
    answer = gateway.cancel_subscription(
        subscription_id=old_id, idempotency_key=writing.digest(ACTION, old_id, plan.survivor["id"])
    )
    before = {"status": move.old["status"]}
    writing.finish(
        answer, by=by, action="subscription.cancel", before=before, after={"status": answer.data["status"]}
    )


def _begin(move: Move, survivor_id: str, *, by: str) -> None:
    with only_one_writer(survivor_id):
        for each in gateway.list_subscriptions(customer_id=survivor_id).data["data"]:
            if each["status"] in RUNNING and same_plan(each, move.old):
                raise AlreadySubscribed
        answer = gateway.create_subscription(
            params=move.params, idempotency_key=writing.digest(ACTION, "begin", move.params)
        )
        writing.finish(answer, by=by, action="subscription.start", before={}, after=move.params)


def _carry_credit(plan: Plan, *, by: str) -> None:
    """Give first, take second; what an earlier try gave and did not take is taken first."""
    given = _sum(plan.survivor["id"], MERGED_FROM, plan.other["id"])
    taken = -_sum(plan.other["id"], MERGED_INTO, plan.survivor["id"])
    if given != taken:
        _take(plan, given - taken, step=given, by=by)
    left = -(gateway.retrieve_customer(customer_id=plan.other["id"]).data.get("balance") or 0)
    if left:
        _entry(plan.survivor, left, {MERGED_FROM: plan.other["id"]}, plan, step=given, by=by)
        _take(plan, left, step=given + left, by=by)


def _take(plan: Plan, amount_cents: int, *, step: int, by: str) -> None:
    _entry(plan.other, -amount_cents, {MERGED_INTO: plan.survivor["id"]}, plan, step=step, by=by)


def _entry(
    customer: Data, amount_cents: int, metadata: dict[str, str], plan: Plan, *, step: int, by: str
) -> None:
    credit.give(
        customer_id=customer["id"],
        amount_cents=amount_cents,
        currency=plan.other["currency"],
        description="Carried over from another record of the same person",
        metadata=metadata,
        by=by,
        idempotency_key=writing.digest(ACTION, "credit", customer["id"], metadata, step),
    )


def _sum(customer_id: str, name: str, value: str) -> int:
    """Credit in the entries that carry this metadata, in minor units."""
    rows = gateway.every(partial(gateway.list_balance_entries, customer_id=customer_id))
    return -sum(row["amount"] for row in rows if (row.get("metadata") or {}).get(name) == value)


def _record(plan: Plan, *, by: str) -> None:
    """Before the deletion: whoever finds the other one gone knows why."""
    before = {"other": plan.other["id"]}
    seen = {"action": ACTION, "object_id": plan.survivor["id"], "before": before}
    if not AuditEntry.objects.filter(**seen).exists():
        moved = {move.old["id"]: move.params["items"] for move in plan.moves}
        after = {"metadata": plan.metadata, "memberships": moved, "credit": plan.credit_cents}
        audit.record(actor=by, action=ACTION, object_id=plan.survivor["id"], before=before, after=after)
