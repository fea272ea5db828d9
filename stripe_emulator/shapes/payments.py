"""Payment intents and charges as they come into being."""

from __future__ import annotations

from typing import Any

from ..cards import Decline
from ..ids import random_text
from ..state import State
from ..store import Object


def intent_shape(state: State, **fields: Any) -> Object:
    id = state.new_id("pi")
    return {
        "id": id,
        "object": "payment_intent",
        "amount": 0,
        "amount_capturable": 0,
        "amount_details": {"tip": {}},
        "amount_received": 0,
        "application": None,
        "application_fee_amount": None,
        "automatic_payment_methods": None,
        "canceled_at": None,
        "cancellation_reason": None,
        "capture_method": "automatic",
        "client_secret": f"{id}_secret_{random_text(25)}",
        "confirmation_method": "automatic",
        "created": state.now(),
        "currency": "usd",
        "customer": None,
        "customer_account": None,
        "description": None,
        "excluded_payment_method_types": None,
        "last_payment_error": None,
        "latest_charge": None,
        "livemode": False,
        "managed_payments": {"enabled": False},
        "metadata": {},
        "next_action": None,
        "on_behalf_of": None,
        "payment_method": None,
        "payment_method_configuration_details": None,
        "payment_method_options": {"card": {"request_three_d_secure": "automatic"}},
        "payment_method_types": ["card"],
        "processing": None,
        "receipt_email": None,
        "review": None,
        "setup_future_usage": None,
        "shipping": None,
        "source": None,
        "statement_descriptor": None,
        "statement_descriptor_suffix": None,
        "status": "requires_payment_method",
        "transfer_data": None,
        "transfer_group": None,
        **fields,
    }


def charge_shape(state: State, intent: Object, method: Object, decline: Decline | None = None) -> Object:
    id = state.new_id("ch")
    paid = decline is None
    captured = paid and intent["capture_method"] != "manual"
    return {
        "id": id,
        "object": "charge",
        "amount": intent["amount"],
        "amount_captured": intent["amount"] if captured else 0,
        "amount_refunded": 0,
        "application": None,
        "application_fee": None,
        "application_fee_amount": None,
        "balance_transaction": state.new_id("txn") if captured else None,
        "billing_details": method["billing_details"],
        "calculated_statement_descriptor": "STRIPE EMULATOR",
        "captured": captured,
        "created": state.now(),
        "currency": intent["currency"],
        "customer": intent["customer"],
        "description": intent["description"],
        "disputed": False,
        "failure_balance_transaction": None,
        "failure_code": decline.code if decline else None,
        "failure_message": decline.message if decline else None,
        "fraud_details": {},
        "livemode": False,
        "metadata": intent["metadata"],
        "on_behalf_of": None,
        "outcome": outcome(decline),
        "paid": paid,
        "payment_intent": intent["id"],
        "payment_method": method["id"],
        "payment_method_details": details_of(method, intent["amount"]),
        "receipt_email": intent["receipt_email"],
        "receipt_number": None,
        "receipt_url": f"/receipts/{id}" if paid else None,
        "refunded": False,
        "review": None,
        "shipping": intent.get("shipping"),
        "source": None,
        "source_transfer": None,
        "statement_descriptor": intent.get("statement_descriptor"),
        "statement_descriptor_suffix": intent.get("statement_descriptor_suffix"),
        "status": "succeeded" if paid else "failed",
        "transfer_data": None,
        "transfer_group": intent.get("transfer_group"),
    }


def outcome(decline: Decline | None) -> Object:
    if decline is None:
        status = {"network_status": "approved_by_network", "reason": None, "type": "authorized"}
        message, advice = "Payment complete.", None
    else:
        status = {
            "network_status": "declined_by_network",
            "reason": decline.decline_code or decline.code,
            "type": "issuer_declined",
        }
        message, advice = "The bank did not return any further details with this decline.", "try_again_later"
    return {
        "advice_code": advice,
        "network_advice_code": None,
        "network_decline_code": None,
        "risk_level": "normal",
        "risk_score": 20,
        "rule": None,
        "seller_message": message,
        **status,
    }


def details_of(method: Object, amount: int) -> Object:
    if method["type"] == "card":
        return {"type": "card", "card": card_details(method["card"], amount)}
    kept = {key: value for key, value in method["sepa_debit"].items() if key != "generated_from"}
    more = {"expected_debit_date": None, "mandate": None}
    return {"type": "sepa_debit", "sepa_debit": {**kept, **more}}


def card_details(card: Object, amount: int) -> Object:
    kept = ("brand", "checks", "country", "exp_month", "exp_year", "fingerprint", "funding", "last4")
    return {
        **{key: card[key] for key in kept},
        "amount_authorized": amount,
        "authorization_code": None,
        "extended_authorization": {"status": "disabled"},
        "incremental_authorization": {"status": "unavailable"},
        "installments": None,
        "mandate": None,
        "multicapture": {"status": "unavailable"},
        "network": card["brand"],
        "network_token": {"used": False},
        "network_transaction_id": random_text(15),
        "overcapture": {"maximum_amount_capturable": amount, "status": "unavailable"},
        "regulated_status": "unregulated",
        "three_d_secure": None,
        "transaction_link_id": None,
        "wallet": None,
    }
