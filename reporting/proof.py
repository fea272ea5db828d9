"""A check as it is carried out, by hand and every night: compare, mend what may be mended, write it down."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from datetime import timedelta

from django.conf import settings
from django.utils import timezone

from reporting.check import check, count, repair
from reporting.compare import Finding
from reporting.models import MirrorCheck, SyncRun
from reporting.objects import MIRRORED
from reporting.spec import Mirrored
from reporting.sync.merge import PruneRefused, is_suspicious
from reporting.sync.run import is_running, why, write_down

State = MirrorCheck.State

NIGHT = range(3, 5)  # by the club's clock
A_DAY = timedelta(hours=24, minutes=30)


def prove(
    specs: Iterable[Mirrored] = MIRRORED.values(),
    *,
    mends: Callable[[list[Finding]], bool] = lambda findings: False,
    progress: Callable[[str, int], None] = lambda name, rows: None,
    show: Callable[[list[Finding]], None] = lambda findings: None,
) -> MirrorCheck:
    """Compare the mirror with Stripe, and keep what came of it.

    Args:
        mends: Whether what was found is to be mended; then all is compared once more.
        show: Called with what each comparison found.

    Raises:
        errors.StripeError: Stripe could not be read; that is kept too.
        PruneRefused: `mends` says that too much would go.
    """
    specs = list(specs)
    row = MirrorCheck(started_at=timezone.now(), whole=len(specs) == len(MIRRORED), state=State.FAILED)
    try:
        findings = check(specs, progress=progress)
        show(findings)
        row.differences, row.counts = count(findings), _counts(findings)
        row.state = State.DIFFERENT if row.differences else State.EQUAL
        if row.differences and mends(findings):
            repair(findings)
            left = check(specs, progress=progress)
            show(left)
            row.state = State.DIFFERENT if count(left) else State.MENDED
            row.differences = count(left) or row.differences
    except PruneRefused as error:  # what was found is still there
        row.message = why(error)
        raise
    except BaseException as error:
        row.state, row.message = State.FAILED, why(error)
        raise
    finally:
        write_down(row)
    return row


def may_be_mended(findings: list[Finding]) -> bool:
    """Whether so little differs that it is mended at night without asking.

    Not if a good part of a table is gone from Stripe: that is more likely another account's key.
    """
    return count(findings) <= settings.CHECK_MENDS_UP_TO and not any(
        is_suspicious(len(finding.extra), finding.in_mirror) for finding in findings
    )


def are_to_be_mended(findings: list[Finding]) -> bool:
    """What somebody asked to be mended is, however much differs.

    Raises:
        PruneRefused: a good part of a table would go, which only a rebuild does that was told so.
    """
    for found in findings:
        if found.spec and not found.is_nested and is_suspicious(len(found.extra), found.in_mirror):
            raise PruneRefused(found.spec.name, len(found.extra), found.in_mirror)
    return True


def is_due() -> bool:
    """At night; and at any hour if that was missed, Stripe did not answer, or a rebuild came after a finding.

    Not before the mirror was first built, nor while it is.
    """
    now = timezone.localtime()
    built = SyncRun.objects.filter(whole=True, state=SyncRun.State.COMPLETE).first()
    if built is None or is_running():
        return False
    last = MirrorCheck.objects.filter(whole=True).exclude(state=State.FAILED).first()
    if last is None or (last.state == State.DIFFERENT and built.started_at > last.started_at):
        return True
    return last.started_at < now - (timedelta(hours=12) if now.hour in NIGHT else A_DAY)


def _counts(findings: list[Finding]) -> dict[str, dict[str, int]]:
    """By table: what several objects have in common, such as discounts, is counted together."""
    counts: dict[str, Counter[str]] = {}
    for finding in findings:
        counts.setdefault(finding.name, Counter()).update(
            in_stripe=finding.in_stripe,
            in_mirror=finding.in_mirror,
            missing=len(finding.missing),
            stale=len(finding.stale),
            extra=len(finding.extra),
        )
    return {name: dict(count) for name, count in counts.items()}
