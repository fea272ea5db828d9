"""The end of a person's record, and what becomes of their memberships."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from cogento.errors import FieldInvalid, MembershipsRunning
from members import gateway
from members.services import authority, subscriptions, writing
from members.services.customers import value_of
from members.services.subscriptions import RUNNING
from reporting.reader import Answer

Data = dict[str, Any]
Memberships = Literal["refuse", "cancel_now"]
Refund = Literal["none", "unused"]


@dataclass(frozen=True)
class Preview:
    """What a deletion ends and leaves behind; amounts are in minor units."""

    customer: Data
    running: list[Data]
    open_invoices: list[Data]

    @property
    def credit_cents(self) -> int:
        return -int(self.customer.get("balance") or 0)


def preview(*, customer_id: str, by: str) -> Preview:
    """Say what a deletion would end: running memberships, open invoices, credit. Writes nothing."""
    customer = authority.customer(customer_id=customer_id, by=by).data
    unpaid = gateway.list_invoices(customer_id=customer_id, status="open").data["data"]
    return Preview(customer, _running(customer_id), unpaid)


def delete(
    *,
    customer_id: str,
    by: str,
    memberships: Memberships = "refuse",
    refund: Refund = "none",
    idempotency_key: str | None = None,
) -> Answer:
    """Delete a Customer for good. Running memberships stop it, unless they are to end now.

    With `refund="unused"` the time that is paid and left is given back for each, as far as it was paid by
    card. Each step is done once, and the Customer is deleted last: after a crash the same again goes on.

    Raises:
        MembershipsRunning: there are some, and nobody chose to end them. Nothing was changed.
        FieldInvalid: a refund without ending anything.
    """
    if refund != "none" and memberships != "cancel_now":
        raise FieldInvalid({"refund": "Only memberships that end now can be paid back."})
    customer = authority.customer(customer_id=customer_id, by=by).data
    running = _running(customer_id)
    if running and memberships != "cancel_now":
        raise MembershipsRunning(_said(running))
    for each in running:
        _end(each, refund=refund, by=by)
    return remove(customer, by=by, idempotency_key=idempotency_key)


def remove(customer: Data, *, by: str, idempotency_key: str | None = None) -> Answer:
    """Delete a Customer who has nothing running. Raises MembershipsRunning where something has begun."""
    customer_id = customer["id"]
    with subscriptions.only_one_writer(customer_id):
        if running := _running(customer_id):
            raise MembershipsRunning(_said(running))
        answer = gateway.delete_customer(
            customer_id=customer_id, idempotency_key=idempotency_key or writing.fresh_key()
        )
        before = {key: value_of(customer, key) for key in ("name", "email", "phone", "address")}
        before["metadata"] = customer.get("metadata") or {}
        return writing.finish(answer, by=by, action="customer.delete", before=before, after={})


def _end(running: Data, *, refund: Refund, by: str) -> None:
    """End one; what was not paid by card cannot be given back by Stripe, and does not keep it running."""
    try:
        subscriptions.cancel(subscription_id=running["id"], refund=refund, by=by)
    except FieldInvalid:
        subscriptions.cancel(subscription_id=running["id"], by=by)


def _running(customer_id: str) -> list[Data]:
    found = gateway.list_subscriptions(customer_id=customer_id).data["data"]
    return [each for each in found if each["status"] in RUNNING]


def _said(running: list[Data]) -> str:
    many = f"{len(running)} running memberships" if len(running) > 1 else "a running membership"
    return f"This person has {many}, which would end at once. End them first, or choose to end them now."
