"""How email addresses are compared, everywhere."""

from __future__ import annotations

from string import ascii_lowercase, ascii_uppercase

_LOWER = str.maketrans(ascii_uppercase, ascii_lowercase)


def normalise_email(address: str) -> str:
    """The form in which addresses are compared: no spaces around, A to Z in lower case, and a domain with
    letters of its own as mail servers know it (`xn--…`), which is what browsers make of it as well.

    Nothing else is folded. `str.lower()` would turn the Kelvin sign into a k, and so one person into another.
    `reporting/directory.sql` does the same in PostgreSQL, but for the domain: see `spellings`.
    """
    folded = address.strip().translate(_LOWER)
    local, at, domain = folded.rpartition("@")
    try:
        ascii = domain.encode("idna").decode()
        is_same = ascii.encode().decode("idna") == domain  # not so ß, which would become ss
    except UnicodeError:
        return folded
    return f"{local}{at}{ascii}" if is_same else folded


def spellings(normalised: str) -> list[str]:
    """A normalised address, and the same with its domain's own letters, as somebody may have typed it."""
    local, at, domain = normalised.rpartition("@")
    try:
        return sorted({normalised, f"{local}{at}{domain.encode().decode('idna')}"})
    except UnicodeError:
        return [normalised]
