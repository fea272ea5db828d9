"""What follows when a bank debit settles: its invoice is paid or failed, its checkout session told.

Source: https://docs.stripe.com/payments/sepa-debit
"""

from __future__ import annotations

from ..state import State
from ..store import Object
from . import collection, payments, statuses


def settle(state: State, intent: Object) -> None:
    intent, error = payments.settle(state, intent)
    if error is None:
        collection.intent_succeeded(state, intent)
    else:
        asked = {"payment.payment_intent": intent["id"], "status": "open"}
        for payment in state.store.all("invoice_payment", **asked):
            invoice = state.get("invoice", payment["invoice"])
            invoice = statuses.plan_next_try(state, invoice, {"attempt_count": invoice["attempt_count"]})
            state.emit("invoice.payment_failed", invoice)
            statuses.payment_failed(state, invoice)
    for session in state.store.all("checkout.session", payment_intent=intent["id"]):
        if session["status"] != "complete" or session["payment_status"] != "unpaid":
            continue
        if error is None:
            session = state.change(session, {"payment_status": "paid"})
        outcome = "succeeded" if error is None else "failed"
        state.emit(f"checkout.session.async_payment_{outcome}", session)
