"""What is mirrored: one entry for each of Stripe's objects. To mirror another, add an entry."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from djstripe import models
from djstripe.models.base import StripeModel

Data = dict[str, Any]


@dataclass(frozen=True)
class Nested:
    """A list inside an object whose entries have a table of their own."""

    path: str
    model: type[StripeModel]


@dataclass(frozen=True, eq=False)
class Mirrored:
    """One of Stripe's objects.

    `member` names the field with the Customer whose directory row is made from it. `silent` fields change
    without an event: they are left out, because a wrong value is worse than none. `keeps` says whether an
    object is mirrored at all; `settles` completes an event's payload, or answers None if only a fetch can.
    Of what is `on_clocks` Stripe lists that which stands on a test clock only for each clock.
    """

    name: str
    model: type[StripeModel]
    path: str
    params: Data = field(default_factory=dict)
    nested: tuple[Nested, ...] = ()
    member: str = ""
    silent: tuple[str, ...] = ()
    keeps: Callable[[Data], bool] = lambda data: True
    settles: Callable[[Data], Data | None] = lambda data: data
    on_clocks: bool = False


def _settle_invoice(data: Data) -> Data | None:
    """`amount_paid_off_stripe` is not in events: nothing if nothing was paid, else only Stripe knows."""
    if "amount_paid_off_stripe" in data:
        return data
    return None if data.get("amount_paid") else {**data, "amount_paid_off_stripe": 0}


MIRRORED = {
    spec.name: spec
    for spec in (
        Mirrored("product", models.Product, "/v1/products"),
        Mirrored("price", models.Price, "/v1/prices"),
        Mirrored(
            "customer",
            models.Customer,
            "/v1/customers",
            member="id",
            silent=("next_invoice_sequence",),
            on_clocks=True,
        ),
        Mirrored(
            "payment_method",
            models.PaymentMethod,
            "/v1/payment_methods",
            # One that was detached can never be used again, and Stripe does not list it.
            keeps=lambda data: bool(data.get("customer")),
        ),
        Mirrored(
            "subscription",
            models.Subscription,
            "/v1/subscriptions",
            params={"status": "all"},
            nested=(Nested("items", models.SubscriptionItem),),
            member="customer",
            on_clocks=True,
        ),
        Mirrored("payment_intent", models.PaymentIntent, "/v1/payment_intents"),
        Mirrored("charge", models.Charge, "/v1/charges"),
        Mirrored(
            "invoice",
            models.Invoice,
            "/v1/invoices",
            nested=(Nested("lines", models.LineItem),),
            member="customer",
            silent=("webhooks_delivered_at",),
            settles=_settle_invoice,
        ),
    )
}


def chosen(names: Iterable[str]) -> list[Mirrored]:
    """Objects by Stripe's or dj-stripe's name for them, all if none is named.

    Raises:
        ValueError: one is not mirrored.
    """
    known = {name: spec for spec in MIRRORED.values() for name in (spec.name, spec.model.__name__.lower())}
    wanted = [(name, name.lower().removeprefix("djstripe.")) for name in names]
    for given, name in wanted:
        if name not in known:
            listed = ", ".join(spec.model.__name__ for spec in MIRRORED.values())
            raise ValueError(f"{given} is not mirrored. Choose from: {listed}.")
    return [known[name] for _, name in wanted] or list(MIRRORED.values())


# Invoice items are not mirrored: Stripe sends no event when an invoice takes one up, so their rows could not
# be kept exact. What they say stands on the invoices' lines.

# Where an object names another in another place than in a field of the column's own name.
PLACES: dict[tuple[type[StripeModel], str], tuple[str, ...]] = {
    (models.Customer, "default_payment_method"): ("invoice_settings.default_payment_method",),
    (models.Invoice, "subscription"): ("parent.subscription_details.subscription",),
    (models.LineItem, "subscription"): (
        "parent.subscription_item_details.subscription",
        "parent.invoice_item_details.subscription",
    ),
    (models.LineItem, "subscription_item"): ("parent.subscription_item_details.subscription_item",),
    (models.LineItem, "invoice_item"): ("parent.invoice_item_details.invoice_item",),
}

# In this order rows are written: whatever is looked up by another table's own key comes before it.
WRITING_ORDER: tuple[type[StripeModel], ...] = (
    models.Product,
    models.Price,
    models.Customer,
    models.PaymentMethod,
    models.Subscription,
    models.SubscriptionItem,
    models.PaymentIntent,
    models.Charge,
    models.Invoice,
    models.LineItem,
)
