"""What an invoice's fate does to its subscription and its customer.

Source: https://docs.stripe.com/billing/subscriptions/overview#subscription-statuses
"""

from __future__ import annotations

from ..state import State
from ..store import Object

DAY = 86400


def subscription_of(state: State, invoice: Object) -> Object | None:
    details = (invoice["parent"] or {}).get("subscription_details") or {}
    return state.store.get(details.get("subscription"), "subscription")


def invoices_of(state: State, subscription: Object) -> list[Object]:
    return state.store.all("invoice", **{"parent.subscription_details.subscription": subscription["id"]})


def invoice_paid(state: State, invoice: Object) -> None:
    subscription = subscription_of(state, invoice)
    if subscription is None:
        return
    latest = subscription["latest_invoice"] == invoice["id"]
    if subscription["status"] == "incomplete" or (
        subscription["status"] in ("past_due", "unpaid") and latest
    ):
        told = None if subscription.get("_starting") else "customer.subscription.updated"
        state.change(subscription, {"status": "active"}, told)
    elif subscription["status"] == "paused" and subscription.get("_resumes_with") == invoice["id"]:
        subscription = state.change(
            subscription, {"status": "active", "_resumes_with": None}, "customer.subscription.updated"
        )
        state.emit("customer.subscription.resumed", subscription)
    _set_delinquent(state, invoice["customer"])


def remember_method(state: State, invoice: Object, payment: Object) -> None:
    """The card that paid becomes the subscription's own, where `save_default_payment_method` says so."""
    subscription = subscription_of(state, invoice)
    intent = state.store.get(payment["payment"].get("payment_intent"), "payment_intent")
    method = state.store.get(intent["payment_method"], "payment_method") if intent else None
    if (
        subscription
        and method
        and method["customer"] == subscription["customer"]
        and subscription["payment_settings"]["save_default_payment_method"] == "on_subscription"
    ):
        told = None if subscription.get("_starting") else "customer.subscription.updated"
        state.change(subscription, {"default_payment_method": method["id"]}, told)


def invoice_closed(state: State, invoice: Object) -> None:
    """A void first invoice expires the subscription; a void later one clears its arrears."""
    subscription = subscription_of(state, invoice)
    if subscription is None or subscription["latest_invoice"] != invoice["id"]:
        return
    if subscription["status"] == "incomplete" and invoice["status"] == "void":
        changes = {"status": "incomplete_expired", "ended_at": state.now()}
        state.change(subscription, changes, "customer.subscription.updated")
    elif subscription["status"] in ("past_due", "unpaid"):
        state.change(subscription, {"status": "active"}, "customer.subscription.updated")
    _set_delinquent(state, invoice["customer"])


def plan_next_try(state: State, invoice: Object, tried: Object) -> Object:
    """After a payment that failed: when it is tried again, which the event of the failure already says."""
    subscription = subscription_of(state, invoice)
    days, tries = state.settings.retry_days, tried["attempt_count"]
    again = subscription is None or subscription["status"] != "incomplete"
    next_at = state.now() + days[tries - 1] * DAY if again and 0 < tries <= len(days) else None
    return state.change(invoice, {**tried, "next_payment_attempt": next_at}, "invoice.updated")


def payment_failed(state: State, invoice: Object) -> None:
    """What follows for the subscription: after the last try, what the account's settings say."""
    subscription = subscription_of(state, invoice)
    if subscription and subscription["status"] in ("active", "trialing", "past_due"):
        past_due(state, subscription)
        if invoice["next_payment_attempt"] is None:
            give_up(state, state.get("subscription", subscription["id"]))
    _set_delinquent(state, invoice["customer"])


def past_due(state: State, subscription: Object) -> None:
    if subscription["status"] in ("active", "trialing"):
        state.change(subscription, {"status": "past_due"}, "customer.subscription.updated")


def give_up(state: State, subscription: Object) -> None:
    wanted = state.settings.after_retries
    if wanted == "unpaid":
        state.change(subscription, {"status": "unpaid"}, "customer.subscription.updated")
    elif wanted == "canceled":
        from .lifecycle import end

        end(state, subscription, reason="payment_failed")


def _set_delinquent(state: State, customer_id: str) -> None:
    """A customer is delinquent while their latest tried invoice is open."""
    customer = state.store.get(customer_id, "customer")
    if customer and not customer.get("deleted"):
        overdue = any(
            row["attempted"] and row["collection_method"] == "charge_automatically"
            for row in state.store.all("invoice", customer=customer_id, status="open")
        )
        state.change(customer, {"delinquent": overdue}, "customer.updated")
