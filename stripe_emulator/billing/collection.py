"""Collecting what an invoice asks for: charged, paid outside Stripe, void or written off.

Source: https://docs.stripe.com/invoicing/integration/workflow-transitions
"""

from __future__ import annotations

from typing import Any

from ..errors import CardError
from ..shapes.invoices import invoice_payment_shape
from ..state import State
from ..store import Object
from . import payments, statuses


def open_payment(state: State, invoice: Object) -> Object | None:
    """What the invoice itself asks for; payments that were attached to it stand beside that."""
    waiting = state.store.all("invoice_payment", invoice=invoice["id"], status="open", is_default=True)
    return next(iter(waiting), None)


def method_for(state: State, invoice: Object) -> Object | None:
    """The card to charge: the invoice's own, the subscription's, else the customer's."""
    own = state.store.get(invoice["default_payment_method"], "payment_method")
    customer = state.get("customer", invoice["customer"])
    return own or payments.default_method(state, customer, statuses.subscription_of(state, invoice))


def pay(
    state: State, invoice: Object, *, method: Object | None = None, off_session: bool = True
) -> CardError | None:
    """Charge the default card for what is due; answers the decline, if there was one."""
    method = method or method_for(state, invoice)
    payment = open_payment(state, invoice)
    if payment is None:
        return None
    intent = state.get("payment_intent", payment["payment"]["payment_intent"])
    if method is None:
        error: CardError | None = no_method()
    else:
        intent, error = payments.confirm(state, intent, method, off_session=off_session)
    tried = {"attempt_count": invoice["attempt_count"] + 1, "attempted": True}
    if intent["status"] == "succeeded":
        mark_paid(state, invoice, payment, **tried)
        return None
    if intent["status"] in ("requires_action", "processing"):
        invoice = state.change(invoice, tried, "invoice.updated")
    if intent["status"] == "requires_action":
        state.emit("invoice.payment_action_required", invoice)
        return None
    if intent["status"] == "processing":
        return None
    invoice = statuses.plan_next_try(state, invoice, tried)
    if error and error.code == "authentication_required":
        state.emit("invoice.payment_action_required", invoice)
    state.emit("invoice.payment_failed", invoice)
    statuses.payment_failed(state, invoice)
    return error


def intent_succeeded(state: State, intent: Object) -> None:
    """The invoice that a payment intent was made for is paid when the intent is."""
    if intent["status"] != "succeeded":
        return
    asked = {"payment.payment_intent": intent["id"], "status": "open"}
    for payment in state.store.all("invoice_payment", **asked):
        credit(state, state.get("invoice", payment["invoice"]), payment)


def no_method() -> CardError:
    return CardError(
        "This customer has no attached payment source or default payment method. Please consider adding a"
        " default"
        " payment method. For more information, visit"
        " https://stripe.com/docs/billing/subscriptions/payment-methods-setting#payment-method-priority.",
        code="resource_missing",
    )


def mark_paid(
    state: State,
    invoice: Object,
    payment: Object | None,
    *,
    off_stripe: bool = False,
    over: int = 0,
    **tried: Any,
) -> Object:
    now = state.now()
    changes = {
        **tried,
        "amount_overpaid": over,
        "amount_paid": invoice["amount_due"] + over,
        "amount_paid_off_stripe": invoice["amount_remaining"] if off_stripe else 0,
        "amount_remaining": 0,
        "attempted": True,
        "auto_advance": False,
        "next_payment_attempt": None,
        "status": "paid",
        "status_transitions": {**invoice["status_transitions"], "paid_at": now},
    }
    if payment:
        _payment_paid(state, payment)
        statuses.remember_method(state, invoice, payment)
    before = state.render(invoice)
    invoice = state.change(invoice, changes)
    state.emit("invoice.updated", invoice, previous=before)
    state.emit("invoice.paid", invoice)
    if not off_stripe:
        state.emit("invoice.payment_succeeded", invoice)
    statuses.invoice_paid(state, invoice)
    return invoice


def attach(state: State, invoice: Object, intent: Object) -> Object:
    """A payment that was made otherwise pays (a part of) the invoice, as soon as it succeeded.

    Source: https://docs.stripe.com/invoicing/partial-payments
    """
    shape = invoice_payment_shape(
        state,
        invoice,
        amount_requested=intent["amount"],
        is_default=False,
        payment={"payment_intent": intent["id"], "type": "payment_intent"},
    )
    payment = state.create(shape)
    return credit(state, invoice, payment) if intent["status"] == "succeeded" else invoice


def credit(state: State, invoice: Object, payment: Object) -> Object:
    """A payment counts towards the invoice; what is left, the invoice goes on asking for."""
    left = invoice["amount_remaining"] - payment["amount_requested"]
    if payment["is_default"] or left <= 0:
        if not payment["is_default"]:
            cancel_payment(state, invoice)
        return mark_paid(state, invoice, payment, over=max(-left, 0))
    _payment_paid(state, payment)
    changes = {"amount_paid": invoice["amount_due"] - left, "amount_remaining": left}
    invoice = state.change(invoice, changes, "invoice.updated")
    if asked := open_payment(state, invoice):
        state.change(asked, {"amount_requested": left})
        state.change(state.get("payment_intent", asked["payment"]["payment_intent"]), {"amount": left})
    return invoice


def _payment_paid(state: State, payment: Object) -> None:
    moment = {"canceled_at": None, "paid_at": state.now()}
    paid = {"amount_paid": payment["amount_requested"], "status": "paid", "status_transitions": moment}
    state.emit("invoice_payment.paid", state.change(payment, paid))


def pay_off_stripe(state: State, invoice: Object) -> Object:
    """Cash, cheque, bank transfer: no charge is made and the payment intent is canceled."""
    cancel_payment(state, invoice)
    return mark_paid(state, invoice, None, off_stripe=True)


def cancel_payment(state: State, invoice: Object) -> None:
    payment = open_payment(state, invoice)
    if payment:
        moment = {"canceled_at": state.now(), "paid_at": None}
        state.change(payment, {"status": "canceled", "status_transitions": moment})
        intent = state.get("payment_intent", payment["payment"]["payment_intent"])
        reason = {"status": "canceled", "canceled_at": state.now(), "cancellation_reason": "void_invoice"}
        state.change(intent, reason, None)
        state.emit("payment_intent.canceled", state.get("payment_intent", intent["id"]))


def close(state: State, invoice: Object, status: str) -> Object:
    """Void it, or write it off."""
    if status == "void":
        cancel_payment(state, invoice)
    moment = {"void": "voided_at", "uncollectible": "marked_uncollectible_at"}[status]
    changes = {
        "auto_advance": False,
        "next_payment_attempt": None,
        "status": status,
        "status_transitions": {**invoice["status_transitions"], moment: state.now()},
    }
    before = state.render(invoice)
    invoice = state.change(invoice, changes)
    state.emit("invoice.updated", invoice, previous=before)
    state.emit("invoice.voided" if status == "void" else "invoice.marked_uncollectible", invoice)
    statuses.invoice_closed(state, invoice)
    return invoice
