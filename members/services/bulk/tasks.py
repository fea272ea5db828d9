"""Jobs of the bulk load. `members/tasks.py` imports them, where the worker looks."""

from __future__ import annotations

from procrastinate import BaseRetryStrategy, RetryDecision
from procrastinate.contrib.django import app
from procrastinate.jobs import Job

from members.models import ImportBatch
from members.services.bulk import control, locks, running

MAX_WAIT_SECONDS = 60


class Backoff(BaseRetryStrategy):
    """2, 4, 8 … 60 seconds, for as long as it takes: a person can cancel, nothing is lost by waiting."""

    def get_retry_decision(self, *, exception: BaseException, job: Job) -> RetryDecision:
        return RetryDecision(retry_in={"seconds": wait_seconds(job.attempts)})


def wait_seconds(attempts: int) -> int:
    return min(MAX_WAIT_SECONDS, 2 ** min(attempts + 1, 10))


@app.task(name="members.bulk.apply_import", retry=Backoff())
def apply_import(*, batch_id: int) -> None:
    """Carry out one confirmed import. May be run any number of times."""
    if ImportBatch.objects.filter(pk=batch_id).exists():
        running.run(batch_id)


@app.periodic(cron="* * * * *")
@app.task(name="members.bulk.resume_imports", queueing_lock="resume-imports", pass_context=False)
def resume_imports(timestamp: int) -> None:
    """Queue imports again whose worker was killed: nobody holds their lock, yet they are not done."""
    moving = ImportBatch.objects.filter(state__in=[ImportBatch.State.QUEUED, ImportBatch.State.RUNNING])
    for batch_id in moving.values_list("pk", flat=True):
        if not locks.is_held(running.lock_name(batch_id)):
            control.enqueue(batch_id)
