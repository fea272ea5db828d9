"""One thing that was looked at."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import TextChoices


class Level(TextChoices):
    OK = "ok"
    WARNING = "warning"
    WRONG = "wrong"


@dataclass(frozen=True)
class Finding:
    """`text` says what is, and what to do about it."""

    level: Level
    text: str


def ok(text: str) -> Finding:
    return Finding(Level.OK, text)


def warning(text: str) -> Finding:
    return Finding(Level.WARNING, text)


def wrong(text: str) -> Finding:
    return Finding(Level.WRONG, text)
