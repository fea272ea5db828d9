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
    domain = "".join(map(_small, domain))
    try:
        ascii = domain.encode("idna").decode()
        is_same = ascii.encode().decode("idna") == domain  # not so ß, which would become ss
    except UnicodeError:
        return folded
    return f"{local}{at}{ascii}" if is_same else folded


def spellings(normalised: str) -> list[str]:
    """A normalised address, and those with its domain's own letters, small or capital, as it may be held."""
    local, at, domain = normalised.rpartition("@")
    try:
        small = domain.encode().decode("idna")
    except UnicodeError:
        return [normalised]
    capital = small.upper().translate(_LOWER)
    held = {small, capital} if "".join(map(_small, capital)) == small else {small}
    return sorted({normalised, *(f"{local}{at}{each}" for each in held)})


def _small(letter: str) -> str:
    """Of letters that are the only capital of a small one; of a domain alone, where capitals mean nothing."""
    small = letter.lower()
    return small if small.upper() == letter else letter
