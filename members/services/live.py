"""A person as Stripe has them now, beside the mirror; and taking over what differs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

from members import gateway
from members.services.customers import value_of
from reporting import mirror, queries

Data = dict[str, Any]
Kind = Literal["customer", "subscription", "invoice", "charge"]
OF_A_CUSTOMER: tuple[tuple[Kind, Literal["subscriptions", "invoices", "charges"], Any], ...] = (
    ("subscription", "subscriptions", queries.subscriptions),
    ("invoice", "invoices", queries.invoices),
    ("charge", "charges", queries.payments),
)


@dataclass(frozen=True)
class Compared:
    """One object of Stripe's in both places; None where it is not there (any more)."""

    kind: Kind
    id: str
    in_stripe: Data | None
    here: Data | None

    @property
    def facts(self) -> list[tuple[str, Any, Any]]:
        """What matters of it: its name, what Stripe has, what is here. None where the object is missing."""
        there, here = _facts(self.kind, self.in_stripe), _facts(self.kind, self.here)
        return [(name, there.get(name), here.get(name)) for name in {**there, **here}]

    @property
    def differs(self) -> bool:
        return any(there != here for _, there, here in self.facts)


def compare(*, customer_id: str) -> list[Compared]:
    """The Customer first, then memberships, invoices and payments, newest first; at most 100 of each.

    Four calls to Stripe. Nothing is changed, neither there nor here.

    Raises:
        StripeError: Stripe has never had this Customer, refused, or is away.
    """
    data = gateway.retrieve_customer(customer_id=customer_id).data
    is_deleted = bool(data.get("deleted"))
    customer = None if is_deleted else data
    found = [Compared("customer", customer_id, customer, queries.customer_data(customer_id))]
    if is_deleted:
        return found
    for kind, name, rows in OF_A_CUSTOMER:
        answer = gateway.list_of_customer(customer_id=customer_id, kind=name).data
        there = {each["id"]: each for each in answer["data"] if each.get("status") != "draft"}
        here = {row.id: row.stripe_data for row in rows([customer_id])}
        # A longer list than a page leaves it open whether what is only here is gone from there.
        ids = list(there) + ([] if answer["has_more"] else [id for id in here if id not in there])
        found += [Compared(kind, id, there.get(id), here.get(id)) for id in ids]
    return found


def take_over(*, customer_id: str) -> int:
    """Bring into the mirror what differs, each fetched from Stripe once more; answer how much that was.

    Raises:
        StripeError: as `compare`; what was brought in before stays.
        mirror.Merging: so it does while a regeneration merges.
    """
    differing = [each for each in compare(customer_id=customer_id) if each.differs]
    for each in differing:
        mirror.refresh(each.kind, each.id)
    return len(differing)


def _facts(kind: Kind, data: Data | None) -> Data:
    return _FACTS[kind](data) if data else {}


def _of_customer(data: Data) -> Data:
    address = ", ".join(filter(None, value_of(data, "address").values()))
    facts = {key: value_of(data, key) for key in ("name", "email", "phone")} | {"address": address}
    return facts | {"credit": -(data.get("balance") or 0)} | _metadata(data)


def _of_subscription(data: Data) -> Data:
    items = data["items"]["data"]
    return {
        "status": data["status"],
        "price": [item["price"]["id"] for item in items],
        "renews": items[0]["current_period_end"] if items else None,
        "ends": data.get("cancel_at") or data.get("ended_at"),
        "paused": bool(data.get("pause_collection")),
    } | _metadata(data)


def _of_invoice(data: Data) -> Data:
    return {"status": data["status"], "total": data["total"], "open": data["amount_remaining"]}


def _of_charge(data: Data) -> Data:
    return {"status": data["status"], "amount": data["amount"], "refunded": data["amount_refunded"]}


def _metadata(data: Data) -> Data:
    return {f"metadata.{key}": value for key, value in (data.get("metadata") or {}).items()}


_FACTS: dict[Kind, Callable[[Data], Data]] = {
    "customer": _of_customer,
    "subscription": _of_subscription,
    "invoice": _of_invoice,
    "charge": _of_charge,
}
