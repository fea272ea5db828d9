"""Writes to plans and coupons, and Stripe's own pages, as in `writes.py`."""

from __future__ import annotations

from typing import Any

from djstripe.models import Price, Product

from members.services import checkout, coupons, payment_pages, plans, portal
from members.tests import club, till
from members.tests.faults import Kwargs, Write


def _product(stripe: Any) -> Kwargs:
    return {"product_id": plans.create_product(name="Adult", by=club.BY).data["id"]}


def _archived(stripe: Any) -> Kwargs:
    given = _product(stripe)
    plans.archive(**given, by=club.BY)
    return given


def _products(stripe: Any, kwargs: Kwargs) -> Any:
    return [(each.name, each.active) for each in stripe.client.v1.products.list().data]


def _mirrored_products(kwargs: Kwargs) -> Any:
    rows = [row.stripe_data for row in Product.objects.filter(created__isnull=False)]
    return [(row["name"], row["active"]) for row in rows]


def _prices(stripe: Any, kwargs: Kwargs) -> Any:
    return [(each.unit_amount, each.lookup_key) for each in stripe.client.v1.prices.list().data]


def _mirrored_prices(kwargs: Kwargs) -> Any:
    rows = [row.stripe_data for row in Price.objects.filter(created__isnull=False)]
    return [(row["unit_amount"], row["lookup_key"]) for row in rows]


def _open_pages(stripe: Any, kwargs: Kwargs) -> Any:
    held = stripe.client.v1.checkout.sessions.list({"status": "open"}).data
    return [each.mode for each in held]


PRODUCT, PRODUCTS = ("POST", "/v1/products/*"), ("POST", "/v1/products")
CHECKOUT = (("POST", "/v1/checkout/sessions"),)

WRITES = [
    Write(
        name="product",
        prepare=lambda stripe: {"name": "Adult"},
        run=plans.create_product,
        calls=(PRODUCTS,),
        made=_products,
        mirrored=_mirrored_products,
        expected=[("Adult", True)],
        action="product.create",
    ),
    Write(
        name="price",
        prepare=lambda stripe: {
            **_product(stripe),
            "amount_cents": 900,
            "currency": "gbp",
            "interval": "month",
            "lookup_key": "adult",
        },
        run=plans.create_price,
        calls=(("POST", "/v1/prices"),),
        made=_prices,
        mirrored=_mirrored_prices,
        expected=[(900, "adult")],
        action="price.create",
    ),
    Write(
        name="plan",
        prepare=lambda stripe: {
            "name": "Adult",
            "amount_cents": 900,
            "currency": "gbp",
            "interval": "month",
            "lookup_key": "adult",
        },
        run=plans.create,
        calls=(PRODUCTS, ("POST", "/v1/prices/*")),
        made=_prices,
        mirrored=_mirrored_prices,
        expected=[(900, "adult")],
        action="plan.create",
    ),
    Write(
        name="change a plan",
        prepare=lambda stripe: {**_product(stripe), "changes": {"name": "Grown-up"}},
        run=plans.change,
        calls=(PRODUCT,),
        made=_products,
        mirrored=_mirrored_products,
        expected=[("Grown-up", True)],
        action="plan.change",
    ),
    Write(
        name="archive a plan",
        prepare=_product,
        run=plans.archive,
        calls=(PRODUCT,),
        made=_products,
        mirrored=_mirrored_products,
        expected=[("Adult", False)],
        action="plan.archive",
    ),
    Write(
        name="offer a plan again",
        prepare=_archived,
        run=plans.restore,
        calls=(PRODUCT,),
        made=_products,
        mirrored=_mirrored_products,
        expected=[("Adult", True)],
        action="plan.restore",
    ),
    Write(
        name="delete a coupon",
        prepare=lambda stripe: {
            "coupon_id": coupons.create(name="Student", percent_off=50, by=club.BY).data["id"]
        },
        run=coupons.delete,
        calls=(("DELETE", "/v1/coupons/*"),),
        made=lambda stripe, kwargs: list(stripe.client.v1.coupons.list().data),
        expected=[],
        action="coupon.delete",
    ),
    Write(  # nobody is harmed by a second address, which lives for minutes
        name="portal",
        prepare=lambda stripe: {"customer_id": club.person()},
        run=portal.open_session,
        calls=(("POST", "/v1/billing_portal/sessions"),),
        made=lambda stripe, kwargs: till.events(stripe, "billing_portal.session.created") > 0,
        expected=True,
        action="portal.open",
    ),
    Write(
        name="page to join",
        prepare=lambda stripe: {"customer_id": club.person(), "price_id": club.plan()},
        run=checkout.open_session,
        calls=CHECKOUT,
        made=_open_pages,
        expected=["subscription"],
        action="checkout.open",
    ),
    Write(
        name="page to pay once",
        prepare=lambda stripe: {
            "customer_id": club.person(),
            "amount_cents": 800,
            "currency": "gbp",
            "description": "Court fee",
        },
        run=payment_pages.open_page,
        calls=CHECKOUT,
        made=_open_pages,
        expected=["payment"],
        action="checkout.open",
    ),
]
