"""Cuts a long list while it is read, if no run before has left places to begin at.

By when its objects were made, which Stripe can be asked for; where it cannot, at ids that other lists name.
"""

from __future__ import annotations

from collections import defaultdict
from math import ceil
from typing import Any

from reporting.sync.parts import Part

PAGES = 12  # of a list for each cut: a cut costs a call at most
ENOUGH = 2  # pages of a part that tell how many there are in a time
WORTH = 4  # pages that are left to be read, or no cut is made

Data = dict[str, Any]


class Splitter:
    """Knows what was read of each list, and answers with new parts, which are put into `parts` too."""

    def __init__(self, parts: list[Part]) -> None:
        self.parts = parts
        self._pages: defaultdict[str, int] = defaultdict(int)
        self._cuts: defaultdict[str, int] = defaultdict(int)
        self._read_by: dict[str, Part] = {}
        self._hints: list[str] = []
        self._undated = {part.spec.name: part for part in parts if part.grows and not part.spec.dated}

    def took(self, part: Part, rows: list[Data]) -> list[Part]:
        """New parts to be read, after a page of this one; it is over if another part reads on from here."""
        name = part.spec.name
        if not part.grows:
            return []
        self._pages[name] += 1
        if part.spec.dated:
            self._take_hint(part, rows)
            new = self._by_time(part) if self._may_cut(part) else None
        else:
            self._meet(part, [row["id"] for row in rows])
            new = None
        found = [new] if new else []
        return found + self._at_hints()

    def _meet(self, part: Part, ids: list[str]) -> None:
        """End a part where another one has been. Its last page is not noted: it does not go on from there."""
        others = (self._read_by[id] for id in ids if self._read_by.get(id, part) is not part)
        part.met = next(others, None)
        if part.met:
            part.is_over = True
        else:
            self._read_by.update(dict.fromkeys(ids, part))

    def _may_cut(self, part: Part) -> bool:
        name = part.spec.name
        return not part.is_over and len(part.ends) >= ENOUGH and self._cuts[name] < self._pages[name] // PAGES

    def _by_time(self, part: Part) -> Part | None:
        """What is older than some moment, which the part itself then stops at. Nothing is on both sides."""
        newest, oldest = part.made
        a_page = max(1, newest - oldest) / len(part.ends)
        if part.since is None:
            moment = max(1, oldest - ceil(a_page * 2 * self._pages[part.spec.name]))
        elif (oldest - part.since) / a_page < WORTH:
            return None
        else:
            moment = (oldest + part.since) // 2
        older = Part(part.spec, part.params, since=part.since, until=moment, grows=True)
        part.since = moment
        self._add(older)
        return older

    def _take_hint(self, part: Part, rows: list[Data]) -> None:
        """Where a part begins that was cut off, other lists are about as old as what stands here."""
        if part.until is None or len(part.ends) != 1:
            return
        for row in rows:
            named = (row.get("invoice_settings") or {}).get("default_payment_method")
            if named:
                self._hints.append(named if isinstance(named, str) else named["id"])
                return

    def _at_hints(self) -> list[Part]:
        """Parts of the payment methods, each from one that a customer has on. They may meet: see `took`."""
        found = []
        for name, first in self._undated.items():
            open_ = any(each.spec is first.spec and not each.is_over for each in self.parts)
            while self._hints and open_ and self._cuts[name] < self._pages[name] // PAGES:
                hint = self._hints.pop()
                if hint not in self._read_by:
                    found.append(Part(first.spec, first.params, after=(hint,), guessed=True, grows=True))
                    self._add(found[-1])
        return found

    def _add(self, part: Part) -> None:
        self._cuts[part.spec.name] += 1
        self.parts.append(part)
