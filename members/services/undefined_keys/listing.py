from __future__ import annotations

from django.db import DatabaseError

from cogento.errors import MirrorUnavailable
from members.models import FieldDefinition
from members.services import fields
from reporting.metadata_keys import KeyCount, key_counts


def listed() -> list[KeyCount]:
    """The keys that occur in Stripe and that nobody has defined, the most frequent first; none of our own.

    Raises:
        MirrorUnavailable: nobody can say what is in Stripe.
    """
    known = {target: fields.definitions(target) for target in FieldDefinition.Target.values}
    try:
        return [
            each
            for each in key_counts()
            if each.key not in known[each.kind] and not fields.is_ours(each.kind, each.key)
        ]
    except DatabaseError as error:
        raise MirrorUnavailable from error
