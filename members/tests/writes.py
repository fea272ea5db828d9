"""The services that write to Stripe, each with what must be there after it was carried out once."""

from __future__ import annotations

from typing import Any

from djstripe.models import Customer, Subscription

from members.services import (
    billing,
    coupons,
    credit,
    customers,
    deleting,
    invoices,
    merging,
    metadata,
    payments,
    refunds,
    subscriptions,
)
from members.tests import club, till
from members.tests.faults import Kwargs, Write
from reporting import queries

BEN = {"name": "Ben Baker", "email": "ben@example.org"}


def _card_invoice(stripe: Any) -> Kwargs:
    return {"invoice_id": till.billed()}


def _invoices(stripe: Any, kwargs: Kwargs) -> Any:
    held = stripe.client.v1.invoices.list().data
    return [(each.status, each.total, len(each.lines.data)) for each in held]


def _mirrored_invoices(kwargs: Kwargs) -> Any:
    rows = [row.stripe_data for row in queries.invoices()]
    return [(row["status"], row["total"], len(row["lines"]["data"])) for row in rows]


def _status(stripe: Any, kwargs: Kwargs) -> Any:
    return stripe.client.v1.invoices.retrieve(kwargs["invoice_id"]).status


def _mirrored_status(kwargs: Kwargs) -> Any:
    return till.mirrored_invoice(kwargs["invoice_id"])["status"]


def _refunded(stripe: Any, kwargs: Kwargs) -> Any:
    return sum(each.amount for each in stripe.client.v1.refunds.list({"charge": kwargs["charge_id"]}).data)


def _charges(stripe: Any, kwargs: Kwargs) -> Any:
    return [each.amount for each in stripe.client.v1.charges.list().data]


def _membership(stripe: Any) -> Kwargs:
    return {"subscription_id": club.member()[1]}


def _discounted(stripe: Any) -> Kwargs:
    coupon = stripe.client.v1.coupons.create({"percent_off": 50, "duration": "forever"})
    return {**_membership(stripe), "coupon_id": coupon.id}


def _undiscounted(stripe: Any) -> Kwargs:
    given = _discounted(stripe)
    coupons.apply(**given, by=club.BY)
    return {"subscription_id": given["subscription_id"]}


def _discounts(stripe: Any, kwargs: Kwargs) -> Any:
    return len(stripe.client.v1.subscriptions.retrieve(kwargs["subscription_id"]).discounts)


def _code(stripe: Any) -> Kwargs:
    coupon = stripe.client.v1.coupons.create({"percent_off": 50, "duration": "forever"})
    return {"coupon_id": coupon.id, "code": "SPRING"}


def _switch(stripe: Any) -> Kwargs:
    made = coupons.create_code(**_code(stripe), by=club.BY)
    return {"promotion_code_id": made.data["id"], "active": False}


def _codes(stripe: Any, kwargs: Kwargs) -> Any:
    return [(each.code, each.active) for each in stripe.client.v1.promotion_codes.list().data]


def _starting(stripe: Any) -> Kwargs:
    return {"customer_id": club.person(), "price_id": club.plan(), "trial_days": 9}


def _running(stripe: Any, kwargs: Kwargs) -> Any:
    held = stripe.client.v1.subscriptions.list({"status": "all"}).data
    return sorted(each.status for each in held)


def _mirrored_running(kwargs: Kwargs) -> Any:
    return sorted(row.stripe_data["status"] for row in Subscription.objects.filter(created__isnull=False))


def _deleting(stripe: Any) -> Kwargs:
    return {"customer_id": club.member()[0], "memberships": "cancel_now"}


def _two(stripe: Any) -> Kwargs:
    """One with a membership and credit goes up in one with a card."""
    stays, goes = (
        till.payer(stripe),
        club.person("Anna Archer-Jones", "anna@work.example", metadata={"a": "1"}),
    )
    club.membership(goes)
    stripe.client.v1.customers.balance_transactions.create(goes, {"amount": -700, "currency": "gbp"})
    return {"survivor_id": stays, "other_id": goes}


def _merged(stripe: Any, kwargs: Kwargs) -> Any:
    stays = stripe.client.v1.customers.retrieve(kwargs["survivor_id"])
    own = stripe.client.v1.subscriptions.list({"customer": kwargs["survivor_id"]}).data
    gone = stripe.client.v1.customers.retrieve(kwargs["other_id"]).get("deleted")
    return (stays.balance, dict(stays.metadata), [each.status for each in own], bool(gone))


def _mirrored_merge(kwargs: Kwargs) -> Any:
    stays = Customer.objects.get(id=kwargs["survivor_id"]).stripe_data
    own = [row.stripe_data["status"] for row in queries.subscriptions([kwargs["survivor_id"]])]
    gone = not queries.members().filter(customer_id=kwargs["other_id"]).exists()
    return (stays["balance"], stays["metadata"], own, gone)


WRITES = [
    Write(
        "refund",
        lambda stripe: {"charge_id": till.paid(stripe), "amount_cents": 500},
        refunds.create,
        (("POST", "/v1/refunds"),),
        _refunded,
        500,
        "refund.create",
        lambda kwargs: till.mirrored_charge(kwargs["charge_id"])["amount_refunded"],
    ),
    Write(
        "one-off invoice",
        lambda stripe: {
            "customer_id": club.person(),
            "currency": "gbp",
            "lines": [{"description": "Court fee", "amount_cents": 800}],
        },
        billing.invoice,
        (("POST", "/v1/invoices"), ("POST", "/v1/invoices/*/add_lines"), ("POST", "/v1/invoices/*/send")),
        _invoices,
        [("open", 800, 1)],
        "invoice.create",
        _mirrored_invoices,
    ),
    Write(
        "mark as paid",
        lambda stripe: {**_card_invoice(stripe), "method": "cash", "reference": "17"},
        invoices.mark_paid,
        (("POST", "/v1/invoices/in_*"), ("POST", "/v1/invoices/*/pay")),
        _status,
        "paid",
        "invoice.pay",
        _mirrored_status,
    ),
    Write(
        "void",
        _card_invoice,
        invoices.void,
        (("POST", "/v1/invoices/*/void"),),
        _status,
        "void",
        "invoice.void",
        _mirrored_status,
    ),
    Write(
        "send again",
        _card_invoice,
        invoices.send,
        (("POST", "/v1/invoices/*/send"),),
        lambda stripe, kwargs: till.events(stripe, "invoice.sent"),
        2,
        "invoice.send",
    ),
    Write(
        "charge",
        lambda stripe: {
            "customer_id": till.payer(stripe),
            "amount_cents": 800,
            "currency": "gbp",
            "description": "Court fee",
        },
        payments.charge,
        (("POST", "/v1/payment_intents"),),
        _charges,
        [800],
        "payment.charge",
        lambda kwargs: [row.stripe_data["amount"] for row in queries.payments()],
    ),
    Write(
        "credit",
        lambda stripe: {
            "customer_id": club.person(),
            "amount_cents": 500,
            "currency": "gbp",
            "description": "Goodwill",
        },
        credit.give,
        (("POST", "/v1/customers/*/balance_transactions"),),
        lambda stripe, kwargs: stripe.client.v1.customers.retrieve(kwargs["customer_id"]).balance,
        -500,
        "credit.give",
        lambda kwargs: Customer.objects.get(id=kwargs["customer_id"]).stripe_data["balance"],
    ),
    Write(
        "coupon",
        lambda stripe: {"name": "Student", "percent_off": 50},
        coupons.create,
        (("POST", "/v1/coupons"),),
        lambda stripe, kwargs: [each.name for each in stripe.client.v1.coupons.list().data],
        ["Student"],
        "coupon.create",
    ),
    Write(
        "promotion code",
        _code,
        coupons.create_code,
        (("POST", "/v1/promotion_codes"),),
        _codes,
        [("SPRING", True)],
        "promotion_code.create",
    ),
    Write(
        "switch a code off",
        _switch,
        coupons.switch_code,
        (("POST", "/v1/promotion_codes/*"),),
        _codes,
        [("SPRING", False)],
        "promotion_code.switch",
    ),
    Write(
        "discount",
        _discounted,
        coupons.apply,
        (("POST", "/v1/subscriptions/*"),),
        _discounts,
        1,
        "subscription.discount",
    ),
    Write(
        "no discount",
        _undiscounted,
        coupons.apply,
        (("POST", "/v1/subscriptions/*"),),
        _discounts,
        0,
        "subscription.discount",
    ),
    Write(
        "add a person",
        lambda stripe: {"name": "Anna Archer", "email": "anna@example.org"},
        customers.create,
        (("POST", "/v1/customers"),),
        lambda stripe, kwargs: [each.name for each in stripe.client.v1.customers.list().data],
        ["Anna Archer"],
        "customer.create",
        lambda kwargs: [each.name for each in queries.members()],
    ),
    Write(
        "change a person",
        lambda stripe: {"customer_id": club.person(), "changes": BEN},
        customers.update,
        (("POST", "/v1/customers/*"),),
        lambda stripe, kwargs: [each.name for each in stripe.client.v1.customers.list().data],
        ["Ben Baker"],
        "customer.update",
        lambda kwargs: [each.name for each in queries.members()],
    ),
    Write(
        "fields",
        lambda stripe: {"target": "customer", "object_id": club.person(), "values": {"shirt": "M"}},
        metadata.write,
        (("POST", "/v1/customers/*"),),
        lambda stripe, kwargs: dict(stripe.client.v1.customers.retrieve(kwargs["object_id"]).metadata),
        {"shirt": "M"},
        "customer.metadata",
        lambda kwargs: queries.members().get().metadata,
    ),
    Write(
        "membership",
        _starting,
        subscriptions.start,
        (("POST", "/v1/subscriptions"),),
        _running,
        ["trialing"],
        "subscription.start",
        _mirrored_running,
    ),
    Write(
        "delete",
        _deleting,
        deleting.delete,
        (("DELETE", "/v1/subscriptions/*"), ("DELETE", "/v1/customers/*")),
        _running,
        ["canceled"],
        "customer.delete",
        _mirrored_running,
    ),
    Write(
        "merge",
        _two,
        merging.merge,
        (
            ("POST", "/v1/customers/cus_*"),
            ("POST", "/v1/subscriptions"),
            ("DELETE", "/v1/subscriptions/*"),
            ("POST", "/v1/customers/*/balance_transactions"),
            ("DELETE", "/v1/customers/*"),
        ),
        _merged,
        (-700, {"a": "1"}, ["active"], True),
        "customer.merge",
        _mirrored_merge,
    ),
]
