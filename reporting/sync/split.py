"""Cuts a long list while it is read, if no run before has left places to begin at.

By when its objects were made, which Stripe can be asked for; where it cannot, at ids that other lists name.
"""

from __future__ import annotations

from collections import defaultdict
from math import ceil, inf
from typing import Any

from django.conf import settings

from reporting.sync.parts import Part

A_CALL = 0.3  # seconds: as long as the limits let that many calls begin meanwhile, parts wait for each other
PAGES = 10  # of a list for each cut: a cut costs a call at most
FAR = 32  # pages ahead, at which the first cut of all finds out whether lists are long
AHEAD = 12  # pages at most between two cuts: what is further away may be of a quieter time
WORTH = 3  # pages that are left to be read, or no cut is made

Data = dict[str, Any]


class Splitter:
    """Knows what was read of each list, and answers with new parts, which are put into `parts` too."""

    def __init__(self, parts: list[Part]) -> None:
        self.parts = parts
        self._pages: defaultdict[str, int] = defaultdict(int)
        self._cuts: defaultdict[str, int] = defaultdict(int)
        self._read_by: dict[str, Part] = {}
        self._hints: list[str] = []
        self._are_long = False
        self._most = ceil(A_CALL * settings.STRIPE_CALLS_PER_SECOND)
        self._most_of_one = ceil(A_CALL * settings.STRIPE_CALLS_PER_SECOND_TO_ONE_ENDPOINT)
        self._undated = {part.spec.name: part for part in parts if part.grows and not part.spec.dated}

    def took(self, part: Part, rows: list[Data]) -> list[Part]:
        """New parts to be read, after a page of this one; it is over if another part reads on from here."""
        name = part.spec.name
        if not part.grows:
            return []
        self._pages[name] += 1
        self._are_long |= part.until is not None and not part.is_over
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
        left = _left(part)
        if part.is_over or left < WORTH or not self._pays(part.spec.name):
            return False
        return left >= min(FAR / 2, max(_left(each) for each in self.parts if each.spec is part.spec))

    def _pays(self, name: str) -> bool:
        """Whether the limits allow more calls than there are parts, and the list is long enough for a cut."""
        open_ = [part.spec.name for part in self.parts if not part.is_over]
        if len(open_) >= self._most or open_.count(name) >= self._most_of_one:
            return False
        if not any(self._cuts.values()):
            return self._pages[name] == 1
        return self._cuts[name] < (self._pages[name] + self._ahead) // PAGES

    @property
    def _ahead(self) -> int:
        """Pages that every list has ahead: if one that was cut has many, so have the others."""
        return FAR if self._are_long else 0

    def _by_time(self, part: Part) -> Part | None:
        """What is older than some moment, which the part itself then stops at. Nothing is on both sides.

        It lies as many pages ahead as there would be if they went on as the last one did: members who joined
        one by one and a thousand who were imported in an hour are cut alike.
        """
        _, oldest = part.made
        ahead = FAR if part.since is None else min(AHEAD, _left(part) / 2)
        moment = max(1, oldest - ceil(part.a_page * ahead))
        if part.since is not None and moment <= part.since:
            return None
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
            while self._hints and open_ and self._pays(name):
                hint = self._hints.pop()
                if hint not in self._read_by:
                    found.append(Part(first.spec, first.params, after=(hint,), guessed=True, grows=True))
                    self._add(found[-1])
        return found

    def _add(self, part: Part) -> None:
        self._cuts[part.spec.name] += 1
        self.parts.append(part)


def _left(part: Part) -> float:
    """About how many pages of a part are not read yet: who knows how many, if it has no end."""
    if part.is_over or not part.has_begun:
        return 0
    return inf if part.since is None else (part.made[1] - part.since) / part.a_page
