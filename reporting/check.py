"""Whether the mirror says what Stripe says, row by row and field by field; and mending just what differs."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace

from django.conf import settings
from django.db import connections, transaction
from django.db.backends.utils import CursorWrapper

from reporting import directory, mirror, reader, stubs, versions
from reporting.columns import Table, table_of
from reporting.models import Member
from reporting.objects import Mirrored
from reporting.sync.limits import Limiter
from reporting.sync.lists import Page, pages
from reporting.sync.load import Load, source
from reporting.writer import resolved

LOOKED_AT_AGAIN = 200


@dataclass
class Finding:
    """What was found in one table, or in the directory: ids, each with that of the object it came with."""

    name: str
    spec: Mirrored | None = None
    table: Table | None = None
    in_stripe: int = 0
    in_mirror: int = 0
    missing: dict[str, str] = field(default_factory=dict)
    stale: dict[str, str] = field(default_factory=dict)
    extra: dict[str, str] = field(default_factory=dict)

    @property
    def differences(self) -> int:
        return len(self.missing) + len(self.stale) + len(self.extra)

    @property
    def is_nested(self) -> bool:
        return bool(self.spec and table_of(self.spec.model) is not self.table)

    def to_fetch(self) -> set[str]:
        """Ids of the objects that Stripe is to be asked for; none for what only a nested list would hold."""
        return {*self.missing.values(), *self.stale.values(), *(() if self.is_nested else self.extra)}


def check(
    specs: list[Mirrored], *, progress: Callable[[str, int], None] = lambda name, rows: None
) -> list[Finding]:
    """Compare Stripe with the mirror, and the directory with what the mirror says. Writes nothing.

    What differs is looked at again, one by one, so that a change whose event was on its way is no finding;
    unless so much differs that it is no coincidence.

    Raises:
        errors.StripeError: a list did not arrive whole.
    """
    limiter = Limiter(live=settings.STRIPE_LIVE_MODE)
    load = Load()
    for page in pages(specs, limiter):
        load.add(page)
        progress(page.spec.name, len(page.objects))
    load.finish()
    with connections["reporting"].cursor() as cursor:
        findings = [_compare(cursor, spec, table) for spec, table in _tables(specs)]
        if 0 < sum(finding.differences for finding in findings) <= LOOKED_AT_AGAIN:
            _load_again(findings, limiter)
            now = [_compare(cursor, spec, table) for spec, table in _tables(specs)]
            findings = [_confirmed(*each) for each in zip(findings, now, strict=True)]
        if any(spec.member for spec in specs):
            findings.append(_compare_directory(cursor))
    return findings


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
                versions.lock_around((), people)
                directory.derive(people)


def _tables(specs: list[Mirrored]) -> list[tuple[Mirrored, Table]]:
    """Each object's own table, and those of its nested lists."""
    return [
        (spec, table_of(model)) for spec in specs for model in (spec.model, *(n.model for n in spec.nested))
    ]


def _compare(cursor: CursorWrapper, spec: Mirrored, table: Table) -> Finding:
    finding = Finding(table.model.__name__, spec, table)
    loaded = source(table).sql
    cursor.execute(
        f"""
        SELECT (SELECT count(DISTINCT s.id) FROM {loaded} WHERE NOT s.fills),
               (SELECT count(*) FROM {table.name} t WHERE NOT {stubs.is_stub("t")})
        """  # noqa: S608
    )
    [(finding.in_stripe, finding.in_mirror)] = cursor.fetchall()
    new, there = (", ".join(f"{alias}.{c.name}" for c in table.columns) for alias in ("new", "there"))
    cursor.execute(
        f"""
        SELECT new.id, new.owner, there.id IS NULL OR {stubs.is_stub("there")}
        FROM ({resolved(table, loaded)}) new LEFT JOIN {table.name} there ON there.id = new.id
        WHERE NOT new.fills AND (there.id IS NULL OR ({new}) IS DISTINCT FROM ({there}))
        """  # noqa: S608
    )
    for id, owner, is_missing in cursor.fetchall():
        (finding.missing if is_missing else finding.stale)[id] = owner
    cursor.execute(
        f"""
        SELECT t.id, t.id FROM {table.name} t LEFT JOIN {loaded} ON s.id = t.id
        WHERE s.id IS NULL AND NOT {stubs.is_stub("t")}
        """  # noqa: S608
    )
    finding.extra = dict(cursor.fetchall())
    return finding


def _load_again(findings: list[Finding], limiter: Limiter) -> None:
    """Put into the temporary tables what Stripe says now of just what differs."""
    load = Load()
    wanted = {(finding.spec, id) for finding in findings if finding.spec for id in finding.to_fetch()}
    for spec, id in wanted:
        limiter.wait(spec.path)
        answer = reader.fetch(spec.name, id)
        load.add(Page(spec, [] if answer.data.get("deleted") else [answer.data], answer.as_of, None))
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


def _compare_directory(cursor: CursorWrapper) -> Finding:
    finding = Finding("Member")
    kinds = {"missing": finding.missing, "stale": finding.stale, "extra": finding.extra}
    for id, kind in directory.differences(cursor):
        kinds[kind][id] = id
    finding.in_mirror = Member.objects.count()
    finding.in_stripe = finding.in_mirror + len(finding.missing) - len(finding.extra)
    return finding
