"""Make `keys.json` from Stripe's published examples: for each resource held, its keys and their JSON types.

    python -m stripe_emulator.tests.make_keys fixtures3.json

Source of the examples: https://github.com/stripe/openapi
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

TABLE = Path(__file__).with_name("keys.json")
RESOURCES = (
    "account",
    "balance_transaction",
    "billing_portal.configuration",
    "billing_portal.session",
    "card",
    "charge",
    "checkout.session",
    "coupon",
    "credit_note",
    "credit_note_line_item",
    "customer",
    "customer_balance_transaction",
    "discount",
    "dispute",
    "event",
    "invoice",
    "invoice_payment",
    "invoiceitem",
    "line_item",
    "payment_intent",
    "payment_link",
    "payment_method",
    "plan",
    "price",
    "product",
    "promotion_code",
    "refund",
    "setup_intent",
    "subscription",
    "subscription_item",
    "subscription_schedule",
    "tax_id",
    "tax_rate",
    "test_helpers.test_clock",
    "token",
    "webhook_endpoint",
)


def type_of(value: Any) -> str:
    names = {dict: "object", list: "array", str: "string", bool: "boolean", int: "integer", float: "number"}
    return names.get(type(value), "null")


def main() -> None:
    examples = json.loads(Path(sys.argv[1]).read_text())["resources"]
    table = {
        kind: {key: type_of(value) for key, value in sorted(examples[kind].items())} for kind in RESOURCES
    }
    TABLE.write_text(json.dumps(table, indent=1) + "\n")


if __name__ == "__main__":
    main()
