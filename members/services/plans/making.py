"""A new plan."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from cogento.errors import FieldInvalid, StripeObjectNotFound
from members import gateway
from members.services import writing
from members.services.plans.details import metadata_of
from reporting.reader import Answer

LONGEST = {"day": 1095, "week": 156, "month": 36, "year": 3}  # https://docs.stripe.com/api/prices/create


def create(
    *,
    name: str,
    amount_cents: int,
    currency: str,
    interval: str,
    interval_count: int = 1,
    description: str = "",
    lookup_key: str = "",
    details: Mapping[str, Any] | None = None,
    by: str,
    idempotency_key: str | None = None,
) -> Answer:
    """Make a Product with its Price, in one call: never one without the other. Answers with the Product.

    Args:
        amount_cents: Of one period, in minor units.
        lookup_key: A name of the club's own for the Price; it moves to each new Price of the plan.
        details: Values of `reporting.plan_details`, by key.

    Raises:
        FieldInvalid: a detail cannot be stored; nothing was sent.

    Source: https://docs.stripe.com/api/products/create
    """
    texts = {key: text for key, text in metadata_of(details or {}).items() if text}
    params: dict[str, Any] = {
        "name": name,
        "default_price_data": {
            "unit_amount": amount_cents,
            "currency": currency.lower(),
            "recurring": _recurring(interval, interval_count),
        },
    }
    params |= {"description": description} if description else {}
    params |= {"metadata": texts} if texts else {}
    with writing.once(idempotency_key, action="plan.create", by=by, params=params) as (key, made_id):
        if made_id:
            return gateway.retrieve_product(product_id=made_id)
        answer = gateway.create_product(params=params, idempotency_key=key)
        writing.finish(answer, by=by, action="plan.create", before={}, after=params)
        price_id = answer.data["default_price"]
        named = {"lookup_key": lookup_key, "transfer_lookup_key": True} if lookup_key else {}
        price = gateway.update_price(
            price_id=price_id,
            params=named or {"active": True},
            idempotency_key=writing.digest(key, "lookup key", lookup_key),
        )
        writing.finish(price, by=by, action="price.create", before={}, after=params["default_price_data"])
    return answer


def create_product(
    *, name: str, description: str = "", by: str, idempotency_key: str | None = None
) -> Answer:
    params = {"name": name, **({"description": description} if description else {})}
    with writing.once(idempotency_key, action="product.create", by=by, params=params) as (key, made_id):
        if made_id:
            return gateway.retrieve_product(product_id=made_id)
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
        "recurring": _recurring(interval, interval_count),
    }
    params |= {key: text for key, text in {"nickname": nickname, "lookup_key": lookup_key}.items() if text}
    with writing.once(idempotency_key, action="price.create", by=by, params=params) as (key, made_id):
        if made_id:
            made = gateway.retrieve_price(price_id=made_id)
            return replace(made, data={**made.data, "product": made.data["product"]["id"]})
        try:
            answer = gateway.create_price(params=params, idempotency_key=key)
        except StripeObjectNotFound:
            raise FieldInvalid({"product_id": "There is no such product."}) from None
        return writing.finish(answer, by=by, action="price.create", before={}, after=params)


def _recurring(interval: str, interval_count: int) -> dict[str, Any]:
    """Raises FieldInvalid where a period is longer than Stripe's three years."""
    if interval_count > LONGEST[interval]:
        text = f"Stripe's longest period is three years: enter at most {LONGEST[interval]} for a {interval}."
        raise FieldInvalid({"interval_count": text})
    return {"interval": interval, "interval_count": interval_count}
