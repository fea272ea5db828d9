"""What the worker does for the mirror by itself."""

from procrastinate.contrib.django import app

from reporting import inbox


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="apply_pending")
def apply_pending(timestamp: int) -> None:
    """Every minute: apply events that could not be applied when they came."""
    inbox.apply_pending()


@app.periodic(cron="17 3 * * *")
@app.task(queueing_lock="forget_applied")
def forget_applied(timestamp: int) -> None:
    """Every night: forget events that were applied long ago."""
    inbox.forget_applied()
