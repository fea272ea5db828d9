"""What a club offers: Stripe's recurring prices with their products' names."""

from __future__ import annotations

from dataclasses import dataclass, field

from djstripe.models import Price


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


def plans(*, only_active: bool = True) -> list[Plan]:
    """By name, then by amount. Active means that neither the price nor its product was archived."""
    rows = Price.objects.filter(created__isnull=False, stripe_data__type="recurring").select_related(
        "product"
    )
    found = [_plan(price) for price in rows]
    wanted = [plan for plan in found if plan.active or not only_active]
    return sorted(wanted, key=lambda plan: (plan.name.lower(), plan.amount_cents or 0, plan.price_id))


def _plan(price: Price) -> Plan:
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
    )
