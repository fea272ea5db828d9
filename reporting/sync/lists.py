"""Reads Stripe's lists, several at once, page by page."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field, replace
from typing import Any

from django.conf import settings

from cogento.errors import StripeObjectNotFound
from reporting import reader
from reporting.objects import Mirrored
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
    following: Chain | None


def pages(specs: list[Mirrored], limiter: Limiter) -> Iterator[Page]:
    """Every page of every list. At most one page of each is held in memory. An object may come twice.

    Raises:
        errors.StripeError: a list did not arrive whole.
    """
    with ThreadPoolExecutor(max_workers=AT_ONCE) as pool:
        waiting: set[Future[Page | list[Chain]]] = {
            pool.submit(_read, Chain(spec, spec.params), limiter) for spec in specs
        }
        clocked = [spec for spec in specs if spec.on_clocks]
        if clocked and not settings.STRIPE_LIVE_MODE:
            waiting.add(pool.submit(_on_clocks, clocked, limiter))
        try:
            while waiting:
                done, waiting = wait(waiting, return_when=FIRST_COMPLETED)
                for future in done:
                    found = future.result()
                    chains = (
                        found if isinstance(found, list) else [found.following] if found.following else []
                    )
                    waiting |= {pool.submit(_read, chain, limiter) for chain in chains}
                    if isinstance(found, Page):
                        yield found
        finally:
            for future in waiting:
                future.cancel()


def _on_clocks(specs: list[Mirrored], limiter: Limiter) -> list[Chain]:
    """What stands on test clocks, which Stripe lists only for each clock."""
    clocks = [clock for page in reader.list_pages(CLOCKS, before=limiter.wait) for clock in page.data["data"]]
    return [Chain(spec, {**spec.params, "test_clock": clock["id"]}) for clock in clocks for spec in specs]


def _read(chain: Chain, limiter: Limiter) -> Page:
    spec = chain.spec
    cursor = {"starting_after": chain.after[0]} if chain.after else {}
    try:
        answer = reader.list_page(spec.path, before=limiter.wait, **chain.params, **cursor)
    except StripeObjectNotFound as error:
        # Something was deleted meanwhile: a whole clock with all that is on it, or just the last of the page.
        if "test_clock" in chain.params and not _is_there(chain.params["test_clock"], limiter):
            return Page(spec, [], error.as_of or 0, None)
        if len(chain.after) < 2:
            raise
        return _read(replace(chain, after=chain.after[1:]), limiter)
    objects = [reader.complete(data, before=limiter.wait) for data in answer.data["data"]]
    ids = tuple(data["id"] for data in reversed(objects))
    following = replace(chain, after=ids) if answer.data["has_more"] else None
    return Page(spec, objects, answer.as_of, following)


def _is_there(clock: str, limiter: Limiter) -> bool:
    limiter.wait(CLOCKS)
    try:
        reader.get(f"{CLOCKS}/{clock}")
    except StripeObjectNotFound:
        return False
    return True
