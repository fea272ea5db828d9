"""A request for every writing route of /stripe that is carried out as it stands, by a superuser."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from members.models import FieldDefinition, ImportBatch, PriceMove
from members.services import bulk, coupons, plans
from members.tests import club, loading, till

Ids = dict[str, Any]
Body = dict[str, Any] | None
Example = Callable[[Any], tuple[Ids, Body]]
COUPON = {"percent_off": 50, "duration": "forever"}


def _membership(body: Body = None) -> Example:
    return lambda stripe: ({"subscription_id": club.member()[1]}, body)


def _customer(body: Body = None) -> Example:
    return lambda stripe: ({"customer_id": club.person()}, body)


def _invoice(body: Body = None) -> Example:
    return lambda stripe: ({"invoice_id": till.billed()}, body)


def _coupon(stripe: Any) -> str:
    return str(stripe.client.v1.coupons.create(COUPON).id)


def _code(stripe: Any) -> tuple[Ids, Body]:
    made = coupons.create_code(coupon_id=_coupon(stripe), code="SPRING", by=club.BY)
    return {"promotion_code_id": made.data["id"]}, {"active": False}


def _undiscounted(stripe: Any) -> tuple[Ids, Body]:
    _, subscription_id = club.member()
    coupons.apply(subscription_id=subscription_id, coupon_id=_coupon(stripe), by=club.BY)
    return {"subscription_id": subscription_id}, None


def _canceling(stripe: Any) -> tuple[Ids, Body]:
    _, subscription_id = club.member()
    stripe.client.v1.subscriptions.update(subscription_id, {"cancel_at_period_end": True})
    return {"subscription_id": subscription_id}, None


def _other_plan(stripe: Any) -> tuple[Ids, Body]:
    customer_id, subscription_id = club.member()
    till.card(stripe, customer_id)
    return {"subscription_id": subscription_id}, {"price_id": club.plan("Family", 20_000)}


def _two(stripe: Any) -> tuple[Ids, Body]:
    ids = [club.person("Anna"), club.person("Anna A", "anna@work.example", metadata={"a": "1"})]
    return {"customer_id": ids[0]}, {"other_id": ids[1]}


def _product(body: Body = None, *, archived: bool = False) -> Example:
    def prepare(stripe: Any) -> tuple[Ids, Body]:
        product_id = stripe.client.v1.prices.retrieve(club.plan()).product
        if archived:
            plans.archive(product_id=product_id, by=club.BY)
        return {"product_id": product_id}, body

    return prepare


def _move(stripe: Any) -> tuple[Ids, Body]:
    move = plans.change_amount(price_id=club.plan(), amount_cents=15_000, members="stay", by=club.BY)
    PriceMove.objects.update(state=PriceMove.State.STOPPED)
    return {"move_id": move.pk}, None


def _file(stripe: Any) -> tuple[Ids, Body]:
    return {}, {"file": SimpleUploadedFile("m.csv", loading.sheet(loading.someone()))}


def _batch(mode: str = "fill_empty") -> Example:
    def prepare(stripe: Any) -> tuple[Ids, Body]:
        club.person()
        content = loading.sheet({"email": "anna@example.org", "phone": "1"})
        if mode == ImportBatch.Mode.METADATA:
            content = bulk.as_file([_row()])
        return {"batch_id": loading.plan(content, mode=mode).pk}, None

    return prepare


def _row() -> dict[str, Any]:
    FieldDefinition.objects.get_or_create(key="locker", defaults={"label": "Locker"})
    return {"email": "anna@example.org", "metadata": {"locker": "4"}}


def _rows(stripe: Any) -> tuple[Ids, Body]:
    club.person()
    return {}, {"rows": [_row()]}


def _undefined_key(stripe: Any) -> tuple[Ids, Body]:
    club.person(metadata={"old": "1"})
    return {}, {"target": "customer", "key": "old"}


def _soon() -> str:
    return (timezone.localdate() + timedelta(days=20)).isoformat()


PRICE = {"amount_cents": 9000, "currency": "gbp", "interval": "year"}
MONEY = {"amount_cents": 800, "currency": "gbp", "description": "Court fee"}
C, S = "stripe/customers/<stripe_id:customer_id>", "stripe/subscriptions/<stripe_id:subscription_id>"
I, P = "stripe/invoices/<stripe_id:invoice_id>", "stripe/plans/<stripe_id:product_id>"  # noqa: E741
B, F = "stripe/bulk/members/<int:batch_id>", "stripe/bulk/metadata/<int:batch_id>"
EXAMPLES: dict[tuple[str, str], Example] = {
    ("POST", "stripe/customers"): lambda stripe: ({}, {"name": "Anna", "email": "anna@example.org"}),
    ("PATCH", C): _customer({"name": "Anna Baker"}),
    ("DELETE", C): _customer(),
    ("PATCH", f"{C}/metadata"): _customer({"metadata": {"size": "M"}}),
    ("POST", "stripe/joinings"): lambda stripe: ({}, {"email": "anna@example.org", "price_id": club.plan()}),
    ("POST", f"{C}/credit"): _customer({**MONEY, "description": "Goodwill"}),
    ("POST", f"{C}/merge-preview"): _two,
    ("POST", f"{C}/merge"): _two,
    ("POST", "stripe/subscriptions"): lambda stripe: (
        {},
        {"customer_id": club.person(), "price_id": club.plan(), "trial_days": 9},
    ),
    ("POST", f"{S}/cancel"): _membership({"at_period_end": True}),
    ("POST", f"{S}/resume"): _canceling,
    ("POST", f"{S}/change-preview"): _other_plan,
    ("POST", f"{S}/change"): _other_plan,
    ("POST", f"{S}/pause"): _membership({}),
    ("POST", f"{S}/renewal-preview"): lambda stripe: (_membership()(stripe)[0], {"renewal_date": _soon()}),
    ("POST", f"{S}/renewal"): lambda stripe: (_membership()(stripe)[0], {"renewal_date": _soon()}),
    ("PATCH", f"{S}/metadata"): _membership({"metadata": {"size": "M"}}),
    ("PUT", f"{S}/discount"): lambda stripe: (_membership()(stripe)[0], {"coupon_id": _coupon(stripe)}),
    ("DELETE", f"{S}/discount"): _undiscounted,
    ("POST", "stripe/invoices"): lambda stripe: (
        {},
        {
            "customer_id": club.person(),
            "currency": "gbp",
            "lines": [{"description": "Fee", "amount_cents": 800}],
        },
    ),
    ("POST", f"{I}/send"): _invoice(),
    ("POST", f"{I}/void"): _invoice(),
    ("POST", f"{I}/pay"): _invoice({"method": "cash", "reference": "17"}),
    ("POST", "stripe/refunds"): lambda stripe: ({}, {"charge_id": till.paid(stripe), "amount_cents": 500}),
    ("POST", "stripe/payment-intents"): lambda stripe: ({}, {"customer_id": till.payer(stripe), **MONEY}),
    ("POST", "stripe/coupons"): lambda stripe: ({}, {"name": "Student", "percent_off": 50}),
    ("DELETE", "stripe/coupons/<stripe_id:coupon_id>"): lambda stripe: (
        {"coupon_id": _coupon(stripe)},
        None,
    ),
    ("POST", "stripe/promotion-codes"): lambda stripe: ({}, {"coupon_id": _coupon(stripe), "code": "SPRING"}),
    ("PATCH", "stripe/promotion-codes/<stripe_id:promotion_code_id>"): _code,
    ("POST", "stripe/portal-sessions"): lambda stripe: ({}, {"customer_id": club.person()}),
    ("POST", "stripe/checkout-sessions"): lambda stripe: (
        {},
        {"customer_id": club.person(), "price_id": club.plan()},
    ),
    ("POST", "stripe/products"): lambda stripe: ({}, {"name": "Youth"}),
    ("POST", "stripe/prices"): lambda stripe: ({}, {**_product()(stripe)[0], **PRICE}),
    ("POST", "stripe/plans"): lambda stripe: ({}, {"name": "Youth", **PRICE}),
    ("PATCH", P): _product({"name": "Grown-up"}),
    ("POST", f"{P}/archive"): _product(),
    ("POST", f"{P}/restore"): _product(archived=True),
    ("POST", "stripe/prices/<stripe_id:price_id>/replace"): lambda stripe: (
        {"price_id": club.plan()},
        {"amount_cents": 15_000, "members": "stay"},
    ),
    ("POST", "stripe/price-moves/<int:move_id>/go-on"): _move,
    ("POST", "stripe/bulk/members"): _file,
    ("POST", f"{B}/confirm"): _batch(),
    ("POST", f"{B}/cancel"): _batch(),
    ("POST", "stripe/bulk/metadata"): _rows,
    ("POST", f"{F}/confirm"): _batch("metadata"),
    ("POST", f"{F}/cancel"): _batch("metadata"),
    ("POST", "stripe/bulk/key-removals"): _undefined_key,
}
