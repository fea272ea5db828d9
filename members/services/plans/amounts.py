"""A new amount. The old Price is archived; what becomes of members who have it, the club chooses."""

from __future__ import annotations

from typing import Any

from cogento.errors import FieldInvalid, StripeObjectNotFound
from members import gateway
from members.models import PriceMove
from members.services import audit, writing
from members.services.plans import moving

Data = dict[str, Any]
Members = PriceMove.Members


def change_amount(
    *,
    price_id: str,
    amount_cents: int,
    members: str,
    by: str,
    idempotency_key: str | None = None,
) -> PriceMove:
    """Replace a Price by one of another amount, in minor units. Currency and period stay.

    Members move now (with or without proration), at their renewal, or stay: a queued job that can be resumed
    does it, one by one, and keeps what became of each. The same Price is replaced by the same amount once,
    however often it is asked for, so the key of the caller is not needed.

    Raises:
        FieldInvalid: there is no such Price, it is replaced already, or the amount is what it is.

    Source: https://docs.stripe.com/products-prices/manage-prices
    """
    with writing.lock("price", price_id):
        old = _replaceable(price_id, amount_cents)
        existing = PriceMove.objects.filter(old_price_id=price_id).first()
        if existing:
            if existing.amount_cents == amount_cents and existing.members == members:
                return existing
            raise FieldInvalid({"price_id": "This price has been replaced already. Choose the new one."})
        params = _params(old, amount_cents)
        key = writing.digest("price.replace", price_id, amount_cents)
        answer = gateway.create_price(params=params, idempotency_key=key)
        writing.finish(answer, by=by, action="price.create", before={}, after=params)
        move = PriceMove.objects.create(
            product_id=old["product"]["id"],
            old_price_id=price_id,
            price_id=answer.data["id"],
            amount_cents=amount_cents,
            currency=old["currency"],
            members=members,
            created_by=by,
        )
        audit.record(
            actor=by,
            action="plan.amount",
            object_id=move.product_id,
            before={"price": price_id, "amount_cents": old["unit_amount"]},
            after={"price": move.price_id, "amount_cents": amount_cents, "members": members},
            stripe_request_id=answer.request_id,
        )
        moving.enqueue(move.pk)
    moving.retire(move)
    return move


def _replaceable(price_id: str, amount_cents: int) -> Data:
    try:
        old = gateway.retrieve_price(price_id=price_id).data
    except StripeObjectNotFound:
        raise FieldInvalid({"price_id": "There is no such price."}) from None
    if not old.get("recurring"):
        raise FieldInvalid({"price_id": "This price is paid once. Make a new one instead."})
    if old["unit_amount"] == amount_cents:
        raise FieldInvalid({"amount_cents": "This is the amount already. Enter another."})
    return old


def _params(old: Data, amount_cents: int) -> Data:
    recurring = {name: old["recurring"][name] for name in ("interval", "interval_count")}
    params: Data = {
        "product": old["product"]["id"],
        "unit_amount": amount_cents,
        "currency": old["currency"],
        "recurring": recurring,
    }
    params |= {name: old[name] for name in ("nickname", "metadata") if old.get(name)}
    if old.get("lookup_key"):
        params |= {"lookup_key": old["lookup_key"], "transfer_lookup_key": True}
    return params
