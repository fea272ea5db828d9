"""Which request this thread carries out, for the audit trail to say that it has something of it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from members.models import KeptRequest

_name: ContextVar[str] = ContextVar("request", default="")


@contextmanager
def being(name: str) -> Iterator[None]:
    token = _name.set(name)
    try:
        yield
    finally:
        _name.reset(token)


def note_recorded() -> None:
    """Call it in the transaction of an audit row."""
    if name := _name.get():
        KeptRequest.objects.filter(pk=name).update(recorded=True)
