"""What a club offers: Stripe's recurring prices with their products' names."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from django.db.models import Count, Exists, OuterRef, QuerySet
from django.db.models.fields.json import KT
from djstripe.models import Price, Product, Subscription

from reporting import plan_details
from reporting.access import ENDED
from reporting.plan_details import PlanDetails


@dataclass(frozen=True)
class Plan:
    """A recurring price. `amount_cents` is in minor units and None if the amount depends on the quantity."""

    price_id: str
    product_id: str
    name: str
    nickname: str
    lookup_key: str
    amount_cents: int | None
    currency: str
    interval: str
    interval_count: int
    active: bool
    description: str = ""
    metadata: dict[str, str] = field(default_factory=dict)
    details: PlanDetails = field(default_factory=PlanDetails)
    places_left: int | None = None
    price_active: bool = True  # also while the product is archived


def plans(*, only_active: bool = True) -> list[Plan]:
    """By the club's order, then by amount. Active: neither the price nor its product was archived."""
    rows = Price.objects.filter(created__isnull=False, stripe_data__type="recurring").select_related(
        "product"
    )
    limited = any("capacity" in (price.product.metadata or {}) for price in rows)
    taken = Counter(places_taken()) + Counter(places_planned()) if limited else {}
    found = [_plan(price, taken) for price in rows]
    wanted = [plan for plan in found if plan.active or not only_active]
    return sorted(wanted, key=_place)


def plan_names() -> list[tuple[str, str]]:
    """Product and name of whatever may stand in the directory as a plan, archived ones too, by name."""
    recurring = Price.objects.filter(product=OuterRef("id"), stripe_data__type="recurring")
    found = Product.objects.filter(Exists(recurring), created__isnull=False).order_by("name", "id")
    return list(found.values_list("id", "name"))


def places_taken() -> dict[str, int]:
    """How many memberships run, by Product: also those whose payment is overdue."""
    counted = _running().values("plan_id").annotate(taken=Count("pk")).order_by()
    return {row["plan_id"]: row["taken"] for row in counted}


def places_planned(*, but_for: str = "") -> dict[str, int]:
    """How many members of other plans come at their renewal, by Product, but for one Subscription."""
    coming = _running().filter(stripe_data__metadata__has_key="next_price").exclude(id=but_for)
    pairs = list(coming.values_list("plan_id", KT("stripe_data__metadata__next_price")))
    product_of = dict(
        Price.objects.filter(id__in=[price for _, price in pairs]).values_list("id", "product_id")
    )
    new = (product_of.get(price) for plan, price in pairs if product_of.get(price) != plan)
    return dict(Counter(filter(None, new)))


def _running() -> QuerySet[Subscription]:
    """Each with `plan_id`, the id of its first item's product."""
    rows = Subscription.objects.filter(created__isnull=False).exclude(stripe_data__status__in=ENDED)
    return rows.annotate(plan_id=KT("stripe_data__items__data__0__price__product"))


def _place(plan: Plan) -> tuple[int, int, str, str]:
    order = plan.details.order
    last = plan_details.MAX_NUMBER + 1
    return (last if order is None else order, plan.amount_cents or 0, plan.name.lower(), plan.price_id)


def _plan(price: Price, taken: Mapping[str, int]) -> Plan:
    details = plan_details.read(price.product.metadata)
    left = None if details.capacity is None else max(0, details.capacity - taken.get(price.product_id, 0))
    data = price.stripe_data
    return Plan(
        price_id=price.id,
        product_id=price.product_id,
        name=price.product.name,
        nickname=price.nickname,
        lookup_key=price.lookup_key or "",
        amount_cents=data.get("unit_amount"),
        currency=price.currency,
        interval=data["recurring"]["interval"],
        interval_count=data["recurring"]["interval_count"],
        active=price.active and bool(price.product.active),
        description=price.product.stripe_data.get("description") or "",
        metadata=price.metadata or {},
        details=details,
        places_left=left,
        price_active=price.active,
    )
