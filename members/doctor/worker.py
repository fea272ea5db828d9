"""The worker sends mails, applies events and runs imports: does it run, and does it keep up?"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from django.db.models import Max, Min, Q
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateEvent, ProcrastinateJob, ProcrastinateWorker

from members.doctor.finding import Finding, ok, warning, wrong
from reporting.health import ago

SILENT = timedelta(minutes=1)  # it says that it is alive every ten seconds
PATIENCE = timedelta(minutes=5)


def check() -> Iterator[Finding]:
    now = timezone.now()
    last = ProcrastinateWorker.objects.aggregate(at=Max("last_heartbeat"))["at"]
    if last is None or now - last > SILENT:
        when = f"last said that it is alive {ago(last)}" if last else "does not run"
        yield wrong(
            f"The worker {when}. No mail goes out and no import moves. Start it: docker compose up -d worker "
            "(without Compose: manage.py procrastinate worker)."
        )
    else:
        yield ok("The worker runs.")
    due = ProcrastinateJob.objects.filter(Q(scheduled_at=None) | Q(scheduled_at__lt=now), status="todo")
    told = ProcrastinateEvent.objects.filter(job__in=due, type="deferred")
    oldest = due.filter(scheduled_at__isnull=False).aggregate(at=Min("scheduled_at"))["at"]
    oldest = min(
        filter(None, (oldest, told.filter(job__scheduled_at=None).aggregate(at=Min("at"))["at"])),
        default=None,
    )
    if oldest and now - oldest > PATIENCE:
        jobs = due.count()
        yield wrong(
            f"{'1 job waits' if jobs == 1 else f'{jobs} jobs wait'}, the oldest from {ago(oldest)}. "
            "Look at the worker's log: docker compose logs worker"
        )
    failed = ProcrastinateJob.objects.filter(status="failed").values_list("task_name", flat=True)
    if failed:
        names = ", ".join(sorted(set(failed)))
        yield warning(f"{len(failed)} given up: {names}. The worker's log says why, by the job's number.")
