"""A confirmed import carried out, a few rows at a time, so that Stripe's slow answers overlap."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator

from django.db import Error as DatabaseError, connection, connections
from django.utils import timezone

from cogento.errors import CogentoError, IdempotencyConflict, StripeKeyRejected, StripeUnavailable
from members import gateway
from members.models import ImportBatch, ImportRow
from members.services.bulk import locks
from members.services.bulk.applying import Run, carry_out
from members.services.bulk.errors import Paused, Stopped

logger = logging.getLogger(__name__)

THREADS = 6
MAX_ATTEMPTS = 8
State = ImportBatch.State


def run(batch_id: int, *, on_row: Callable[[ImportRow], None] | None = None) -> ImportBatch:
    """Carry out the rows that wait. Safe to call again at any time, from anywhere.

    Returns early, without harm, where another process is at it or the import is not confirmed.

    Raises:
        Paused: Stripe or a database is away; call again later.
    """
    with locks.tried(lock_name(batch_id)) as free:
        batch = ImportBatch.objects.get(pk=batch_id)
        if not free or not batch.is_moving:
            return batch
        ImportBatch.objects.filter(pk=batch_id, started_at=None).update(started_at=timezone.now())
        moving = ImportBatch.objects.filter(pk=batch_id, state__in=[State.QUEUED, State.RUNNING])
        moving.update(state=State.RUNNING, message="")
        try:
            _Crew(Run.of(batch), on_row).work()
        except Stopped as error:
            _end(batch_id, State.STOPPED, f"{error} Then press Go on; what is done stays done.")
        except (Paused, DatabaseError) as error:
            text = str(error) if isinstance(error, Paused) else "A database did not answer."
            _say(batch_id, f"{text} The import waits and goes on by itself.")
            raise Paused(text) from error
        else:
            if not batch.rows.filter(outcome__in=ImportRow.WAITING).exists():
                _end(batch_id, State.DONE, "")
    batch.refresh_from_db()
    return batch


def lock_name(batch_id: int) -> str:
    return f"import-batch:{batch_id}"


class _Crew:
    """Threads that take rows from one list until it is empty, somebody cancels, or one of them must stop."""

    def __init__(self, run: Run, on_row: Callable[[ImportRow], None] | None) -> None:
        self.run, self.on_row = run, on_row
        self.rows = self._waiting()
        self.taking = threading.Lock()
        self.trouble: BaseException | None = None

    def work(self) -> None:
        if connection.in_atomic_block:  # other connections could not see these rows yet
            self._take_rows()
        else:
            threads = [threading.Thread(target=self._take_rows_and_hang_up) for _ in range(THREADS)]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
        if self.trouble:
            raise self.trouble

    def _waiting(self) -> Iterator[ImportRow]:
        """By number, those that failed before last: one that Stripe never takes must not block the rest."""
        ids = self.run.batch.rows.filter(outcome__in=ImportRow.WAITING).order_by("attempts", "number")
        pending = list(ids.values_list("pk", flat=True))
        for start in range(0, len(pending), 100):
            yield from ImportRow.objects.filter(pk__in=pending[start : start + 100]).order_by(
                "attempts", "number"
            )

    def _take_rows_and_hang_up(self) -> None:
        try:
            self._take_rows()
        finally:
            connections.close_all()

    def _take_rows(self) -> None:
        try:
            while self.trouble is None and self._wanted():
                with self.taking:
                    row = next(self.rows, None)
                if row is None:
                    return
                self._try(row)
                if self.on_row:
                    self.on_row(row)
        except Exception as error:
            self.trouble = self.trouble or error

    def _wanted(self) -> bool:
        return ImportBatch.objects.filter(pk=self.run.batch.pk, state=State.RUNNING).exists()

    def _try(self, row: ImportRow) -> None:
        try:
            carry_out(row, self.run)
        except StripeKeyRejected as error:
            raise Stopped(error.text) from error
        except (StripeUnavailable, IdempotencyConflict) as error:
            if row.attempts + 1 < MAX_ATTEMPTS:
                raise Paused(error.text) from error
            if not _stripe_answers():  # then it is not the row's fault, however long it takes
                ImportRow.objects.filter(pk=row.pk).update(attempts=0)
                raise Paused(error.text) from error
            _fail(row, f"Stripe could not do it in {MAX_ATTEMPTS} tries. Import the row again later.")
        except CogentoError as error:
            _fail(row, error.text)
        except DatabaseError:
            raise
        except Exception as error:
            logger.exception("Import %s, row %s", self.run.batch.pk, row.number)
            _fail(
                row,
                f"Something went wrong that nobody foresaw ({type(error).__name__}). Import the row again.",
            )


def _stripe_answers() -> bool:
    try:
        gateway.list_products(params={"limit": 1})
    except StripeUnavailable:
        return False
    return True


def _fail(row: ImportRow, message: str) -> None:
    row.outcome, row.message = ImportRow.Outcome.FAILED, message
    row.save(update_fields=["outcome", "message", "customer_id"])


def _say(batch_id: int, message: str) -> None:
    ImportBatch.objects.filter(pk=batch_id).update(message=message)


def _end(batch_id: int, state: str, message: str) -> None:
    running = ImportBatch.objects.filter(pk=batch_id, state=State.RUNNING)
    running.update(state=state, message=message, ended_at=timezone.now())
