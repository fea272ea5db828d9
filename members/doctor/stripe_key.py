"""Stripe: does it take the key, may the key do what Cogento does, and do the clocks agree?"""

from __future__ import annotations

import time
from collections.abc import Iterator

from django.conf import settings
from django.db import Error

from cogento.errors import StripeError, StripeKeyRejected, StripePermissionMissing
from members import gateway
from members.doctor.finding import Finding, ok, warning, wrong
from reporting import queries, reader

SKEW_SECONDS = 60  # Stripe's signatures are refused beyond 300, links and codes live 600
IN_SECONDS_UP_TO = 120


def check() -> Iterator[Finding]:
    asked_at = time.time()
    try:
        account = reader.get("/v1/account")
        as_of, account_id = account.as_of, account.data["id"]
    except StripePermissionMissing as error:
        as_of, account_id = error.as_of or 0, ""
    except StripeKeyRejected as error:
        yield wrong(
            "Stripe does not take STRIPE_SECRET_KEY: it is mistyped, expired or was deleted. Copy it anew "
            "from Stripe's dashboard (Developers, API keys)."
        )
        yield from _clock(error.as_of, asked_at)
        return
    except StripeError:
        yield wrong(
            "Stripe cannot be reached. Check that this machine may open https://api.stripe.com, and Stripe's "
            "own state at https://status.stripe.com."
        )
        return
    yield ok(f"Stripe takes the key. It is of {_mode()}.")
    if settings.STRIPE_API_BASE:
        yield warning("STRIPE_API_BASE is set: this is not the real Stripe. For a club, leave it empty.")
    if settings.STRIPE_SECRET_KEY.startswith("rk_"):
        yield from _permissions()
    yield from _mirrored(account_id)
    yield from _clock(as_of, asked_at)


def _mode() -> str:
    return "live mode" if settings.STRIPE_LIVE_MODE else "test mode: no real money moves"


def _permissions() -> Iterator[Finding]:
    """A restricted key, asked of what Cogento does. Nothing is written: see gateway/permissions.py."""
    unread = [name for name in gateway.READS if not gateway.may_read(name)]
    unwritten = [name for name in gateway.WRITES if name not in unread and not gateway.may_write(name)]
    for missing, kind in ((unread, "read"), (unwritten, "write")):
        if missing:
            yield wrong(
                f"The restricted key may not {kind} {', '.join(missing)}. Allow it in Stripe's dashboard "
                "(Developers, API keys, the key's menu, Edit key)."
            )
    if not unread and not unwritten:
        yield ok("The restricted key may do all that Cogento does.")


def _mirrored(account_id: str) -> Iterator[Finding]:
    """Whether the mirror is of the key's account, as far as either is known."""
    try:
        of = queries.mirrored_accounts()
    except Error:
        return  # said under Databases
    if account_id and of - {account_id}:
        yield wrong(
            "STRIPE_SECRET_KEY is of another account than the one that the mirror was built from. If it was "
            "changed by mistake, put the old one back; if not, run: manage.py djstripe_sync_models "
            "--allow-prune"
        )


def _clock(as_of: int | None, asked_at: float) -> Iterator[Finding]:
    if not as_of:
        return
    ahead = round(asked_at - as_of)
    if abs(ahead) <= SKEW_SECONDS:
        yield ok("This machine's clock agrees with Stripe's.")
        return
    amount = (
        f"{abs(ahead)} seconds" if abs(ahead) <= IN_SECONDS_UP_TO else f"{round(abs(ahead) / 60)} minutes"
    )
    yield wrong(
        f"This machine's clock is {amount} {'ahead' if ahead > 0 else 'slow'}, compared with Stripe's. From "
        "five minutes on, its events are refused. Let it be set by itself: timedatectl set-ntp true"
    )
