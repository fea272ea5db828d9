"""Lists: newest first, cursors, filters.

Source: https://docs.stripe.com/api/pagination
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import islice, takewhile
from typing import TYPE_CHECKING, Any

from .errors import InvalidRequest, no_such
from .params import date_range, integer, text
from .store import Key, Object, Sequence, field_of

if TYPE_CHECKING:
    from .state import State

PAGE = {"limit": integer(), "starting_after": text(clear=False), "ending_before": text(clear=False)}
LIST = {**PAGE, "created": date_range()}
BOUNDS: dict[str, Callable[[int, int], bool]] = {
    "gt": lambda a, b: a > b,
    "gte": lambda a, b: a >= b,
    "lt": lambda a, b: a < b,
    "lte": lambda a, b: a <= b,
    "eq": lambda a, b: a == b,
}


class Shown(dict[str, Any]):
    """An object that is answered as it is: it is not kept."""


@dataclass
class Page:
    """A list that is answered; `expand` begins with `data.` on it."""

    url: str
    data: list[Object]
    has_more: bool = False
    extra: dict[str, Any] = field(default_factory=dict)


def limit_of(params: dict[str, Any]) -> int:
    limit: int = params.get("limit", 10)
    if limit < 1:
        raise InvalidRequest(
            "This value must be greater than or equal to 1.", code="parameter_invalid_integer", param="limit"
        )
    if limit > 100:
        raise InvalidRequest(
            "This value must be less than or equal to 100.", code="parameter_invalid_integer", param="limit"
        )
    return limit


def list_objects(
    state: State,
    kind: str,
    url: str,
    params: dict[str, Any],
    *,
    keep: Callable[[Object], bool] = lambda obj: True,
    **fixed: Any,
) -> Page:
    """A page of a kind; each parameter that is not a cursor is a filter on the field of its name."""
    limit = limit_of(params)
    given = {
        k: v for k, v in params.items() if k not in ("limit", "starting_after", "ending_before", "expand")
    }
    wanted = {k: v for k, v in {**given, **fixed}.items() if v is not None}
    customer = wanted.get("customer")
    if customer and state.store.get(customer, "customer") is None:
        raise no_such("customer", customer, param="customer")
    ids = state.store.sequence(kind, wanted)

    def matches(obj: Object) -> bool:
        if obj.get("deleted"):
            return False
        for name, value in wanted.items():
            actual = field_of(obj, name)
            if isinstance(value, dict):
                if actual is None or not all(BOUNDS[b](actual, at) for b, at in value.items()):
                    return False
            elif actual != value:
                return False
        return keep(obj)

    backwards = params.get("ending_before")
    cursor = backwards or params.get("starting_after")
    if backwards and params.get("starting_after"):
        raise InvalidRequest("You can't pass both starting_after and ending_before.", param="starting_after")
    if cursor and (state.store.get(cursor, kind) is None):
        raise no_such(kind, cursor, param="ending_before" if backwards else "starting_after")
    key = state.store.keys[cursor] if cursor else None
    walk = ids.newer_than(key) if backwards and key else _made_in(state, ids, key, wanted.get("created"))
    rows = (state.store.objects[id] for id in walk)
    found = list(islice((row for row in rows if matches(row)), limit + 1))
    page = found[:limit]
    return Page(url, page[::-1] if backwards else page, len(found) > limit)


def _made_in(state: State, ids: Sequence, key: Key | None, bounds: Any) -> Iterator[str]:
    """What is older than a place, of a time: without a look at what was made later or before."""
    within = bounds if isinstance(bounds, dict) else {}
    ends = [end for end in (within.get("lt"), within.get("lte", -1) + 1) if end]
    latest = (min(ends), 0, "") if ends else None
    start = min((place for place in (key, latest) if place), default=None)
    oldest = max(within.get("gte", 0), within.get("gt", 0))
    return takewhile(lambda id: state.store.keys[id][0] >= oldest, ids.older_than(start))


def embedded(url: str, data: list[Object], *, limit: int | None = None, **extra: Any) -> Object:
    """A list inside an object."""
    shown = data if limit is None else data[:limit]
    return {"object": "list", "data": shown, "has_more": len(data) > len(shown), **extra, "url": url}


def page_of(rows: list[Object], url: str, params: dict[str, Any]) -> Page:
    """A page of a list that is held inside an object, in its own order."""
    limit = limit_of(params)
    ids = [row["id"] for row in rows]
    after, before = params.get("starting_after"), params.get("ending_before")
    for cursor in (after, before):
        if cursor and cursor not in ids:
            raise no_such("line_item", cursor, param="starting_after" if after else "ending_before")
    if before:
        part = rows[: ids.index(before)]
        return Page(url, part[-limit:], len(part) > limit)
    part = rows[ids.index(after) + 1 :] if after else rows
    return Page(url, part[:limit], len(part) > limit)
