"""What a merge would do, and what has to be settled first. Reads Stripe, writes nothing."""

from __future__ import annotations

import time
from collections.abc import Collection
from dataclasses import dataclass, field

from cogento.errors import FieldInvalid
from members import gateway
from members.money import money
from members.services import authority
from members.services.customers import ADDRESS
from members.services.merging.again import Data, begin_again, obstacle, same_plan
from members.services.metadata import MAX_KEYS
from members.services.subscriptions import RUNNING

MOVED_FROM = "moved_from"  # metadata of what was begun again: the Subscription in whose place it stands


@dataclass(frozen=True)
class Move:
    """A running Subscription of the other one; `begun` is what an earlier try has begun in its place."""

    old: Data
    params: Data
    begun: Data | None = None


@dataclass
class Plan:
    """`metadata` and `details` are what the survivor does not have yet; `credit_cents` is above zero."""

    survivor: Data
    other: Data
    metadata: dict[str, str] = field(default_factory=dict)
    differing: list[dict[str, str]] = field(default_factory=list)
    details: Data = field(default_factory=dict)
    moves: list[Move] = field(default_factory=list)
    credit_cents: int = 0
    problems: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def preview(*, survivor_id: str, other_id: str, by: str, take_from_other: Collection[str] = ()) -> Plan:
    """Say all that a merge would do: who stays, which values, which memberships are begun again.

    Raises:
        FieldInvalid: both are the same.
        StripeObjectNotFound: one of them is not there.
        NotAllowed: one of them is a superuser's, and `by` is not one.
    """
    if survivor_id == other_id:
        raise FieldInvalid({"other_id": "These are the same person's record. Choose another."})
    survivor = authority.customer(customer_id=survivor_id, by=by).data
    other = authority.customer(customer_id=other_id, by=by).data
    plan = Plan(survivor, other)
    _values(plan, take_from_other)
    _memberships(plan)
    _money(plan)
    return plan


def _values(plan: Plan, take: Collection[str]) -> None:
    kept, offered = plan.survivor.get("metadata") or {}, plan.other.get("metadata") or {}
    for key, value in offered.items():
        if key not in kept or (key in take and kept[key] != value):
            plan.metadata[key] = value
        if key in kept and kept[key] != value:
            chosen = "other" if key in take else "survivor"
            plan.differing.append({"key": key, "survivor": kept[key], "other": value, "kept": chosen})
    if len(kept.keys() | offered.keys()) > MAX_KEYS:
        plan.problems.append(f"Together they have more than {MAX_KEYS} fields. Empty some first.")
    for name in ("name", "email", "phone"):
        if plan.other.get(name) and not plan.survivor.get(name):
            plan.details[name] = plan.other[name]
    if plan.other.get("address") and not plan.survivor.get("address"):
        plan.details["address"] = {part: plan.other["address"].get(part) or "" for part in ADDRESS}


def _memberships(plan: Plan) -> None:
    theirs, own = (_running(data["id"]) for data in (plan.other, plan.survivor))
    begun = {(each.get("metadata") or {}).get(MOVED_FROM): each for each in own}
    for old in theirs:
        already = begun.get(old["id"])
        if already is None and (text := _refusal(plan, old, own)):
            plan.problems.append(text)
            continue
        params = begin_again(old, plan.survivor)
        params["metadata"] = {**(old.get("metadata") or {}), MOVED_FROM: old["id"]}
        plan.moves.append(Move(old, params, already))
        if params["collection_method"] != old["collection_method"]:
            plan.notes.append(
                "A card cannot be moved, and the one who stays has none: the membership will be paid by"
                " invoice until they enter one."
            )
        if params.get("discounts"):
            plan.notes.append("A discount that lasts some months begins anew.")


def _refusal(plan: Plan, old: Data, own: list[Data]) -> str | None:
    if any(same_plan(old, each) for each in own):
        return "Both have a running membership of the same plan. End one of them first."
    currency = plan.survivor.get("currency")
    if currency and currency != old["currency"]:
        return "They pay in different currencies, which Stripe keeps apart. End the other's membership first."
    return obstacle(old, now=int(time.time()))


def _money(plan: Plan) -> None:
    other_id = plan.other["id"]
    for status, words in (("open", "is still to be paid"), ("draft", "is being prepared by Stripe")):
        for invoice in gateway.list_invoices(customer_id=other_id, status=status).data["data"]:
            amount = money(invoice["amount_due"], invoice["currency"])
            plan.problems.append(
                f"An invoice of {amount} {words} by the one who goes. Settle or void it first."
            )
    if gateway.list_pending_invoice_items(customer_id=other_id).data["data"]:
        plan.problems.append(
            "The one who goes has amounts that wait for their next invoice. Settle them first."
        )
    balance = plan.other.get("balance") or 0
    if balance:
        plan.credit_cents = -balance
        currencies = {each.get("currency") for each in (plan.survivor, plan.other)} - {None}
        if len(currencies) > 1:
            plan.problems.append("Their credit is in different currencies. Use up or take back one first.")
    plan.notes.append("Invoices and payments of the one who goes stay in Stripe, under the deleted record.")


def _running(customer_id: str) -> list[Data]:
    found = gateway.list_subscriptions(customer_id=customer_id, expand=["data.discounts"]).data["data"]
    return [each for each in found if each["status"] in RUNNING]
