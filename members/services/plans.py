"""Plans: Stripe Products and their Prices. A Price cannot be changed, only replaced."""

from __future__ import annotations

from typing import Any

from cogento.errors import FieldInvalid, StripeObjectNotFound
from members import gateway
from members.services import writing
from reporting.reader import Answer


def create_product(
    *, name: str, description: str = "", by: str, idempotency_key: str | None = None
) -> Answer:
    params = {"name": name, **({"description": description} if description else {})}
    key = idempotency_key or writing.digest("product.create", by, params, writing.this_minute())
    answer = gateway.create_product(params=params, idempotency_key=key)
    return writing.finish(answer, by=by, action="product.create", before={}, after=params)


def create_price(
    *,
    product_id: str,
    amount_cents: int,
    currency: str,
    interval: str,
    interval_count: int = 1,
    nickname: str = "",
    lookup_key: str = "",
    by: str,
    idempotency_key: str | None = None,
) -> Answer:
    """Make a Price of `amount_cents` a period. Raises FieldInvalid where there is no such Product."""
    params: dict[str, Any] = {
        "product": product_id,
        "unit_amount": amount_cents,
        "currency": currency.lower(),
        "recurring": {"interval": interval, "interval_count": interval_count},
    }
    params |= {key: text for key, text in {"nickname": nickname, "lookup_key": lookup_key}.items() if text}
    key = idempotency_key or writing.digest("price.create", by, params, writing.this_minute())
    try:
        answer = gateway.create_price(params=params, idempotency_key=key)
    except StripeObjectNotFound:
        raise FieldInvalid({"product_id": "There is no such product."}) from None
    return writing.finish(answer, by=by, action="price.create", before={}, after=params)
