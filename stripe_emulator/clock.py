"""The emulator's idea of now: real time, or a frozen moment that tests move."""

from __future__ import annotations

import time


class Clock:
    def __init__(self) -> None:
        self.frozen: int | None = None

    def now(self) -> int:
        return self.frozen if self.frozen is not None else int(time.time())

    def set(self, moment: int | None) -> None:
        self.frozen = moment
