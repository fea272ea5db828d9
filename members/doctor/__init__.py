"""What is wrong with this installation, in words, with what to do. One file for each thing that is looked at.

A check answers with its findings. It changes nothing, sends no mail, and never shows a secret.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from members.doctor import (
    databases,
    files,
    mail,
    mirror,
    people,
    settings,
    stripe_key,
    web_address,
    webhook_endpoint,
    worker,
)
from members.doctor.finding import Finding, wrong

CHECKS: dict[str, Callable[[], Iterable[Finding]]] = {
    "Settings": settings.check,
    "Databases": databases.check,
    "People": people.check,
    "Stripe": stripe_key.check,
    "Webhooks": webhook_endpoint.check,
    "Mirror": mirror.check,
    "Worker": worker.check,
    "Mail": mail.check,
    "Web address": web_address.check,
    "Files": files.check,
}


def examine() -> list[tuple[str, Finding]]:
    """Everything, in the order in which an operator would mend it."""
    return [(about, finding) for about, check in CHECKS.items() for finding in _findings(check)]


def _findings(check: Callable[[], Iterable[Finding]]) -> list[Finding]:
    try:
        return list(check())
    except Exception as error:
        # Its text may hold a password, such as that of a database's address.
        return [
            wrong(
                f"This could not be looked at ({type(error).__name__}). Mend what is wrong elsewhere first."
            )
        ]
