"""How long a regeneration that merges is waited for: by a job until it has ended, by a person but shortly."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

PERSON_WAITS_SECONDS = 2.5  # in one request, however much it writes


@dataclass
class Patience:
    """How many seconds are left of it, and whether the mirror lacks something that was written to Stripe."""

    seconds: float
    is_behind: bool = False


_current: ContextVar[Patience | None] = ContextVar("patience", default=None)


@contextmanager
def limited() -> Iterator[Patience]:
    """Wait no longer than a person in front of a screen. Within another one, what is left of that counts."""
    patience = _current.get() or Patience(PERSON_WAITS_SECONDS)
    token = _current.set(patience)
    try:
        yield patience
    finally:
        _current.reset(token)


def seconds_left() -> float | None:
    """None: as long as it takes."""
    patience = _current.get()
    return patience.seconds if patience else None


def lose() -> None:
    """It was waited for in vain: once is enough."""
    if patience := _current.get():
        patience.seconds = 0


def note_behind() -> None:
    if patience := _current.get():
        patience.is_behind = True


def is_behind() -> bool:
    patience = _current.get()
    return bool(patience and patience.is_behind)
