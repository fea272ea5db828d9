"""Whoever gets a passkey is told by mail: somebody else may have added it."""

from __future__ import annotations

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from members.models import Passkey
from members.sign_in import mails
from members.sign_in.sending import TryLater, send


@app.task(name="tell_of_passkey", retry=RetryStrategy(exponential_wait=2, retry_exceptions={TryLater}))
def tell_of_passkey(*, passkey_id: int) -> None:
    """Only the passkey's number is in the job, so that no address stands in the queue or in its logs."""
    passkey = Passkey.objects.select_related("user").filter(pk=passkey_id).first()
    if passkey:
        send(mails.passkey_added(to=passkey.user.email, name=passkey.name, added_at=passkey.created_at))
