"""Discounts: a coupon that was redeemed, on a customer, a subscription, an item or an invoice.

Source: https://docs.stripe.com/api/discounts
"""

from __future__ import annotations

from ..billing import discounts
from ..errors import no_such
from ..registry import Resource
from ..state import State
from ..store import Object

discount = Resource("discount", expandable=("customer", "promotion_code", "source.coupon"))


@discount.delete("/v1/customers/{id}/discount")
def delete_of_customer(state: State, params: Object, id: str) -> Object:
    customer = state.get("customer", id)
    if not customer["discount"]:
        raise no_such("discount", id)
    return {**discounts.end(state, customer["discount"]), "deleted": True}


@discount.delete("/v1/subscriptions/{id}/discount")
def delete_of_subscription(state: State, params: Object, id: str) -> Object:
    sub = state.get("subscription", id)
    if not sub["discounts"]:
        raise no_such("discount", id)
    ended = [discounts.end(state, state.store.objects[one]) for one in sub["discounts"]]
    return {**ended[0], "deleted": True}
