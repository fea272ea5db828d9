"""What the worker does for the mirror by itself."""

from __future__ import annotations

import logging
import time

from procrastinate.contrib.django import app

from cogento.errors import StripeError, StripeUnavailable
from reporting import catch_up, inbox, late, mirror, patience, proof

logger = logging.getLogger(__name__)

HOUR, FIVE_MINUTES = 3600, 300
_next_reading = 0.0  # by this worker's own clock: the first one is due as soon as it has started


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="apply_pending")
def apply_pending(timestamp: int) -> None:
    """Every minute: apply events that could not be applied when they came, and fill in what none tells of."""
    inbox.apply_pending()
    try:
        with patience.limited():  # sign-in mails are sent by the same worker
            late.fill()
    except mirror.Merging:
        pass  # it is read in a minute
    except StripeError as error:
        logger.warning("Balance transactions could not be read (%s). It is tried again.", error.default_code)


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="catch_up_events")
def catch_up_events(timestamp: int) -> None:
    """When the worker has started, and every hour from then: read the events that were never delivered."""
    global _next_reading
    if time.monotonic() < _next_reading:
        return
    _next_reading = time.monotonic() + HOUR
    try:
        catch_up.catch_up()
    except StripeError as error:
        if isinstance(error, StripeUnavailable):
            _next_reading = time.monotonic() + FIVE_MINUTES
        logger.warning("Stripe's events could not be read (%s). It is tried again.", error.default_code)


@app.periodic(cron="47 * * * *")
@app.task(queueing_lock="check_mirror")
def check_mirror(timestamp: int) -> None:
    """Every night: compare the mirror with Stripe, and mend what little differs."""
    if not proof.is_due():
        return
    try:
        done = proof.prove(mends=proof.may_be_mended)
    except StripeError as error:
        logger.warning("The mirror could not be checked (%s). It is tried again.", error.default_code)
    else:
        logger.info("The mirror was checked: %s, %s differences.", done.state, done.differences)


@app.periodic(cron="17 3 * * *")
@app.task(queueing_lock="forget_applied")
def forget_applied(timestamp: int) -> None:
    """Every night: forget events that were applied long ago."""
    inbox.forget_applied()
