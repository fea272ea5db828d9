"""What the worker does for its own jobs."""

from __future__ import annotations

import logging

from procrastinate import JobContext
from procrastinate.contrib.django import app
from procrastinate.exceptions import UniqueViolation
from procrastinate.jobs import Status

logger = logging.getLogger(__name__)


@app.periodic(cron="* * * * *")
@app.task(name="resume_stalled", queueing_lock="resume_stalled", pass_context=True)
async def resume_stalled(context: JobContext, timestamp: int) -> None:
    """Every minute: queue again what a worker was doing when it was killed, which else stays as it is.

    Source: https://procrastinate.readthedocs.io/en/stable/howto/production/retry_stalled_jobs.html
    """
    manager = context.app.job_manager
    for job in await manager.get_stalled_jobs():
        try:
            await manager.retry_job(job)
        except UniqueViolation:  # the same waits already
            await manager.finish_job(job, status=Status.FAILED, delete_job=True)
        logger.warning("A worker was killed during job %s (%s). It is done again.", job.id, job.task_name)
