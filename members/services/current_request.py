"""Which request this thread carries out: the audit trail notes that it has something of it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

from members.models import KeptRequest


@dataclass(frozen=True)
class _Current:
    name: str = ""
    is_new: bool = False


_NONE = _Current()
_current: ContextVar[_Current] = ContextVar("request", default=_NONE)


@contextmanager
def being(name: str, *, is_new: bool) -> Iterator[None]:
    """`is_new`: it is known to be neither a double click nor begun before."""
    token = _current.set(_Current(name, is_new))
    try:
        yield
    finally:
        _current.reset(token)


def is_new() -> bool:
    """False also where nobody knows, because no request of the API is carried out."""
    return _current.get().is_new


def is_recorded() -> bool:
    """Whether an earlier try, which was killed, got as far as `note_recorded`."""
    name = _current.get().name
    return bool(name) and KeptRequest.objects.filter(pk=name, recorded=True).exists()


def note_recorded() -> None:
    """Call it in the transaction of an audit row, or of what needs none."""
    if name := _current.get().name:
        KeptRequest.objects.filter(pk=name).update(recorded=True)
