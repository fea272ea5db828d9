"""How often something may be asked for in an hour, or a minute. Counted in PostgreSQL, exact in parallel."""

from __future__ import annotations

import hashlib
import math
from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection
from django.utils import timezone
from django.utils.crypto import salted_hmac

from members.models import Throttle

WINDOW = timedelta(hours=1)

# One statement: the row is locked from reading the hits to writing them.
_HIT = """
INSERT INTO members_throttle AS throttle (key, hits, allowed, updated_at)
VALUES (%(key)s, ARRAY[%(now)s::timestamptz], true, %(now)s)
ON CONFLICT (key) DO UPDATE SET (hits, allowed, updated_at) = (
    SELECT CASE WHEN cardinality(recent) < %(limit)s THEN recent || %(now)s::timestamptz ELSE recent END,
           cardinality(recent) < %(limit)s,
           %(now)s::timestamptz
    FROM (SELECT ARRAY(
        SELECT hit FROM unnest(throttle.hits) AS hit WHERE hit > %(since)s ORDER BY hit
    ) AS recent) AS counted
)
RETURNING allowed, hits[1]
"""


def allows_network(network: str) -> bool:
    return _hit(kind="network", what=network, limit=settings.SIGN_IN_MAILS_PER_NETWORK)


def allows_mailbox(mailbox: str) -> bool:
    return _hit(kind="mailbox", what=mailbox, limit=settings.SIGN_IN_MAILS_PER_MAILBOX)


def allows_passkey(network: str) -> bool:
    return _hit(kind="passkey", what=network, limit=settings.PASSKEYS_PER_NETWORK)


def allows_provider(network: str) -> bool:
    return _hit(kind="provider", what=network, limit=settings.PROVIDERS_PER_NETWORK)


def is_first_use(secret: str) -> bool:
    """True once within the window, however many ask at the same moment, and also if SECRET_KEY changes."""
    key = hashlib.sha256(f"members.throttle.once {secret}".encode()).hexdigest()  # which nobody can guess
    return _count(key=key, limit=1, window=WINDOW, now=timezone.now())[0]


def seconds_to_wait(*, kind: str, what: str, limit: int, window: timedelta) -> int:
    """Count one more; 0 if it may be done, else after how many seconds."""
    now = timezone.now()
    allowed, oldest = _count(key=_key(kind, what), limit=limit, window=window, now=now)
    return 0 if allowed else max(1, math.ceil((oldest + window - now).total_seconds()))


def _hit(*, kind: str, what: str, limit: int) -> bool:
    return _count(key=_key(kind, what), limit=limit, window=WINDOW, now=timezone.now())[0]


def _key(kind: str, what: str) -> str:
    """Keyed, because there are so few addresses that a plain hash would tell them."""
    return salted_hmac(f"members.throttle.{kind}", what, algorithm="sha256").hexdigest()


def _count(*, key: str, limit: int, window: timedelta, now: datetime) -> tuple[bool, datetime]:
    """Count one more unless that is too many; with when the oldest was. What is refused is not counted."""
    with connection.cursor() as cursor:
        cursor.execute(_HIT, {"key": key, "now": now, "since": now - window, "limit": limit})
        allowed, oldest = cursor.fetchone()
        return bool(allowed), oldest


def forget_old() -> int:
    return Throttle.objects.filter(updated_at__lt=timezone.now() - WINDOW).delete()[0]
