"""Whether the mirror says what Stripe says, row by row and field by field; and mending just what differs."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from dataclasses import replace

from django.db import connections, transaction

from reporting import directory, mirror, reader, stubs, versions
from reporting.compare import Finding, compare, compare_directory, leave_out_newer, tables
from reporting.spec import Mirrored
from reporting.sync.limits import Limiter
from reporting.sync.lists import Page, pages
from reporting.sync.load import Load
from reporting.sync.parts import known_cuts

LOOKED_AT_AGAIN = 200
LOOKS = (0, 2, 8)  # seconds before each further look: a change whose event is on its way arrives meanwhile


def check(
    specs: list[Mirrored], *, progress: Callable[[str, int], None] = lambda name, rows: None
) -> list[Finding]:
    """Compare Stripe with the mirror, and the directory with what the mirror says. Writes nothing.

    What differs is looked at again, one by one, so that a change whose event was on its way is no finding;
    unless so much differs that it is no coincidence.

    Raises:
        errors.StripeError: a list did not arrive whole.
    """
    limiter = Limiter()
    load = Load()
    for page in pages(specs, limiter, cuts=known_cuts(), meanwhile=load.begin):
        load.add(page)
        progress(page.spec.name, len(page.ids))
    load.finish()
    findings = _compare(specs)
    if count(findings) > LOOKED_AT_AGAIN:
        with connections["reporting"].cursor() as cursor:
            findings = [leave_out_newer(cursor, f, load.first_seen[f.spec.name]) for f in findings if f.spec]
    if count(findings) <= LOOKED_AT_AGAIN:
        findings = _look_again(findings, specs, limiter)
    if any(spec.member for spec in specs):
        with connections["reporting"].cursor() as cursor:
            findings.append(compare_directory(cursor))
    return findings


def count(findings: Iterable[Finding]) -> int:
    return sum(finding.differences for finding in findings)


def repair(findings: Iterable[Finding]) -> None:
    """Fetch what differs from Stripe once more and store it, and derive the directory's rows that differ.

    Raises:
        errors.StripeError: Stripe did not answer; what was mended before stays mended.
    """
    for finding in findings:
        if finding.spec and finding.table:
            for id in sorted(finding.to_fetch()):
                mirror.refresh(finding.spec.name, id)
            if finding.is_nested and finding.extra:
                with transaction.atomic(using="reporting"), connections["reporting"].cursor() as cursor:
                    stubs.discard(cursor, finding.table, finding.extra)
        elif finding.differences:
            people = {*finding.missing, *finding.stale, *finding.extra}
            with transaction.atomic(using="reporting"):
                versions.lock_around(people)
                directory.derive(people)


def _compare(specs: list[Mirrored]) -> list[Finding]:
    with connections["reporting"].cursor() as cursor:
        return [compare(cursor, spec, nested) for spec, nested in tables(specs)]


def _look_again(findings: list[Finding], specs: list[Mirrored], limiter: Limiter) -> list[Finding]:
    """What differs every time."""
    for seconds in LOOKS:
        if not count(findings):
            break
        time.sleep(seconds)
        _load_again(findings, limiter)
        findings = [_confirmed(*each) for each in zip(findings, _compare(specs), strict=True)]
    return findings


def _load_again(findings: list[Finding], limiter: Limiter) -> None:
    """Put into the temporary tables what Stripe says now of just what differs."""
    load = Load()
    wanted = {(finding.spec, id) for finding in findings if finding.spec for id in finding.to_fetch()}
    for spec, id in wanted:
        answer = reader.fetch(spec.name, id, before=limiter.wait)
        load.add(Page(spec, [] if answer.data.get("deleted") else [answer.data], answer.as_of))
    load.finish()


def _confirmed(before: Finding, now: Finding) -> Finding:
    """What was found both times."""
    known = {*before.missing, *before.stale, *before.extra}
    return replace(
        before,
        in_mirror=now.in_mirror,
        missing={id: owner for id, owner in now.missing.items() if id in known},
        stale={id: owner for id, owner in now.stale.items() if id in known},
        extra={id: owner for id, owner in now.extra.items() if id in before.extra},
    )
