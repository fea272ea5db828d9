"""What a dispute does to the charge and to the account's balance.

Source: https://docs.stripe.com/disputes/how-disputes-work
"""

from __future__ import annotations

from ..shapes.balance import balance_transaction
from ..state import State
from ..store import Object

DAY = 86400
FEE = 1500
OPEN = ("needs_response", "warning_needs_response", "under_review", "warning_under_review")
EVIDENCE = (
    "access_activity_log", "billing_address", "cancellation_policy", "cancellation_policy_disclosure",
    "cancellation_rebuttal", "customer_communication", "customer_email_address", "customer_name",
    "customer_purchase_ip", "customer_signature", "duplicate_charge_documentation",
    "duplicate_charge_explanation", "duplicate_charge_id", "product_description", "receipt", "refund_policy",
    "refund_policy_disclosure", "refund_refusal_explanation", "service_date", "service_documentation",
    "shipping_address", "shipping_carrier", "shipping_date", "shipping_documentation",
    "shipping_tracking_number", "uncategorized_file", "uncategorized_text",
)  # fmt: skip
REASON_CODES = {"fraudulent": "10.4", "product_not_received": "13.1", "general": "10.4"}


def begin(state: State, charge: Object, kind: str) -> Object:
    """The cardholder's bank asks (`inquiry`) or takes the money back (any other kind is the reason)."""
    inquiry = kind == "inquiry"
    reason = "fraudulent" if inquiry else kind
    card = charge["payment_method_details"]["card"]
    obj = {
        "id": state.new_id("du"),
        "object": "dispute",
        "amount": charge["amount"],
        "balance_transactions": [],
        "charge": charge["id"],
        "created": state.now(),
        "currency": charge["currency"],
        "enhanced_eligibility_types": [],
        "evidence": {**dict.fromkeys(EVIDENCE), "enhanced_evidence": {}},
        "evidence_details": {
            "due_by": state.now() + 9 * DAY,
            "enhanced_eligibility": {},
            "has_evidence": False,
            "past_due": False,
            "submission_count": 0,
        },
        "is_charge_refundable": inquiry,
        "livemode": False,
        "metadata": {},
        "payment_intent": charge["payment_intent"],
        "payment_method_details": {
            "card": {
                "brand": card["brand"],
                "case_type": "inquiry" if inquiry else "chargeback",
                "network": card["brand"],
                "network_reason_code": REASON_CODES[reason],
            },
            "type": "card",
        },
        "reason": reason,
        "status": "warning_needs_response" if inquiry else "needs_response",
    }
    if not inquiry:
        obj["balance_transactions"] = [_moved(state, obj, -charge["amount"], FEE)]
    state.change(charge, {"disputed": True})
    state.create(obj, "charge.dispute.created")
    if not inquiry:
        state.emit("charge.dispute.funds_withdrawn", obj)
    return obj


def is_inquiry(obj: Object) -> bool:
    return bool(obj["payment_method_details"]["card"]["case_type"] == "inquiry")


def submit(state: State, obj: Object) -> Object:
    """The evidence goes to the bank, which decides at once when the test's own words are in it."""
    details = obj["evidence_details"]
    review = {"evidence_details": {**details, "submission_count": details["submission_count"] + 1}}
    status = "warning_under_review" if is_inquiry(obj) else "under_review"
    obj = state.change(obj, {**review, "status": status}, "charge.dispute.updated")
    words = obj["evidence"]["uncategorized_text"]
    if words == "winning_evidence":
        return close(state, obj, "warning_closed" if is_inquiry(obj) else "won")
    if words == "losing_evidence":
        return close(state, obj, "warning_closed" if is_inquiry(obj) else "lost")
    return obj


def close(state: State, obj: Object, status: str) -> Object:
    obj = state.change(obj, {"status": status})
    if status == "won":
        moved = [*obj["balance_transactions"], _moved(state, obj, obj["amount"], -FEE)]
        obj = state.change(obj, {"balance_transactions": moved})
        state.emit("charge.dispute.funds_reinstated", obj)
    state.emit("charge.dispute.closed", obj)
    return obj


def _moved(state: State, obj: Object, amount: int, fee: int) -> str:
    source = {**obj, "balance_transaction": state.new_id("txn")}
    move = balance_transaction(state, source, amount, "adjustment")
    detail = {"amount": fee, "application": None, "currency": obj["currency"], "description": "Dispute fee",
              "type": "stripe_fee"}  # fmt: skip
    category = {"reporting_category": "dispute" if amount < 0 else "dispute_reversal"}
    state.create({**move, **category, "fee": fee, "fee_details": [detail], "net": amount - fee})
    return str(move["id"])
