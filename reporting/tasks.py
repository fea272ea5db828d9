"""What the worker does for the mirror by itself."""

from procrastinate.contrib.django import app

from reporting import catch_up, inbox


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="apply_pending")
def apply_pending(timestamp: int) -> None:
    """Every minute: apply events that could not be applied when they came."""
    inbox.apply_pending()


@app.periodic(cron="23 * * * *")
@app.task(queueing_lock="catch_up_events")
def catch_up_events(timestamp: int) -> None:
    """Every hour: read the events that were never delivered."""
    catch_up.catch_up()


@app.periodic(cron="17 3 * * *")
@app.task(queueing_lock="forget_applied")
def forget_applied(timestamp: int) -> None:
    """Every night: forget events that were applied long ago."""
    inbox.forget_applied()
