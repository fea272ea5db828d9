"""Every write, to be tried with every fault. To add one, add an entry to WRITES in a `*writes.py`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from reporting import reader

Kwargs = dict[str, Any]
PASSING = [
    {"kind": "status", "status": 500, "count": 1},
    {"kind": "status", "status": 409, "count": 1},
    {"kind": "status", "status": 429, "count": 1},
    {"kind": "reset_before", "count": 1},
    {"kind": "reset_after", "count": 1},
    {"kind": "hang", "count": 1, "seconds": 2},
    {"kind": "hang_after", "count": 1, "seconds": 2},
]


@dataclass(frozen=True)
class Write:
    """One service that writes to Stripe.

    `prepare` makes what it needs and answers its arguments; `calls` are its writes as method and pattern of
    the path; `made` says what there is in Stripe afterwards, `mirrored` what there is in the mirror: both
    must be `expected`. `action` is what the audit trail calls it, once.
    """

    name: str
    prepare: Callable[[Any], Kwargs]
    run: Callable[..., Any]
    calls: tuple[tuple[str, str], ...]
    made: Callable[[Any, Kwargs], Any]
    expected: Any
    action: str
    mirrored: Callable[[Kwargs], Any] | None = None

    def check(self, stripe: Any, kwargs: Kwargs) -> None:
        assert self.made(stripe, kwargs) == self.expected
        if self.mirrored:
            assert self.mirrored(kwargs) == self.expected


class Killed(BaseException):
    """The process ended here: nothing catches it."""


@contextmanager
def killed_after(number: int) -> Iterator[list[int]]:
    """The process ends when the given call of Stripe's API has been answered, and nothing comes of it.

    Answers a list with as many entries as there were calls.
    """
    calls: list[int] = []
    answer = reader._answer

    def counted(*told: Any) -> reader.Answer:
        calls.append(len(calls) + 1)
        if len(calls) == number:
            raise Killed
        return answer(*told)

    reader._answer = counted
    try:
        yield calls
    except Killed:
        pass
    finally:
        reader._answer = answer
