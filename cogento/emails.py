"""How email addresses are compared, everywhere."""

from __future__ import annotations

from string import ascii_lowercase, ascii_uppercase

_LOWER = str.maketrans(ascii_uppercase, ascii_lowercase)


def normalise_email(address: str) -> str:
    """The form in which addresses are compared: no spaces around, A to Z in lower case.

    Nothing else is folded. `str.lower()` would turn the Kelvin sign into a k, and so one person into another.
    `reporting/directory.sql` does the same in PostgreSQL.
    """
    return address.strip().translate(_LOWER)
