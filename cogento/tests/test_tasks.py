"""A worker that is killed leaves no job behind. Checklist 53."""

import pytest
from django.db import connection
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from reporting.tasks import apply_pending, forget_applied

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "reporting"])


@pytest.fixture(autouse=True)
def empty_queue(db) -> None:
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE procrastinate_jobs, procrastinate_workers CASCADE")


def taken_by_a_worker(*, seconds_ago: float) -> None:
    """All jobs are being done by a worker that last gave a sign of life so long ago."""
    with connection.cursor() as cursor:
        cursor.execute(
            "WITH worker AS (INSERT INTO procrastinate_workers (last_heartbeat)"
            " VALUES (now() - make_interval(secs => %s)) RETURNING id)"
            " UPDATE procrastinate_jobs SET status = 'doing', worker_id = (SELECT id FROM worker)",
            [seconds_ago],
        )


def resume_stalled() -> None:
    """A worker does this one job, and queues none by the clock."""
    app.tasks["resume_stalled"].configure(queue="only-this").defer(timestamp=0)
    with (
        pytest.MonkeyPatch.context() as patch,
        app.replace_connector(app.connector.get_worker_connector()) as worker_app,
    ):
        patch.setattr(worker_app.periodic_registry, "periodic_tasks", {})
        worker_app.run_worker(
            queues=["only-this"],
            wait=False,
            install_signal_handlers=False,
            listen_notify=False,
            stalled_worker_timeout=3600,
        )


def left() -> list[tuple[str, str]]:
    return sorted(ProcrastinateJob.objects.values_list("task_name", "status"))


def test_what_a_killed_worker_did_is_queued_again():
    apply_pending.defer(timestamp=0)
    forget_applied.defer(timestamp=0)
    taken_by_a_worker(seconds_ago=300)
    resume_stalled()
    assert left() == [(apply_pending.name, "todo"), (forget_applied.name, "todo")]


def test_of_a_job_that_waits_already_one_is_enough():
    apply_pending.defer(timestamp=0)
    taken_by_a_worker(seconds_ago=300)
    apply_pending.defer(timestamp=60)
    forget_applied.defer(timestamp=0)
    resume_stalled()
    assert left() == [(apply_pending.name, "todo"), (forget_applied.name, "todo")]


def test_what_a_living_worker_does_is_left_to_it():
    apply_pending.defer(timestamp=0)
    taken_by_a_worker(seconds_ago=5)
    resume_stalled()
    assert left() == [(apply_pending.name, "doing")]


def test_it_is_done_every_minute():
    assert "resume_stalled" in {name for name, _ in app.periodic_registry.periodic_tasks}
