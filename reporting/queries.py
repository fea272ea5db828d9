"""Everything that the rest of Cogento reads. Only the reporting database, never a call to Stripe."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import IntegerField, OuterRef, QuerySet, Subquery, Sum
from django.db.models.fields.json import KT
from django.db.models.functions import Cast
from djstripe.models import Account, Charge, Coupon, Customer, Dispute, Invoice, Product, Subscription

from cogento.emails import normalise_email, spellings
from reporting.access import has_access
from reporting.models import Member
from reporting.plans import Plan, places_planned, places_taken, plan_names, plans

__all__ = [
    "Plan",
    "coupons",
    "customer_data",
    "customer_ids_of",
    "disputes",
    "eligible_members",
    "has_access",
    "invoices",
    "members",
    "members_with_email",
    "mirrored_accounts",
    "payments",
    "places_planned",
    "places_taken",
    "plan_names",
    "plans",
    "refunded_cents",
    "subscriptions",
]


def members() -> QuerySet[Member]:
    """The directory: everyone who is a Customer in Stripe, members or not."""
    return Member.objects.all()


def members_with_email(email: str) -> QuerySet[Member]:
    """Every Customer on an address: a family may share one. Case and surrounding spaces do not count."""
    normalised = normalise_email(email)
    if not normalised:
        return Member.objects.none()
    return Member.objects.filter(email_normalised__in=spellings(normalised))


def eligible_members(email: str, *, at: datetime | None = None) -> list[Member]:
    """Those on an address who may sign in and count as members now."""
    return [member for member in members_with_email(email) if has_access(member, at=at)]


def customer_ids_of(email: str) -> list[str]:
    return list(members_with_email(email).values_list("customer_id", flat=True))


def mirrored_accounts() -> set[str]:
    """Ids of the Stripe accounts that were read: one, unless the key was changed. Stubs are not counted."""
    read = Account.objects.filter(stripe_data__has_any_keys=["country", "email", "type"])
    return set(read.values_list("id", flat=True))


def customer_data(customer_id: str) -> dict[str, Any] | None:
    """A Customer as the mirror has it, in Stripe's own shape; None if it has none."""
    row = Customer.objects.filter(created__isnull=False, id=customer_id).first()
    return row.stripe_data if row else None


def coupons() -> QuerySet[Coupon]:
    """Newest first. How often each was redeemed only Stripe knows."""
    return _of_customers(Coupon, None)


def subscriptions(customer_ids: Iterable[str] | None = None) -> QuerySet[Subscription]:
    """Subscriptions, each with `plan_name`, the name of its first item's product."""
    names = Product.objects.filter(id=OuterRef("plan_id")).values("name")[:1]
    rows = _of_customers(Subscription, customer_ids)
    return rows.annotate(plan_id=KT("stripe_data__items__data__0__price__product"), plan_name=Subquery(names))


def invoices(customer_ids: Iterable[str] | None = None) -> QuerySet[Invoice]:
    """Invoices that were sent: drafts may still change and are not shown."""
    return _of_customers(Invoice, customer_ids).exclude(stripe_data__status="draft")


def payments(customer_ids: Iterable[str] | None = None) -> QuerySet[Charge]:
    return _of_customers(Charge, customer_ids)


def disputes(customer_id: str) -> QuerySet[Dispute]:
    """Of a person's payments, newest first."""
    rows = Dispute.objects.filter(created__isnull=False, charge__customer_id=customer_id)
    return rows.order_by("-created", "-djstripe_id")


def refunded_cents(customer_id: str) -> int:
    """What a person was given back of all their payments, in minor units."""
    amount = Cast(KT("stripe_data__amount_refunded"), IntegerField())
    total = payments([customer_id]).order_by().aggregate(total=Sum(amount))["total"]
    return int(total or 0)


def _of_customers(model: Any, customer_ids: Iterable[str] | None) -> QuerySet[Any]:
    """Newest first, without stubs. All of them, or those of some Customers."""
    rows = model.objects.filter(created__isnull=False).order_by("-created", "-djstripe_id")
    return rows if customer_ids is None else rows.filter(customer_id__in=list(customer_ids))
