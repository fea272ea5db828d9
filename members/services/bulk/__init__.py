"""The bulk load: file → plan → a person confirms → a job applies it row by row → report.

batch = bulk.plan(content=…, file_name=…, mode=…, by=…)     # writes nothing to Stripe
bulk.confirm(batch_id=batch.pk, by=…)                        # queues the job
bulk.progress(batch)                                         # at any time
"""

from members.services.bulk.control import cancel, confirm
from members.services.bulk.errors import FileRefused, Paused
from members.services.bulk.planning import MAX_ROWS_IN_BROWSER, plan
from members.services.bulk.report import Progress, error_file, failed, grouped, progress
from members.services.bulk.rows import as_file
from members.services.bulk.running import run

__all__ = [
    "MAX_ROWS_IN_BROWSER",
    "FileRefused",
    "Paused",
    "Progress",
    "as_file",
    "cancel",
    "confirm",
    "error_file",
    "failed",
    "grouped",
    "plan",
    "progress",
    "run",
]
