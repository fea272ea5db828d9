from __future__ import annotations

from cogento.errors import CogentoError


class FileRefused(CogentoError):
    """The file cannot be imported as it is. Nothing was kept of it; `problems` says all that is wrong."""

    default_code = "file_refused"
    default_detail = "The file cannot be read."

    def __init__(self, *problems: str) -> None:
        self.problems = list(problems)
        super().__init__("\n".join(problems) or None)


class Paused(Exception):
    """Stripe or a database is away: rows are left waiting, and the import goes on later."""


class Stopped(Exception):
    """The import cannot go on until somebody mends what the text says."""
