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
    # Of what is not ASCII now, a mail server would make something else, such as ss of ß: somebody else's.
    if len(address) > MAX_BYTES or not address.isascii():
        raise AddressInvalid
    try:
        validate_email(address)
    except ValidationError:
        raise AddressInvalid from None
    return address


def mailbox(address: str) -> str:
    """The mailbox that many providers would deliver to, for counting only: a.n.na+x@… is anna@…"""
    local, _, domain = address.rpartition("@")
    folded = local.partition("+")[0].replace(".", "")
    return f"{folded or local}@{domain}".casefold()
