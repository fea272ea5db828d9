"""Reads Stripe's lists, several at once, page by page."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, replace
from typing import Any

from cogento.errors import StripeObjectNotFound
from reporting import reader
from reporting.objects import Mirrored
from reporting.sync.limits import Limiter


@dataclass(frozen=True)
class Chain:
    """A list, or the part of one that follows a page: each page is only known from the one before.

    `after` has that page's ids, the last one first: whichever of them Stripe still knows is a cursor.
    """

    spec: Mirrored
    after: tuple[str, ...] = ()


@dataclass(frozen=True)
class Page:
    """Objects with their nested lists whole, as they were at `as_of` by Stripe's clock or a little later."""

    spec: Mirrored
    objects: list[dict[str, Any]]
    as_of: int
    following: Chain | None


def pages(specs: list[Mirrored], limiter: Limiter) -> Iterator[Page]:
    """Every page of every list. At most one page of each is held in memory.

    Raises:
        errors.StripeError: a list did not arrive whole.
    """
    with ThreadPoolExecutor(max_workers=len(specs)) as pool:
        waiting: set[Future[Page]] = {pool.submit(_read, Chain(spec), limiter) for spec in specs}
        try:
            while waiting:
                done, waiting = wait(waiting, return_when=FIRST_COMPLETED)
                for future in done:
                    page = future.result()
                    if page.following:
                        waiting.add(pool.submit(_read, page.following, limiter))
                    yield page
        finally:
            for future in waiting:
                future.cancel()


def _read(chain: Chain, limiter: Limiter) -> Page:
    spec = chain.spec
    cursor = {"starting_after": chain.after[0]} if chain.after else {}
    try:
        answer = reader.list_page(spec.path, before=limiter.wait, **spec.params, **cursor)
    except StripeObjectNotFound:
        if len(chain.after) < 2:
            raise
        return _read(replace(chain, after=chain.after[1:]), limiter)  # it was deleted meanwhile
    objects = [reader.complete(data, before=limiter.wait) for data in answer.data["data"]]
    ids = tuple(data["id"] for data in reversed(objects))
    following = replace(chain, after=ids) if answer.data["has_more"] else None
    return Page(spec, objects, answer.as_of, following)
