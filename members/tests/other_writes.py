"""Writes of more than one thing, and by jobs and commands, as in `writes.py`."""

from __future__ import annotations

from typing import Any

from members.models import PriceMove
from members.services import checkout, coupons, plans, subscriptions, undefined_keys, webhook_endpoint
from members.services.plans import moving
from members.tests import club, till
from members.tests.faults import Kwargs, Write
from reporting import queries


def _offered(stripe: Any) -> Kwargs:
    made = plans.create(name="Adult", amount_cents=9000, currency="gbp", interval="year", by=club.BY)
    return {"price_id": made.data["default_price"], "amount_cents": 9900, "members": "stay"}


def _replaced(stripe: Any, kwargs: Kwargs) -> Any:
    """The job that is queued does what is left."""
    moving.run(PriceMove.objects.latest("pk").pk)
    [product] = stripe.client.v1.products.list({"expand": ["data.default_price"]}).data
    held = sorted((each.unit_amount, each.active) for each in stripe.client.v1.prices.list().data)
    return (product.default_price.unit_amount, held)


def _free(stripe: Any) -> Kwargs:
    return {"customer_id": club.person(), "price_id": club.plan(), "free_of_charge": True}


def _free_running(stripe: Any, kwargs: Kwargs) -> Any:
    running = [each.status for each in stripe.client.v1.subscriptions.list().data]
    return (running, [each.percent_off for each in stripe.client.v1.coupons.list().data])


def _with_an_open_page(stripe: Any) -> Kwargs:
    given = {"customer_id": club.person(), "price_id": club.plan()}
    checkout.open_session(**given, by=club.BY)
    return {**given, "trial_days": 9}


def _pages(stripe: Any, kwargs: Kwargs) -> Any:
    running = [each.status for each in stripe.client.v1.subscriptions.list().data]
    return (running, [each.status for each in stripe.client.v1.checkout.sessions.list().data])


def _paused_by_stripe(stripe: Any) -> Kwargs:
    """A trial ended, and there was no card; now there is one."""
    customer = club.person()
    made = subscriptions.start(
        customer_id=customer,
        price_id=club.plan(),
        trial_days=9,
        trial_end_behavior="pause",
        by=club.BY,
    )
    stripe.client.v1.subscriptions.update(made.data["id"], {"trial_end": "now"})
    till.card(stripe, customer)
    return {"subscription_id": made.data["id"]}


def _code_put_on(stripe: Any) -> Kwargs:
    made = coupons.create(name="Student", percent_off=50, by=club.BY).data["id"]
    code = coupons.create_code(coupon_id=made, code="SPRING", by=club.BY).data["id"]
    return {"subscription_id": club.member()[1], "promotion_code_id": code}


def _redeemed(stripe: Any, kwargs: Kwargs) -> Any:
    held = stripe.client.v1.subscriptions.retrieve(kwargs["subscription_id"]).discounts
    return (len(held), stripe.client.v1.promotion_codes.retrieve(kwargs["promotion_code_id"]).times_redeemed)


def _old_key(stripe: Any) -> Kwargs:
    club.person(metadata={"old": "1", "kept": "1"})
    return {"target": "customer", "key": "old"}


WRITES = [
    Write(
        name="new amount",
        prepare=_offered,
        run=plans.change_amount,
        calls=(("POST", "/v1/prices"), ("POST", "/v1/products/*"), ("POST", "/v1/prices/*")),
        made=_replaced,
        expected=(9900, [(9000, False), (9900, True)]),
        action="plan.amount",
    ),
    Write(
        name="free of charge",
        prepare=_free,
        run=subscriptions.start,
        calls=(("POST", "/v1/coupons"), ("POST", "/v1/subscriptions")),
        made=_free_running,
        expected=(["active"], [100]),
        action="subscription.start",
    ),
    Write(
        name="membership while a page is open",
        prepare=_with_an_open_page,
        run=subscriptions.start,
        calls=(("POST", "/v1/checkout/sessions/*/expire"), ("POST", "/v1/subscriptions")),
        made=_pages,
        expected=(["trialing"], ["expired"]),
        action="subscription.start",
    ),
    Write(
        name="go on after Stripe's pause",
        prepare=_paused_by_stripe,
        run=subscriptions.resume,
        calls=(("POST", "/v1/subscriptions/*/resume"),),
        made=lambda stripe, kwargs: [each.amount for each in stripe.client.v1.charges.list().data],
        expected=[12_000],
        action="subscription.resume",
    ),
    Write(
        name="a code",
        prepare=_code_put_on,
        run=coupons.apply,
        calls=(("POST", "/v1/subscriptions/*"),),
        made=_redeemed,
        expected=(1, 1),
        action="subscription.discount",
    ),
    Write(
        name="a key removed",
        prepare=_old_key,
        run=undefined_keys.carry_out,
        calls=(("POST", "/v1/customers/*"),),
        made=lambda stripe, kwargs: [dict(each.metadata) for each in stripe.client.v1.customers.list().data],
        mirrored=lambda kwargs: [each.metadata for each in queries.members()],
        expected=[{"kept": "1"}],
        action="customer.metadata",
    ),
    Write(
        name="webhook endpoint",
        prepare=lambda stripe: {},
        run=webhook_endpoint.register,
        calls=(("POST", "/v1/webhook_endpoints"),),
        made=lambda stripe, kwargs: len(stripe.client.v1.webhook_endpoints.list().data),
        expected=1,
        action="webhook_endpoint.create",
    ),
]
