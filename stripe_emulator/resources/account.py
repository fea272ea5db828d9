"""The account that the key belongs to.

Source: https://docs.stripe.com/api/accounts/object
"""

from __future__ import annotations

from typing import Any

from ..errors import NotFound
from ..lists import LIST, Page, embedded, list_objects
from ..metadata import merged, metadata
from ..params import email, enum, idle, text
from ..registry import Resource
from ..state import State
from ..store import Object

account = Resource("account")
NOTHING_DUE: dict[str, Any] = {
    "alternatives": [],
    "current_deadline": None,
    "currently_due": [],
    "disabled_reason": None,
    "errors": [],
    "eventually_due": [],
    "past_due": [],
    "pending_verification": [],
}
STATEMENT = {
    "statement_descriptor": None,
    "statement_descriptor_kana": None,
    "statement_descriptor_kanji": None,
    "statement_descriptor_prefix_kana": None,
    "statement_descriptor_prefix_kanji": None,
}
SETTINGS: dict[str, Any] = {
    "bacs_debit_payments": {"display_name": None, "service_user_number": None},
    "branding": {"icon": None, "logo": None, "primary_color": None, "secondary_color": None},
    "card_issuing": {"tos_acceptance": {"date": None, "ip": None}},
    "card_payments": {
        "decline_on": {"avs_failure": False, "cvc_failure": True},
        "statement_descriptor_prefix": None,
        "statement_descriptor_prefix_kana": None,
        "statement_descriptor_prefix_kanji": None,
    },
    "dashboard": {"display_name": "Stripe emulator", "timezone": "Etc/UTC"},
    "invoices": {"default_account_tax_ids": None, "hosted_payment_method_save": None},
    "payments": STATEMENT,
    "payouts": {
        "debit_negative_balances": True,
        "schedule": {"delay_days": 2, "interval": "daily"},
        "statement_descriptor": None,
    },
    "sepa_debit_payments": {},
}
SUPPORT = {"city": None, "country": None, "line1": None, "line2": None, "postal_code": None, "state": None}
PROFILE: dict[str, Any] = {
    "annual_revenue": None,
    "estimated_worker_count": None,
    "mcc": None,
    "minority_owned_business_designation": None,
    "name": "Stripe emulator",
    "product_description": None,
    "support_address": SUPPORT,
    "support_email": None,
    "support_phone": None,
    "support_url": None,
    "url": None,
}


@account.get("/v1/account")
def retrieve(state: State, params: Object) -> Object:
    return {
        "id": state.account_id,
        "object": "account",
        "business_profile": PROFILE,
        "business_type": None,
        "capabilities": {"card_payments": "active", "transfers": "active"},
        "charges_enabled": True,
        "controller": {"type": "account"},
        "country": "GB",
        "created": 1704067200,
        "default_currency": "gbp",
        "details_submitted": True,
        "email": "account@stripe-emulator.test",
        "external_accounts": embedded(f"/v1/accounts/{state.account_id}/external_accounts", []),
        "future_requirements": NOTHING_DUE,
        "metadata": {},
        "payouts_enabled": True,
        "requirements": NOTHING_DUE,
        "settings": SETTINGS,
        "tos_acceptance": {"date": None, "ip": None, "user_agent": None},
        "type": "standard",
    }


# Connected accounts: made, renamed and shown, which is all that Stripe's CLI asks of them.
FIELDS = {
    "business_profile": idle(),
    "capabilities": idle(),
    "email": email(),
    "metadata": metadata(),
}


@account.post(
    "/v1/accounts", {**FIELDS, "country": text(limit=2), "type": enum("custom", "express", "standard")}
)
def create(state: State, params: Object) -> Object:
    own = {
        "id": state.new_id("acct", 16),
        "created": state.now(),
        "type": params.get("type", "standard"),
        "charges_enabled": False,
        "payouts_enabled": False,
        "details_submitted": False,
    }
    obj = state.create({**retrieve(state, {}), "email": None, **own})
    return state.change(obj, _changes(obj, params))


@account.get("/v1/accounts", LIST)
def list_all(state: State, params: Object) -> Page:
    return list_objects(state, "account", "/v1/accounts", params)


@account.post("/v1/accounts/{id}", FIELDS)
def update(state: State, params: Object, id: str) -> Object:
    obj = state.get("account", id, param="account")
    return state.change(obj, _changes(obj, params), "account.updated")


@account.delete("/v1/accounts/{id}")
def delete(state: State, params: Object, id: str) -> Object:
    state.get("account", id, param="account")
    state.store.remove(id)
    return {"id": id, "object": "account", "deleted": True}


@account.get("/v1/accounts", LIST)
def index(state: State, params: Object) -> Page:
    """The connected accounts; the own one is not among them."""
    return list_objects(state, "account", "/v1/accounts", params)


def _changes(obj: Object, params: Object) -> Object:
    changes: Object = {key: params[key] for key in ("country", "email") if key in params}
    if "metadata" in params:
        changes["metadata"] = merged(obj["metadata"], params["metadata"])
    if "business_profile" in params:
        changes["business_profile"] = {**obj["business_profile"], **(params["business_profile"] or {})}
    return changes


@account.get("/v1/accounts/{id}")
def retrieve_by_id(state: State, params: Object, id: str) -> Object:
    if found := state.store.get(id, "account"):
        return found
    if id != state.account_id:
        raise NotFound(f"No such account: '{id}'", code="resource_missing", param="account")
    return retrieve(state, params)
