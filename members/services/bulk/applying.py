"""One row carried out. Whoever is killed in the middle can be followed by another: nothing is made twice."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import F

from cogento.emails import normalise_email
from cogento.errors import AlreadySubscribed
from members import gateway
from members.models import ImportBatch, ImportRow
from members.services import customers, metadata, subscriptions
from members.services.bulk import adopting, locks
from members.services.bulk.columns import ADDRESS, Layout, stored_layout
from members.services.bulk.deciding import Decision, decide
from members.services.bulk.matching import Known, Mirror, choose, from_stripe
from members.services.bulk.planning import needs_subscriptions
from members.services.bulk.plans import Catalogue
from members.services.bulk.wishes import Wish, read, shared_addresses

Outcome = ImportRow.Outcome
Verdict = ImportRow.Verdict
Mode = ImportBatch.Mode


@dataclass(frozen=True)
class Run:
    """What all rows of one run share; it is only read, so threads may share it too."""

    batch: ImportBatch
    layout: Layout
    catalogue: Catalogue
    by: str
    shared: frozenset[str]

    @classmethod
    def of(cls, batch: ImportBatch) -> Run:
        layout = stored_layout(batch.columns)
        rows = batch.rows.order_by().values_list("data", flat=True).iterator(chunk_size=1000)
        return cls(batch, layout, Catalogue.load(), batch.confirmed_by, shared_addresses(rows, layout))

    def key(self, row: ImportRow, step: str) -> str:
        """Stripe does the same key once. The time tells this batch from one in a database that was lost."""
        return f"import-{self.batch.pk}.{int(self.batch.created_at.timestamp())}-{row.number}-{step}"


def carry_out(row: ImportRow, run: Run) -> None:
    """Write what the row asks for and save its outcome.

    One importer at a time works on an email address. The row is judged again before anything is written,
    and before a new Customer is made, Stripe itself is asked whether there is one.

    Raises:
        StripeError: whatever Stripe answered; the row is still waiting.
    """
    wish = read(row.number, row.data, run.layout, run.catalogue)
    wish.shares_address = wish.email in run.shared
    ImportRow.objects.filter(pk=row.pk).update(attempts=F("attempts") + 1)
    with locks.held(f"import-of:{wish.email or wish.customer_id or wish.member_number}"):
        matches = _matches(row, wish, run)
        if row.verdict == Verdict.UPDATE and not matches and not wish.doubts:
            return _finish(
                row, Outcome.FAILED, "This member has been deleted since the preview. Import the row again."
            )
        mode = Mode.FILL_EMPTY if _is_ours(row) and matches else run.batch.mode
        decision = decide(wish, matches, mode=mode, layout=run.layout, catalogue=run.catalogue)
        if decision.verdict == Verdict.ERROR:
            return _finish(row, Outcome.FAILED, decision.message)
        if decision.verdict == Verdict.SKIP and not _is_ours(row):
            return _finish(row, Outcome.UNCHANGED, decision.message, decision.known)
        return _write(row, wish, decision, run)


def _matches(row: ImportRow, wish: Wish, run: Run) -> list[Known]:
    if row.outcome == Outcome.WRITING and row.customer_id:
        return [adopting.known(row.customer_id, unfinished_by=_author(row, run))]
    found = Mirror([wish], with_subscriptions=needs_subscriptions(run.layout)).match(wish) or _asked(wish)
    if len(found) != 1:
        return found
    return [adopting.known(found[0].customer_id, unfinished_by=_author(row, run))]


def _author(row: ImportRow, run: Run) -> str:
    return run.by if _is_ours(row) else ""


def _is_ours(row: ImportRow) -> bool:
    """An earlier run was cut short while it made this person: a Customer that is there now is its work."""
    return row.outcome == Outcome.WRITING and row.verdict == Verdict.CREATE


def _asked(wish: Wish) -> list[Known]:
    """Stripe's own answer, for what the mirror does not have yet. Stripe compares upper and lower case."""
    found = {}
    written = wish.values.get("email", "")
    for address in {written, normalise_email(written)} - {""}:
        for customer in gateway.list_customers_by_email(email=address).data["data"]:
            found[customer["id"]] = from_stripe(customer)
    return choose(wish, found.values())


def _write(row: ImportRow, wish: Wish, decision: Decision, run: Run) -> None:
    created = decision.known is None or _is_ours(row)
    ImportRow.objects.filter(pk=row.pk).update(outcome=Outcome.WRITING)
    if decision.known is None:
        row.customer_id = _create(row, wish, run)
    else:
        row.customer_id = decision.known.customer_id
        _update(decision, run)
    ImportRow.objects.filter(pk=row.pk).update(customer_id=row.customer_id)
    note = decision.message
    if decision.starts_plan:
        note = _start(row, wish, run, has_card=bool(decision.known and decision.known.has_card)) or note
    elif decision.known:
        row.subscription_id = decision.known.subscription_id
    _finish(row, Outcome.CREATED if created else Outcome.UPDATED, note, changes=decision.changes)


def _create(row: ImportRow, wish: Wish, run: Run) -> str:
    answer = customers.create(
        name=wish.values["name"],
        email=wish.values["email"],
        phone=wish.values.get("phone", ""),
        address=_address(wish.values),
        metadata=_metadata(wish.values, "customer"),
        by=run.by,
        idempotency_key=run.key(row, "customer"),
    )
    return answer.data["id"]


def _update(decision: Decision, run: Run) -> None:
    """Setting the same value twice does no harm, so these calls need no key of their own."""
    known = decision.known
    assert known is not None  # noqa: S101
    after = {column: value for column, (_, value) in decision.changes.items()}
    person: dict[str, Any] = {
        column: after[column] for column in ("name", "email", "phone") if column in after
    }
    if address := _address(after):
        person["address"] = address
    if person:
        customers.update(customer_id=known.customer_id, changes=person, by=run.by)
    if values := _metadata(after, "customer"):
        metadata.write(target="customer", object_id=known.customer_id, values=values, by=run.by)
    if known.subscription_id and (values := _metadata(after, "subscription")):
        metadata.write(target="subscription", object_id=known.subscription_id, values=values, by=run.by)


def _start(row: ImportRow, wish: Wish, run: Run, *, has_card: bool) -> str:
    """Begin the membership. Stripe refuses to collect at once from a card that it does not have."""
    assert wish.plan is not None  # noqa: S101
    by_invoice = wish.is_due_today and not has_card
    try:
        answer = subscriptions.start(
            customer_id=row.customer_id,
            price_id=wish.plan.price_id,
            by=run.by,
            idempotency_key=run.key(row, "subscription"),
            start_date=wish.start_date,
            trial_days=wish.trial_days,
            collection_method="send_invoice" if by_invoice else "charge_automatically",
            metadata=_metadata(wish.values, "subscription"),
        )
    except AlreadySubscribed:
        return "Has this membership already."
    row.subscription_id = answer.data["id"]
    return ""


def _address(values: dict[str, str]) -> dict[str, str]:
    return {part: values[column] for column, part in ADDRESS.items() if column in values}


def _metadata(values: dict[str, str], target: str) -> dict[str, str | None]:
    found: dict[str, str | None] = {}
    for column, value in values.items():
        if target == "customer" and column == "member_number":
            found[column] = value
        elif column.startswith("metadata." if target == "customer" else "subscription."):
            found[column.partition(".")[2]] = value
    return found


def _finish(
    row: ImportRow,
    outcome: str,
    message: str,
    known: Known | None = None,
    changes: dict[str, list[str]] | None = None,
) -> None:
    row.outcome, row.message = outcome, message
    if known is not None:
        row.customer_id, row.subscription_id = known.customer_id, known.subscription_id
    if changes is not None:
        row.changes = changes
    row.save(update_fields=["outcome", "message", "customer_id", "subscription_id", "changes"])
