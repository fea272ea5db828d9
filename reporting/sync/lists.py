"""Reads Stripe's lists, several at once, page by page."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field, replace
from typing import Any

from django.conf import settings

from cogento.errors import StripeObjectNotFound
from reporting import reader
from reporting.spec import Mirrored
from reporting.sync.included import expansions, root_of, taken_out
from reporting.sync.limits import Limiter

CLOCKS = "/v1/test_helpers/test_clocks"
AT_ONCE = 32


@dataclass(frozen=True)
class Chain:
    """A list, or the part of one that follows a page: each page is only known from the one before.

    `after` has that page's ids, the last one first: whichever of them Stripe still knows is a cursor.
    """

    spec: Mirrored
    params: dict[str, Any] = field(default_factory=dict)
    after: tuple[str, ...] = ()


@dataclass(frozen=True)
class Page:
    """Objects with their nested lists whole, as they were at `as_of` by Stripe's clock or a little later."""

    spec: Mirrored
    objects: list[dict[str, Any]]
    as_of: int
    following: Chain | None = None


def pages(specs: list[Mirrored], limiter: Limiter) -> Iterator[Page]:
    """Every page of every list. At most one page of each is held in memory. An object may come twice.

    Raises:
        errors.StripeError: a list did not arrive whole.
    """
    reading = Reading(specs, limiter)
    with ThreadPoolExecutor(max_workers=AT_ONCE) as pool:
        waiting: set[Future[list[Page] | list[Chain]]] = {
            pool.submit(reading.page_of, chain) for chain in reading.chains()
        }
        if reading.clocked:
            waiting.add(pool.submit(reading.on_clocks))
        try:
            while waiting:
                done, waiting = wait(waiting, return_when=FIRST_COMPLETED)
                for future in done:
                    for found in future.result():
                        chain = found if isinstance(found, Chain) else found.following
                        if chain:
                            waiting.add(pool.submit(reading.page_of, chain))
                        if isinstance(found, Page):
                            yield found
        except BaseException:
            limiter.stop()
            raise


class Reading:
    """What is to be read, and how one page of it is."""

    def __init__(self, specs: list[Mirrored], limiter: Limiter) -> None:
        self.wanted, self.limiter = specs, limiter
        self.roots = list(dict.fromkeys(root_of(spec) for spec in specs))
        self.clocked = [spec for spec in self.roots if spec.on_clocks and not settings.STRIPE_LIVE_MODE]

    def chains(self) -> list[Chain]:
        return [Chain(spec, self._params(spec)) for spec in self.roots]

    def on_clocks(self) -> list[Chain]:
        """What stands on test clocks, which Stripe lists only for each clock."""
        found = reader.list_pages(CLOCKS, before=self.limiter.wait)
        clocks = [clock["id"] for page in found for clock in page.data["data"]]
        return [
            Chain(spec, {**self._params(spec), "test_clock": clock})
            for clock in clocks
            for spec in self.clocked
        ]

    def page_of(self, chain: Chain) -> list[Page]:
        """The page of the list itself, and one of each kind that it brings along."""
        spec = chain.spec
        if spec.single:
            answer = reader.get(spec.listed, before=self.limiter.wait)
            return [Page(spec, [answer.data], answer.as_of)]
        cursor = {"starting_after": chain.after[0]} if chain.after else {}
        try:
            answer = reader.list_page(spec.path, before=self.limiter.wait, **chain.params, **cursor)
        except StripeObjectNotFound as error:
            # Something was deleted meanwhile: a clock with all that is on it, or just the last of the page.
            if "test_clock" in chain.params and not self._is_there(chain.params["test_clock"]):
                return [Page(spec, [], error.as_of or 0)]
            if len(chain.after) < 2:
                raise
            return self.page_of(replace(chain, after=chain.after[1:]))
        rows = answer.data["data"]
        ids = tuple(data["id"] for data in reversed(rows))
        following = replace(chain, after=ids) if answer.data["has_more"] else None
        found: dict[Mirrored, list[dict[str, Any]]] = {
            each: [] for each in self.wanted if root_of(each) is spec
        }
        for row in rows:
            for kind, data in taken_out(spec, row, self.wanted, self.limiter.wait):
                found[kind].append(data)
        first, *others = (Page(kind, objects, answer.as_of) for kind, objects in found.items())
        return [replace(first, following=following), *others]

    def _params(self, spec: Mirrored) -> dict[str, Any]:
        expand = [f"data.{path}" for path in expansions(spec, self.wanted)]
        return {**spec.params, **({"expand": expand} if expand else {})}

    def _is_there(self, clock: str) -> bool:
        try:
            reader.get(f"{CLOCKS}/{clock}", before=self.limiter.wait)
        except StripeObjectNotFound:
            return False
        return True
