"""One key taken out of all that has it. Whoever is killed in the middle can be followed by another."""

from __future__ import annotations

import logging
from typing import Any

from django.db import transaction
from procrastinate.exceptions import AlreadyEnqueued

from cogento.errors import CogentoError, Conflict, NotAllowed, StripeKeyRejected, StripeUnavailable
from members.services import audit, authority, fields, metadata, writing
from members.services.undefined_keys.listing import listed
from reporting.metadata_keys import carriers

logger = logging.getLogger(__name__)

NOT_YOURS = "Only a superuser may remove what no field is defined for."


def remove(*, target: str, key: str, by: str) -> int:
    """Queue the job that removes a key from every object that has it; answers how many those are.

    Raises:
        NotAllowed: `by` is not a superuser.
        Conflict: a field is defined for the key, or nothing in Stripe has it.
        MirrorUnavailable: nobody can say what is in Stripe.
    """
    from members.services.undefined_keys import tasks

    if not authority.is_superuser(by):
        raise NotAllowed(NOT_YOURS)
    if fields.is_ours(target, key):
        raise Conflict(f'Cogento itself keeps something under "{key}". It stays.')
    with fields.held(target, key):
        if key in fields.definitions(target):
            raise Conflict(f'"{key}" is a field. Delete the field first; what it holds stays until then.')
        count = sum(each.count for each in listed() if (each.kind, each.key) == (target, key))
        if not count:
            raise Conflict(f'Nothing in Stripe has "{key}" any more.')
        audit.record(
            actor=by, action="metadata_key.remove", object_id=f"{target}.{key}", after={"objects": count}
        )
        job = tasks.remove_key.configure(queueing_lock=f"remove-key-{target}-{key}")
        try:
            with transaction.atomic():
                job.defer(target=target, key=key, by=by)
        except AlreadyEnqueued:
            pass
    return count


def carry_out(*, target: Any, key: str, by: str) -> int:
    """Remove the key from one object after the other, and no other key; answers from how many.

    What is done is no longer in the mirror, so whoever calls again goes on where this ended.

    Raises:
        StripeUnavailable: call again later.
    """
    removed = 0
    for object_id in list(carriers(target, key)):
        if key in fields.definitions(target):
            logger.warning("A key is no longer removed: somebody has defined a field for it.")
            break
        try:
            metadata.write(target=target, object_id=object_id, values={key: None}, by=by)
            removed += 1
        except StripeUnavailable:
            raise
        except (StripeKeyRejected, NotAllowed) as error:  # it would be the same for all
            logger.warning("A key is no longer removed: %s", error.default_code)
            break
        except CogentoError as error:
            logger.warning("A key stays on %s: %s", object_id, error.default_code)
        if carriers(target, key).filter(id=object_id).exists():  # the mirror was behind
            writing.see(target, object_id)
    return removed
