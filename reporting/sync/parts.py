"""Cuts long lists into parts that are read at once, with no call to find out where.

A list is a chain: a page is only known from the last id of the one before. Where the pages of the last run
ended is kept with its row, and each of these ids is a place to begin.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from reporting.models import SyncRun
from reporting.spec import Mirrored

SPARE = 3  # ids at the end of a page that are kept, in case that some of them are deleted
AT_LEAST, AT_MOST = 2, 8  # pages in a part, parts of a list
KEPT = 64  # places of a list

Cuts = dict[str, list[list[str]]]


@dataclass(eq=False)
class Part:
    """What follows `after` in a list, up to `end`.

    Both are ids, the last one first: whichever of them Stripe still knows counts.

    Parts touch: what is after one's end is after the next one's beginning. What was made since stands before
    the first part's end.

    A part that `grows` may be cut further while it is read (see split.py): at moments, then it holds what was
    made `since` one (seconds, included) and `until` another (not included), or at an id that is `guessed`.
    What was read of it so far was `made` between two moments, its last page within `a_page` seconds.
    """

    spec: Mirrored
    params: dict[str, Any] = field(default_factory=dict)
    after: tuple[str, ...] = ()
    end: tuple[str, ...] = ()
    previous: Part | None = None
    ends: list[tuple[str, ...]] = field(default_factory=list)
    passing: bool = False
    grows: bool = False
    guessed: bool = False
    met: Part | None = None
    since: int | None = None
    until: int | None = None
    made: tuple[int, int] = (0, 0)
    a_page: int = 1
    is_over: bool = False
    is_lost: bool = False

    @property
    def has_begun(self) -> bool:
        return bool(self.ends)

    @property
    def asked(self) -> dict[str, Any]:
        """Parameters of a call for a page, but for where it begins."""
        bounds = {"gte": self.since, "lt": self.until}
        created = {name: moment for name, moment in bounds.items() if moment is not None}
        return {**self.params, **({"created": created} if created else {})}

    def take(self, rows: list[dict[str, Any]], has_more: bool) -> None:
        """Note what a page held, and whether it was the part's last."""
        ids = [row["id"] for row in rows]
        if rows and "created" in rows[0]:
            newest, _ = self.made if self.has_begun else (rows[0]["created"], 0)
            self.made = (newest, rows[-1]["created"])
            self.a_page = max(1, rows[0]["created"] - rows[-1]["created"])
        self.after = tuple(reversed(ids)) or self.after
        self.ends.append(self.after[:SPARE])
        self.passing = self.passing or any(id in self.end for id in ids)
        # The end itself may be gone: then those that stood before it are passed.
        passed = self.passing and self.after[0] not in self.end
        self.is_over = not has_more or passed or bool(self.end and self.end[0] in ids)

    def give_up(self) -> Part | None:
        """Nothing to begin after is left in Stripe: the part before, if it is over, is answered to go on."""
        self.is_lost = self.is_over = True
        if self.guessed:
            return None
        before = self.previous
        while before and before.is_lost:
            before = before.previous
        if before is None:
            raise ValueError("The first part begins with the list.")
        before.end, before.passing = self.end, False
        was_over, before.is_over = before.is_over, False
        return before if was_over else None


def cut(spec: Mirrored, params: dict[str, Any], places: list[list[str]]) -> list[Part]:
    """The parts of a list, from where the pages of the last run ended."""
    wanted = min(AT_MOST, (len(places) + 1) // AT_LEAST)
    chosen = [places[len(places) * number // wanted] for number in range(1, wanted)]
    parts = [Part(spec, params, grows=not chosen and not spec.single)]
    for place in chosen:
        parts[-1].end = tuple(place)
        parts.append(Part(spec, params, after=tuple(place), previous=parts[-1]))
    return parts


def known_cuts() -> Cuts:
    """Where the pages of the last complete run ended."""
    last = SyncRun.objects.filter(state=SyncRun.State.COMPLETE).first()
    return last.cuts if last else {}


def cuts_of(parts: Iterable[Part]) -> Cuts:
    """Where the pages of this run ended, in the order of their lists."""
    lists: defaultdict[str, list[Part]] = defaultdict(list)
    for part in parts:
        if "test_clock" not in part.params:
            lists[part.spec.name].append(part)
    found = {name: _places(_in_order(listed)) for name, listed in lists.items()}
    return {name: places[:: len(places) // KEPT + 1] for name, places in found.items() if places}


def _in_order(parts: list[Part]) -> list[Part]:
    """The parts of one list as it goes on."""
    first = parts[0]
    if not first.grows:
        return parts
    if first.spec.dated:
        return sorted(parts, key=lambda part: -part.made[0])
    chain = [first]
    while chain[-1].met:
        chain.append(chain[-1].met)
    return chain


def _places(parts: list[Part]) -> list[list[str]]:
    places: list[list[str]] = []
    for part in parts:
        if part.is_lost:
            continue
        # The last page ends beyond the part, or with the list.
        places += [list(ids) for ids in part.ends[:-1]]
        if part.end:
            places.append(list(part.end))
    return places
