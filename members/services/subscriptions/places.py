"""Plans with a limited number of places: nobody gets one by themselves that is not there."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, nullcontext
from functools import partial
from typing import Any

from cogento.errors import Conflict
from members import gateway
from members.services import writing
from members.services.subscriptions import open_pages
from members.services.subscriptions.running import RUNNING
from reporting import plan_details, queries

Data = dict[str, Any]
ALL_TAKEN = (
    "All places of this plan are taken, or somebody is paying for the last one now; one that is not paid "
    "for is free again within a day. Choose another plan, or ask the club about a waiting list."
)


def only_one_taker(product: Data) -> AbstractContextManager[None]:
    """One writer at a time of a plan whose places are limited; of any other, as many as come.

    Whoever holds `only_one_writer` too takes that one first.
    """
    limited = plan_details.read(product.get("metadata")).capacity is not None
    return writing.lock("places", product["id"]) if limited else nullcontext()


def demand_one(product: Data, *, but_for_key: str = "", but_for: str = "") -> None:
    """Call it under `only_one_taker`, and let go of that once the place is taken in Stripe.

    Stripe itself is asked, for the mirror may be a moment behind. Whoever is on a Checkout page has a place
    until the page closes, whoever has planned a change for their renewal from then on. The page that was
    opened with `but_for_key` does not count, nor what is planned for the Subscription `but_for`.

    Raises:
        Conflict: there is none left.
    """
    capacity = plan_details.read(product.get("metadata")).capacity
    if capacity is None:
        return
    # Pages first: who pays in between counts twice for a moment, not never.
    pages = gateway.every(gateway.list_open_checkout_sessions)
    taken = sum(_is_for(page, product, but_for_key) for page in pages)
    taken += sum(each["status"] in RUNNING for each in _memberships(product["id"]))
    taken += queries.places_planned(but_for=but_for).get(product["id"], 0)
    if taken >= capacity:
        raise Conflict(ALL_TAKEN)


def _is_for(page: Data, product: Data, but_for_key: str) -> bool:
    own = bool(but_for_key) and (page.get("metadata") or {}).get(open_pages.KEY) == but_for_key
    return not own and product["id"] in open_pages.products(page)


def _memberships(product_id: str) -> Iterator[Data]:
    """Of every Price of the plan, archived ones too."""
    for price in gateway.every(gateway.list_prices, product=product_id):
        yield from gateway.every(partial(gateway.list_subscriptions_of_price, price_id=price["id"]))
