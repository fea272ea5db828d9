"""What counts as one email address, and what counts as one mailbox."""

from __future__ import annotations

import re

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from cogento.emails import normalise_email

MAX_BYTES = 254  # RFC 5321
_FORBIDDEN = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\"<>(),;:\\\[\]]|\s.*\S|@.*@")


class AddressInvalid(ValueError):
    """It is not one plain email address."""


def parse(typed: str) -> str:
    """The one address that was typed, as compared.

    Raises:
        AddressInvalid: It is none, several, too long, or holds line breaks, quotes or brackets.
    """
    if len(typed) > 2 * MAX_BYTES or _FORBIDDEN.search(typed.strip(" ")):
        raise AddressInvalid
    address = normalise_email(typed)
    if len(address.encode()) > MAX_BYTES:
        raise AddressInvalid
    local, _, domain = address.rpartition("@")
    try:
        validate_email(address)
        local.encode("ascii")
        survives = domain.encode("idna").decode("idna") == domain
    except (ValidationError, UnicodeError):
        raise AddressInvalid from None
    if not survives:  # a mail server would read ß as ss, and so send to somebody else
        raise AddressInvalid
    return address


def mailbox(address: str) -> str:
    """The mailbox that many providers would deliver to, for counting only: a.n.na+x@… is anna@…"""
    local, _, domain = address.rpartition("@")
    folded = local.partition("+")[0].replace(".", "")
    return f"{folded or local}@{domain}".casefold()
