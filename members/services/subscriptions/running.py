"""What a person has now, asked of Stripe itself, and the lock that keeps anybody from having a plan twice."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import AbstractContextManager
from typing import Any
from unicodedata import normalize

from cogento.errors import Conflict, FieldInvalid, StripeObjectNotFound
from members import gateway
from members.services import writing
from reporting.reader import Answer

Data = dict[str, Any]
RUNNING = {"active", "trialing", "past_due", "unpaid", "paused", "incomplete"}
MEMBER_NAME = "member_name"  # metadata: whose it is, where one Customer pays for several people
NEXT_PRICE = "next_price"  # metadata: the Price from the renewal on
ENDED_TEXT = "This membership has ended. Start a new one."


def only_one_writer(customer_id: str) -> AbstractContextManager[None]:
    """One writer of a person's memberships at a time: between looking and writing, nothing may begin."""
    return writing.lock(*alone(customer_id))


def alone(customer_id: str) -> tuple[str, str]:
    return ("subscriptions", customer_id)


def offered_price(price_id: str) -> Data:
    """A Price that a membership can begin with, its Product in full. Raises FieldInvalid."""
    try:
        price = gateway.retrieve_price(price_id=price_id).data
    except StripeObjectNotFound:
        raise FieldInvalid({"price_id": "There is no such plan. Choose another."}) from None
    if not price.get("recurring"):
        raise FieldInvalid(
            {"price_id": "This price is paid once. Choose one that is paid monthly or yearly."}
        )
    if not price["active"] or not price["product"].get("active", True):
        raise FieldInvalid({"price_id": "This plan is no longer offered. Choose another."})
    return price


def running(*, customer_id: str, product_id: str, member_name: str = "", but_for: str = "") -> Data | None:
    """The running Subscription of this person to the plan; `but_for` is the id of one that does not count.

    A Customer who pays for several people has one for each: their names tell them apart.
    """
    for each in gateway.list_subscriptions(customer_id=customer_id).data["data"]:
        whose = (each.get("metadata") or {}).get(MEMBER_NAME, "")
        counts = each["id"] != but_for and each["status"] in RUNNING
        if counts and same_person(whose, member_name) and product_id in products_of(each):
            return each
    return None


def same_person(one: str, other: str) -> bool:
    """Whether two `member_name`s mean the same of those whom one Customer pays for.

    However an accent was typed: `directory.sql` compares them in the same way.
    """
    plain = [" ".join(normalize("NFKC", name).split()).casefold() for name in (one, other)]
    return plain[0] == plain[1]


def products_of(data: Data) -> set[str]:
    return {item["price"]["product"] for item in data["items"]["data"]}


def has_ended(data: Data) -> bool:
    return data["status"] in ("canceled", "incomplete_expired")


def demand_running(data: Data) -> None:
    """Raises Conflict for a membership that has ended."""
    if has_ended(data):
        raise Conflict(ENDED_TEXT)


def demand_going_on(data: Data) -> None:
    """Raises Conflict for a membership that Stripe has paused, because a trial ended with no way to pay."""
    if data["status"] == "paused":
        raise Conflict("This membership is paused, because there was no way to pay. Let it go on first.")


def customer_id_of(data: Data) -> str:
    """Of a Subscription whose Customer may be expanded."""
    customer = data["customer"]
    return str(customer["id"] if isinstance(customer, dict) else customer)


def only_item(data: Data) -> Data:
    """The one thing that the Subscription is for.

    Raises:
        Conflict: it is for several things at once, which only Stripe's dashboard makes.
    """
    items: list[Data] = data["items"]["data"]
    if len(items) != 1:
        raise Conflict("This membership is for several plans at once. Change it in Stripe's dashboard.")
    return items[0]


def finish(answer: Answer, before: Data, *, by: str, action: str, more: Iterable[str] = ()) -> Answer:
    """`writing.finish` with what differs between two states of one Subscription."""
    old, new = _state(before), _state(answer.data)
    changed = [key for key in new if old[key] != new[key] or key in more]
    return writing.finish(
        answer,
        by=by,
        action=action,
        before={key: old[key] for key in changed},
        after={key: new[key] for key in changed},
    )


def _state(data: Data) -> Data:
    plain = ("status", "cancel_at_period_end", "cancel_at", "ended_at", "trial_end", "pause_collection")
    prices = [item["price"]["id"] for item in data["items"]["data"]]
    next_price = (data.get("metadata") or {}).get(NEXT_PRICE, "")
    return {**{key: data.get(key) for key in plain}, "prices": prices, NEXT_PRICE: next_price}
