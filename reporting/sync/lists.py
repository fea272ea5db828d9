"""Reads Stripe's lists, several at once, page by page."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import InitVar, dataclass, field
from itertools import zip_longest
from queue import SimpleQueue
from threading import Condition
from typing import Any

import orjson
from django.conf import settings

from cogento.errors import StripeObjectNotFound
from reporting import reader
from reporting.mirror import ODD, Unreadable
from reporting.rows import Row, rows_of
from reporting.spec import Mirrored
from reporting.sync.included import expansions, root_of, taken_out
from reporting.sync.limits import Limiter
from reporting.sync.parts import Cuts, Part, cut, cuts_of
from reporting.sync.split import Splitter

CLOCKS = "/v1/test_helpers/test_clocks"
AT_ONCE = 48  # calls under way at most: one may take half a second, and a hundred begin in each
READY = 24  # pages in memory that wait for the database, at which no further call begins


@dataclass(frozen=True)
class Page:
    """Objects with their nested lists whole, as they were at `as_of` by Stripe's clock or a little later.

    Kept of them are all `ids` and, of those that are mirrored, `rows` with JSON as text, in a fraction of the
    memory. The thread that read the page makes them: the one that writes has enough to do.
    """

    spec: Mirrored
    objects: InitVar[list[dict[str, Any]]]
    as_of: int
    ids: list[str] = field(init=False)
    rows: list[Row] = field(init=False)

    def __post_init__(self, objects: list[dict[str, Any]]) -> None:
        rows = [row for data in objects for row in self._rows(data)]
        for row in rows:
            row.values.update(
                (name, orjson.dumps(value).decode())
                for name, value in row.values.items()
                if isinstance(value, dict | list)
            )
        object.__setattr__(self, "ids", [data["id"] for data in objects])
        object.__setattr__(self, "rows", rows)

    def _rows(self, data: dict[str, Any]) -> list[Row]:
        try:
            return list(rows_of(data)) if self.spec.keeps(data) else []
        except ODD as error:
            what = f"Stripe's {self.spec.name} {data.get('id')}"
            raise Unreadable(
                f"{what} is of a shape that cannot be stored ({type(error).__name__})."
            ) from error


@dataclass(frozen=True)
class Read:
    """What one call brought of a part: pages of each kind that came along, none if the part is lost."""

    part: Part
    pages: list[Page]
    rows: list[dict[str, Any]]
    has_more: bool


def pages(
    specs: list[Mirrored],
    limiter: Limiter,
    *,
    cuts: Cuts | None = None,
    ends: Cuts | None = None,
    meanwhile: Callable[[], None] = lambda: None,
) -> Iterator[Page]:
    """Every page of every list. An object may come twice.

    `cuts` says where pages ended when they were last read; where they ended now is put into `ends`. What is
    to be done `meanwhile` is done when the first pages have been asked for.

    Raises:
        errors.StripeError: a list did not arrive whole.
    """
    reading = Reading(specs, limiter)
    parts = reading.parts(cuts or {})
    with ThreadPoolExecutor(max_workers=AT_ONCE) as pool:
        at_once = AtOnce(pool, reading, Splitter(parts))
        try:
            if reading.clocked:
                at_once.begin(reading.on_clocks)
            for part in list(parts):
                at_once.begin(reading.read, part)
            meanwhile()
            for brought in at_once.results():
                yield from brought
        except BaseException:
            limiter.stop()
            at_once.stop()
            raise
    if ends is not None:
        ends.update(cuts_of(parts))


class AtOnce:
    """Reads parts at once. What follows a page is asked for as soon as it came, whoever has to wait."""

    def __init__(self, pool: ThreadPoolExecutor, reading: Reading, splitter: Splitter) -> None:
        self.pool, self.reading, self.splitter = pool, reading, splitter
        self._came: SimpleQueue[list[Page] | BaseException] = SimpleQueue()
        self._changed = Condition()
        self._open = self._ready = 0
        self._is_stopped = False

    def begin(self, job: Callable[..., Read | list[Part]], *args: Any) -> None:
        with self._changed:
            self._open += 1
        self.pool.submit(self._carry_out, job, args)

    def results(self) -> Iterator[list[Page]]:
        """What each call brought, in the order in which they came, until nothing is left to be read."""
        while self._open:
            came = self._came.get()
            if isinstance(came, BaseException):
                raise came
            yield came
            with self._changed:
                self._open -= 1
                self._ready -= 1
                self._changed.notify()

    def stop(self) -> None:
        """Let go of those who wait for room: none of them asks any more."""
        with self._changed:
            self._is_stopped = True
            self._changed.notify_all()

    def _carry_out(self, job: Callable[..., Read | list[Part]], args: tuple[Any, ...]) -> None:
        try:
            with self._changed:
                self._changed.wait_for(lambda: self._ready < READY or self._is_stopped)
            found = job(*args)
            with self._changed:
                due, brought = (found, []) if isinstance(found, list) else self._next(found)
                for part in due:
                    self.begin(self.reading.read, part)
                self._ready += 1
            self._came.put(brought)
        except BaseException as error:
            self._came.put(error)

    def _next(self, found: Read) -> tuple[list[Part], list[Page]]:
        """What is to be read now, and what came."""
        part = found.part
        if not found.pages:
            resumed = part.give_up()
            return ([resumed] if resumed else []), []
        part.take(found.rows, found.has_more)
        new = self.splitter.took(part, found.rows)
        return ([] if part.is_over else [part]) + new, found.pages


class Reading:
    """What is to be read, and how one page of it is."""

    def __init__(self, specs: list[Mirrored], limiter: Limiter) -> None:
        self.wanted, self.limiter = specs, limiter
        self.roots = list(dict.fromkeys(root_of(spec) for spec in specs))
        self.clocked = [spec for spec in self.roots if spec.on_clocks and not settings.STRIPE_LIVE_MODE]

    def parts(self, cuts: Cuts) -> list[Part]:
        """A part of each list, then the second one of each, so that no endpoint's limit holds others up."""
        each = [cut(spec, self._params(spec), cuts.get(spec.name, [])) for spec in self.roots]
        return [part for some in zip_longest(*each) for part in some if part]

    def on_clocks(self) -> list[Part]:
        """What stands on test clocks, which Stripe lists only for each clock."""
        found = reader.list_pages(CLOCKS, before=self.limiter.wait)
        clocks = [clock["id"] for page in found for clock in page.data["data"]]
        params = {spec: self._params(spec) for spec in self.clocked}
        return [Part(spec, {**params[spec], "test_clock": id}) for id in clocks for spec in self.clocked]

    def read(self, part: Part) -> Read:
        """The next page of a part."""
        spec = part.spec
        if spec.single:
            answer = reader.get(spec.listed, before=self.limiter.wait)
            return Read(part, [Page(spec, [answer.data], answer.as_of)], [answer.data], False)
        try:
            answer = self._page(part)
        except StripeObjectNotFound as error:
            if (part.previous or part.guessed) and not part.has_begun:
                return Read(part, [], [], False)
            # A clock may have been deleted meanwhile, with all that is on it.
            if "test_clock" in part.params and not self._is_there(part.params["test_clock"]):
                return Read(part, [Page(spec, [], error.as_of or 0)], [], False)
            raise
        rows = answer.data["data"]
        found: dict[Mirrored, list[dict[str, Any]]] = {
            each: [] for each in self.wanted if root_of(each) is spec
        }
        for row in rows:
            for kind, data in taken_out(spec, row, self.wanted, self.limiter.wait):
                found[kind].append(data)
        brought = [Page(kind, objects, answer.as_of) for kind, objects in found.items()]
        return Read(part, brought, rows, answer.data["has_more"])

    def _page(self, part: Part) -> reader.Answer:
        """The page after the last id of the one before, or after the last of them that was not deleted."""
        for number, id in enumerate(part.after, start=1):
            try:
                return self._asked(part, starting_after=id)
            except StripeObjectNotFound:
                if number == len(part.after):
                    raise
        return self._asked(part)

    def _asked(self, part: Part, **cursor: str) -> reader.Answer:
        return reader.list_page(part.spec.path, before=self.limiter.wait, **part.asked, **cursor)

    def _params(self, spec: Mirrored) -> dict[str, Any]:
        expand = [f"data.{path}" for path in expansions(spec, self.wanted)]
        return {**spec.params, **({"expand": expand} if expand else {})}

    def _is_there(self, clock: str) -> bool:
        try:
            reader.get(f"{CLOCKS}/{clock}", before=self.limiter.wait)
        except StripeObjectNotFound:
            return False
        return True
