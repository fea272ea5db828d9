"""Calls of held resources that are not held, each with the reason; `docs/emulator.md` shows them.

They answer Stripe's 404 for an unknown URL.
"""

from __future__ import annotations

CONNECT = "of connected accounts, which a club has none of; accounts are held as far as Stripe's CLI asks"
CASH = "cash balances need bank transfers, which are not held"
TAX_IDS = "tax ids of the account itself; those of customers are held under the customer"
ENTITLEMENTS = "entitlements are not held"

LEFT_OUT = {
    "POST /v1/accounts/{account}/reject": CONNECT,
    "POST /v1/accounts/{account}/unreject": CONNECT,
    "POST /v1/accounts/{account}/login_links": CONNECT,
    "GET /v1/accounts/{account}/capabilities": CONNECT,
    "GET /v1/accounts/{account}/capabilities/{capability}": CONNECT,
    "POST /v1/accounts/{account}/capabilities/{capability}": CONNECT,
    "GET /v1/accounts/{account}/external_accounts": CONNECT,
    "POST /v1/accounts/{account}/external_accounts": CONNECT,
    "GET /v1/accounts/{account}/external_accounts/{id}": CONNECT,
    "POST /v1/accounts/{account}/external_accounts/{id}": CONNECT,
    "DELETE /v1/accounts/{account}/external_accounts/{id}": CONNECT,
    "GET /v1/accounts/{account}/persons": CONNECT,
    "POST /v1/accounts/{account}/persons": CONNECT,
    "GET /v1/accounts/{account}/persons/{person}": CONNECT,
    "POST /v1/accounts/{account}/persons/{person}": CONNECT,
    "DELETE /v1/accounts/{account}/persons/{person}": CONNECT,
    "GET /v1/customers/{customer}/cash_balance": CASH,
    "POST /v1/customers/{customer}/cash_balance": CASH,
    "GET /v1/customers/{customer}/cash_balance_transactions": CASH,
    "GET /v1/customers/{customer}/cash_balance_transactions/{transaction}": CASH,
    "POST /v1/customers/{customer}/funding_instructions": CASH,
    "POST /v1/customers/{customer}/sources/{id}/verify": "of bank accounts in the United States",
    "GET /v1/payment_intents/{intent}/amount_details_line_items": "line items of a payment are not held",
    "DELETE /v1/tax_ids/{id}": TAX_IDS,
    "GET /v1/tax_ids": TAX_IDS,
    "POST /v1/tax_ids": TAX_IDS,
    "GET /v1/products/{product}/features": ENTITLEMENTS,
    "POST /v1/products/{product}/features": ENTITLEMENTS,
    "GET /v1/products/{product}/features/{id}": ENTITLEMENTS,
    "DELETE /v1/products/{product}/features/{id}": ENTITLEMENTS,
}
