"""One run of the regeneration, from the lock to the row that says how it went."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

from django.db import Error, InterfaceError, OperationalError, connections
from django.db.models import Model
from django.utils import timezone

from cogento.errors import CogentoError
from reporting import inbox, mirror
from reporting.models import SyncRun
from reporting.objects import SPECS
from reporting.spec import Mirrored
from reporting.sync.limits import Limiter
from reporting.sync.lists import pages
from reporting.sync.load import Load
from reporting.sync.merge import PruneRefused, merge
from reporting.sync.parts import Cuts, known_cuts
from reporting.versions import RUN

STOPPED = "It was stopped before it ended."


class AlreadyRunning(Exception):
    """Somebody else is regenerating the mirror."""


def regenerate(
    specs: list[Mirrored],
    *,
    allow_prune: bool = False,
    progress: Callable[[str, int], None] = lambda name, rows: None,
) -> SyncRun:
    """Rebuild these objects from Stripe. Readers see the state before or after, nothing between.

    Events that came while it merged are applied at its end.

    Raises:
        AlreadyRunning: another run is under way; nothing was done.
        PruneRefused: too much would be pruned; nothing was changed.
        errors.StripeError: a list did not arrive whole; nothing was changed.
        mirror.Unreadable: an object is of a shape that cannot be stored; nothing was changed.
    """
    with _alone():
        SyncRun.objects.filter(state=SyncRun.State.RUNNING).update(
            state=SyncRun.State.FAILED, ended_at=timezone.now(), message=STOPPED
        )
        run = SyncRun.objects.create(whole=len(specs) == len(SPECS))
        limiter = Limiter()
        try:
            _carry_out(run, specs, limiter, allow_prune, progress)
            run.state = SyncRun.State.COMPLETE
            SyncRun.objects.exclude(cuts={}).update(cuts={})
        except BaseException as error:
            run.state, run.message = SyncRun.State.FAILED, why(error)
            raise
        finally:
            run.calls, run.ended_at = limiter.calls, timezone.now()
            write_down(run)
    inbox.apply_pending()
    return run


def why(error: BaseException) -> str:
    """In a sentence, what ended a run or a check. A database's own words may hold a person's data."""
    match error:
        case CogentoError():
            return error.text
        case PruneRefused() | mirror.Unreadable():
            return str(error)
        case Error():
            return f"The reporting database failed ({type(error.__cause__ or error).__name__})."
        case Exception():
            return f"Something went wrong that nobody foresaw ({type(error).__name__})."
    return STOPPED


def write_down(row: Model) -> None:
    """Save how something went; over a new connection if it went wrong because the old one broke."""
    try:
        row.save()
    except (OperationalError, InterfaceError):
        connections["reporting"].close()
        row.save()


def _carry_out(
    run: SyncRun,
    specs: list[Mirrored],
    limiter: Limiter,
    allow_prune: bool,
    progress: Callable[[str, int], None],
) -> None:
    load = Load()
    cuts, ends = known_cuts(), Cuts()
    for page in pages(specs, limiter, cuts=cuts, ends=ends, meanwhile=load.begin):
        load.add(page)
        progress(page.spec.name, len(page.ids))
    load.finish()
    run.cuts = {**cuts, **ends}
    merged = merge(load, specs, allow_prune=allow_prune)
    for name, id in merged.ties:
        mirror.refresh(name, id)
    names = [*load.read, *(name for name in merged.written if name not in load.read)]
    run.counts = {
        name: {
            "read": load.read.get(name, 0),
            "written": merged.written.get(name, 0),
            "pruned": merged.pruned.get(name, 0),
        }
        for name in names
    }


def is_running() -> bool:
    """Whether a run is under way; a row that says so may be of one that was killed."""
    with connections["reporting"].cursor() as cursor:
        cursor.execute(
            """
            SELECT EXISTS (SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND classid = %s AND objid = 0
                AND database = (SELECT oid FROM pg_database WHERE datname = current_database()))
            """,
            [RUN],
        )
        return bool(cursor.fetchone()[0])


@contextmanager
def _alone() -> Iterator[None]:
    with connections["reporting"].cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, 0)", [RUN])
        if not cursor.fetchone()[0]:
            raise AlreadyRunning
        try:
            yield
        finally:
            with suppress(OperationalError, InterfaceError):  # gone, and the lock with it
                cursor.execute("SELECT pg_advisory_unlock(%s, 0)", [RUN])
