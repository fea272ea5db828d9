"""What a person may do with a planned import: confirm it, cancel it, let it go on."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from cogento.errors import Conflict
from members.models import ImportBatch, ImportRow
from members.services import audit

State = ImportBatch.State
Verdict = ImportRow.Verdict
Outcome = ImportRow.Outcome


@transaction.atomic
def confirm(*, batch_id: int, by: str, queue: bool = True) -> ImportBatch:
    """Let a planned import begin, or a stopped or canceled one go on. `queue=False`: the caller runs it.

    Raises:
        Conflict: it runs already, or is done.
    """
    batch = ImportBatch.objects.select_for_update().get(pk=batch_id)
    if batch.state not in (State.PLANNED, State.STOPPED, State.CANCELED):
        raise Conflict(f"This import cannot be started: it is {batch.get_state_display().lower()}.")
    waiting = batch.rows.filter(outcome=Outcome.PENDING)
    waiting.filter(verdict=Verdict.SKIP).update(outcome=Outcome.UNCHANGED)
    waiting.filter(verdict=Verdict.ERROR).update(outcome=Outcome.FAILED)
    batch.state, batch.confirmed_by, batch.message, batch.ended_at = State.QUEUED, by, "", None
    batch.save(update_fields=["state", "confirmed_by", "message", "ended_at"])
    audit.record(
        actor=by, action="import.confirm", object_id=f"import-{batch.pk}", after={"mode": batch.mode}
    )
    if queue:
        enqueue(batch.pk)
    return batch


@transaction.atomic
def cancel(*, batch_id: int, by: str) -> ImportBatch:
    """Take no further row up. Rows that are done stay done; the import can go on later.

    Raises:
        Conflict: it has ended already.
    """
    batch = ImportBatch.objects.select_for_update().get(pk=batch_id)
    if batch.state not in (State.PLANNED, State.QUEUED, State.RUNNING, State.STOPPED):
        raise Conflict(f"This import cannot be canceled: it is {batch.get_state_display().lower()}.")
    batch.state, batch.ended_at = State.CANCELED, timezone.now()
    batch.message = "Rows that were done stay done." if batch.confirmed_by else "Nothing was written."
    batch.save(update_fields=["state", "message", "ended_at"])
    audit.record(actor=by, action="import.cancel", object_id=f"import-{batch.pk}")
    return batch


def enqueue(batch_id: int) -> None:
    """Queue the job, unless it is queued already."""
    from procrastinate.exceptions import AlreadyEnqueued

    from members.services.bulk import tasks

    try:
        with transaction.atomic():
            tasks.apply_import.configure(queueing_lock=f"import-{batch_id}").defer(batch_id=batch_id)
    except AlreadyEnqueued:
        pass
