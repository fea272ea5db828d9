"""What Stripe tells of."""

from __future__ import annotations

from collections.abc import Iterator

from reporting import reader
from reporting.reader import Answer


def list_events(*, since: int) -> Iterator[Answer]:
    """Every event since a second, newest first, 100 a page. https://docs.stripe.com/api/events/list"""
    return reader.list_pages("/v1/events", created={"gte": since})
