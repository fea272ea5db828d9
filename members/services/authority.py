"""Whose object it is and who may touch it. `by` is an email address, or the name of a command."""

from __future__ import annotations

from typing import Any

from cogento.emails import normalise_email
from cogento.errors import NotAllowed, StripeObjectNotFound
from members import gateway
from members.models import RoleGrant
from reporting.reader import Answer

RECORD_CLOSED = "This record belongs to a superuser. Only a superuser may change it."
ADDRESS_CLOSED = "This address is a superuser's. Only a superuser may put a record on it."


def is_superuser(by: str) -> bool:
    """Also true for commands: whoever runs them has the whole machine."""
    return "@" not in by or _has_superuser_grant(by)


def customer(*, customer_id: str, by: str, as_member: bool = False) -> Answer:
    """Fetch a Customer from Stripe that `by` may write.

    Raises:
        StripeObjectNotFound: there is none, it is deleted, or it is not this member's. They look alike.
        NotAllowed: it is a superuser's, and `by` is not one.
    """
    answer = gateway.retrieve_customer(customer_id=customer_id)
    _check(answer.data, by=by, as_member=as_member)
    return answer


def subscription(*, subscription_id: str, by: str, as_member: bool = False) -> Answer:
    """Fetch a Subscription, its Customer expanded, that `by` may write. Raises as `customer` does."""
    answer = gateway.retrieve_subscription(subscription_id=subscription_id)
    _check(answer.data["customer"], by=by, as_member=as_member)
    return answer


def invoice(*, invoice_id: str, by: str) -> Answer:
    """Fetch an Invoice from Stripe, its Customer expanded, that `by` may write. Its Customer may be gone."""
    answer = gateway.retrieve_invoice(invoice_id=invoice_id)
    demand_owner(answer.data.get("customer"), by=by)
    return answer


def demand_owner(data: dict[str, Any] | str | None, *, by: str) -> None:
    """Raises NotAllowed where this Customer is a superuser's, and `by` is not one. It may be deleted."""
    if isinstance(data, str):
        data = gateway.retrieve_customer(customer_id=data).data
    if data and not data.get("deleted"):
        _check(data, by=by, as_member=False)


def demand_address(email: str, *, by: str) -> None:
    """Raises NotAllowed where a record would stand on a superuser's address, and `by` is not one."""
    if normalise_email(email) in addresses_closed_to(by):
        raise NotAllowed(ADDRESS_CLOSED)


def addresses_closed_to(by: str) -> set[str]:
    """Whose records `by` may neither make nor change: those of superusers, unless `by` is one."""
    if is_superuser(by):
        return set()
    grants = RoleGrant.objects.active().filter(role=RoleGrant.Role.SUPERUSER)
    return set(grants.values_list("email", flat=True))


def _check(data: dict[str, Any], *, by: str, as_member: bool) -> None:
    email = normalise_email(data.get("email") or "")
    if data.get("deleted") or (as_member and (not email or email != normalise_email(by))):
        raise StripeObjectNotFound
    if not as_member and email in addresses_closed_to(by):
        raise NotAllowed(RECORD_CLOSED)


def _has_superuser_grant(email: str) -> bool:
    grants = RoleGrant.objects.active().filter(role=RoleGrant.Role.SUPERUSER)
    return grants.filter(email=normalise_email(email)).exists()
